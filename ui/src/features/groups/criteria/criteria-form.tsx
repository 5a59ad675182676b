import { ROUTES, type Condition, type FactDescriptor, type SelectionView } from '@linkflow/contracts';
import { checkCondition, sameJson } from '@linkflow/workflow';
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconClick } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useCan } from '../../../api/session';
import { useCommand, useRoute } from '../../../api/use-route';
import { ConditionEditor } from '../../../canvas/inspector/condition/condition-editor';
import { useTexts } from '../../../i18n';
import { LeaveGuard } from '../../../shared/confirm';
import { attempt, toast } from '../../../shared/toast';
import { ActivityDialog, withRule } from './activity-dialog';
import classes from './criteria.module.css';
import { criteriaTexts } from './criteria.texts';
import { Matches } from './matches';
import { useActivityFacts } from './use-activity-facts';

const NONE: readonly FactDescriptor[] = [];
const NOTHING: Condition = { all: [] };

/** Edits the criteria of a dynamic selection, and shows who meets them. */
export function CriteriaForm({ selection }: { selection: SelectionView }) {
  const t = useTexts(criteriaTexts);
  const all = useRoute(ROUTES.catalogue.facts).data ?? NONE;
  const saved = selection.criteria ?? NOTHING;
  /** Null while the form shows what is saved. */
  const [edited, setEdited] = useState<Condition | null>(null);
  const activity = useActivityFacts(edited ?? saved);
  // Equal as long as the names are, so that the editor is not made anew with each typed character.
  const described = JSON.stringify(activity);
  const facts = useMemo(
    () =>
      new Map(
        [
          ...all.filter(({ group }) => group === 'contact' || group === 'company'),
          ...(JSON.parse(described) as FactDescriptor[]),
        ].map((fact) => [fact.name, fact] as const),
      ),
    [all, described],
  );
  const [adding, setAdding] = useState(false);
  const update = useCommand(ROUTES.selections.update);
  const mayEdit = useCan()(ROUTES.selections.update) && !selection.deleted;
  const criteria = edited ?? saved;
  const isEmpty = sameJson(criteria, NOTHING);
  const isComplete = !isEmpty && facts.size > 0 && checkCondition(criteria, '', facts).length === 0;
  const isChanged = edited !== null && !sameJson(edited, saved);
  const save = () => {
    if (!isChanged || !isComplete || update.isPending) return;
    attempt(update.mutateAsync({ params: { id: selection.id }, body: { criteria } }), () => {
      setEdited(null);
      toast(t('saved'));
    });
  };
  useHotkeys([['mod+S', save]], [], true);
  return (
    <div className={classes.columns}>
      <Stack component="section" gap="sm" aria-label={t('title')}>
        <div>
          <Title order={2} size="sm">
            {t('title')}
          </Title>
          <Text size="xs" c="dimmed">
            {t('lead')}
          </Text>
        </div>
        <ConditionEditor
          facts={facts}
          value={criteria}
          disabled={!mayEdit}
          onChange={(next) => setEdited(next ?? NOTHING)}
        />
        {mayEdit && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconClick size={15} aria-hidden />}
              onClick={() => setAdding(true)}
            >
              {t('activity.button')}
            </Button>
            <Button size="xs" disabled={!isChanged || !isComplete} loading={update.isPending} onClick={save}>
              {t('save')}
            </Button>
            {isChanged && (
              <Button size="xs" variant="default" onClick={() => setEdited(null)}>
                {t('undo')}
              </Button>
            )}
          </Group>
        )}
        <ActivityDialog
          opened={adding}
          onClose={() => setAdding(false)}
          onAdd={(rule) => setEdited(withRule(criteria, rule))}
        />
        <LeaveGuard dirty={isChanged} />
      </Stack>
      <section aria-label={t('matches')}>
        <Matches criteria={isComplete ? criteria : null} reason={t(isEmpty ? 'noCriteria' : 'incomplete')} />
      </section>
    </div>
  );
}
