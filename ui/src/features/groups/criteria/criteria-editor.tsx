import { ROUTES, type Condition, type FactDescriptor, type SelectionView } from '@linkflow/contracts';
import { checkCondition, sameJson } from '@linkflow/workflow';
import { Button, Group } from '@mantine/core';
import { IconClick } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useCommand } from '../../../api/use-route';
import { ConditionEditor } from '../../../canvas/inspector/condition/condition-editor';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { LeaveGuard } from '../../../shared/confirm';
import { attempt, toast } from '../../../shared/toast';
import { useSaveKey } from '../../../shared/use-save-key';
import { ActivityDialog, withRule } from './activity-dialog';
import { CriteriaColumns } from './criteria-columns';
import { criteriaTexts } from './criteria.texts';
import { useActivityFacts } from './use-activity-facts';

const NOTHING: Condition = { all: [] };

interface CriteriaEditorProps {
  selection: SelectionView;
  /** What criteria can be about; empty while they are being loaded. */
  facts: readonly FactDescriptor[];
  /** True if it takes the focus, because the user has opened it. */
  focused: boolean;
  /** Called when the criteria are saved, and when the user leaves them as they are. */
  onClose: () => void;
}

/** Edits the criteria of a dynamic selection, and shows who meets them before they are saved. */
export function CriteriaEditor({ selection, facts: fixed, focused, onClose }: CriteriaEditorProps) {
  const t = useTexts(criteriaTexts);
  const c = useTexts(common);
  const saved = selection.criteria ?? NOTHING;
  /** Null while the form shows what is saved. */
  const [edited, setEdited] = useState<Condition | null>(null);
  const [adding, setAdding] = useState(false);
  const facts = useActivityFacts(fixed, edited ?? saved);
  const byName = useMemo(() => new Map(facts.map((fact) => [fact.name, fact] as const)), [facts]);
  const update = useCommand(ROUTES.selections.update);
  const criteria = edited ?? saved;
  const isEmpty = sameJson(criteria, NOTHING);
  const isComplete = !isEmpty && fixed.length > 0 && checkCondition(criteria, '', byName).length === 0;
  const isChanged = edited !== null && !sameJson(edited, saved);
  const canClose = !sameJson(saved, NOTHING);
  const section = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focused) section.current?.focus();
  }, [focused]);
  const leave = () => {
    setEdited(null);
    onClose();
  };
  const save = () => {
    if (!isChanged || !isComplete || update.isPending) return;
    attempt(update.mutateAsync({ params: { id: selection.id }, body: { criteria } }), () => {
      leave();
      toast(t('saved'));
    });
  };
  useSaveKey(save);
  return (
    <CriteriaColumns
      criteria={isComplete ? criteria : null}
      reason={t(isEmpty ? 'noCriteria' : 'incomplete')}
      focus={section}
    >
      <ConditionEditor
        facts={byName}
        value={criteria}
        disabled={false}
        onChange={(next) => setEdited(next ?? NOTHING)}
      />
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
        {(isChanged || canClose) && (
          <Button size="xs" variant="default" onClick={leave}>
            {isChanged ? t('undo') : c('cancel')}
          </Button>
        )}
      </Group>
      <ActivityDialog
        opened={adding}
        onClose={() => setAdding(false)}
        onAdd={(rule) => setEdited(withRule(criteria, rule))}
      />
      <LeaveGuard dirty={isChanged} />
    </CriteriaColumns>
  );
}
