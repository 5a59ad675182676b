import { MEMBERS_PER_SECOND, PEOPLE_BULK_LIMITS, ROUTES, type PeopleBulkView } from '@linkflow/contracts';
import { Group, NumberInput, SegmentedControl, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { useLastValue } from '../../shared/record-drawer';
import { usePhone } from '../../shared/use-phone';
import { peopleTexts } from './people.texts';
import { PeopleCounted, WhoFields } from './who-fields';
import { FollowUpFields, GroupFields, RequestFields } from './work-fields';
import {
  RETURNED_WORK,
  areReturned,
  filterWith,
  initialWho,
  isComplete,
  workOf,
  type ChosenPeople,
  type WorkKind,
  type WorkValues,
} from './work-values';

const WHAT = ['selection', 'project', 'follow-up', 'request'] as const;
const { canary, perSecond } = PEOPLE_BULK_LIMITS;

/** Memberships are changed at once, and quickly. What gives colleagues work is tried for a few first. */
const isGroup = ({ what }: Pick<WorkValues, 'what'>): boolean => what === 'selection' || what === 'project';

interface WorkDialogProps {
  people: ChosenPeople;
  work: WorkKind | null;
  opened: boolean;
  onClose: () => void;
}

/** Starts a bulk for people: into a selection or project, or out of one, a follow-up or a request for each. Counts them before. */
export function WorkDialog({ people, work: given, opened, onClose }: WorkDialogProps) {
  const t = useTexts(peopleTexts);
  const navigate = useNavigate();
  const phone = usePhone();
  const start = useCommand(ROUTES.peopleBulks.start);
  const [count, setCount] = useState<number | null>(null);
  const { filter, links, name } = people;
  const work = useLastValue(given);
  const returned = RETURNED_WORK.find((kind) => kind === work);
  const initial: WorkValues = {
    ...initialWho(people, 'listed'),
    what: work === 'out' || work === null ? 'selection' : work,
    direction: work === 'out' ? 'remove' : 'add',
    isNew: work === 'selection',
    name: t(areReturned(people) ? 'returnedName' : 'selectionName', { name }).slice(0, 200),
    target: null,
    taskTypeId: null,
    text: '',
    ourContact: true,
    ownerId: null,
    dueInDays: 0,
    title: '',
    categoryId: null,
    priorityId: null,
    canary: canary.usual,
    perSecond: perSecond.usual,
  };
  return (
    <FormDialog<WorkValues, PeopleBulkView>
      opened={opened}
      onClose={onClose}
      needs={ROUTES.peopleBulks.start}
      title={t(returned ? `titleOf.${returned}` : 'title')}
      initial={initial}
      blocked={count === null || count === 0}
      submit={(values) =>
        !isGroup(values) && values.canary > 0 && values.canary < (count ?? 0)
          ? t('startWith', { count: values.canary })
          : t('start', { count: count ?? 0 })
      }
      validate={(values) => problemsOf(values, { choose: t('choose'), write: t('write') })}
      onSubmit={(values) =>
        start.mutateAsync({
          body: {
            filter: filterWith(filter, values),
            work: workOf(values),
            canary: isGroup(values) ? 0 : values.canary,
            perSecond: isGroup(values) ? MEMBERS_PER_SECOND : values.perSecond,
          },
        })
      }
      onDone={({ id }) => navigate({ to: '/people-bulks/$peopleBulkId', params: { peopleBulkId: id } })}
    >
      {(form) => (
        <>
          {returned && <Text size="sm">{t(`explain.${returned}`)}</Text>}
          {!returned && (
            <SegmentedControl
              fullWidth
              size={phone ? 'sm' : 'xs'}
              orientation={phone ? 'vertical' : 'horizontal'}
              aria-label={t('what')}
              data={WHAT.map((value) => ({ value, label: t(`works.${value}`) }))}
              value={form.values.what}
              onChange={(next) => {
                form.setFieldValue('what', WHAT.find((one) => one === next) ?? 'selection');
                form.setFieldValue('target', null);
              }}
            />
          )}
          {isGroup(form.values) && <GroupFields form={form} />}
          {form.values.what === 'follow-up' && <FollowUpFields form={form} />}
          {form.values.what === 'request' && <RequestFields form={form} />}
          {links && <WhoFields form={form} links={links} />}
          <PeopleCounted
            filter={isComplete(form.values) ? filterWith(filter, form.values) : null}
            onCount={setCount}
          />
          {!isGroup(form.values) && (
            <Group grow align="flex-start" gap="sm">
              <NumberInput
                label={t('canary')}
                description={t('canaryHint')}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                {...{ min: canary.min, max: canary.max }}
                allowDecimal={false}
                clampBehavior="strict"
                {...form.getInputProps('canary')}
              />
              <NumberInput
                label={t('perSecond')}
                {...{ min: perSecond.min, max: perSecond.max }}
                allowDecimal={false}
                clampBehavior="strict"
                {...form.getInputProps('perSecond')}
              />
            </Group>
          )}
        </>
      )}
    </FormDialog>
  );
}

/** What is missing, by field. */
function problemsOf(values: WorkValues, texts: { choose: string; write: string }): Record<string, string> {
  const { choose, write } = texts;
  const missing = (name: keyof WorkValues, text: string, isMissing: boolean) =>
    isMissing ? { [name]: text } : {};
  switch (values.what) {
    case 'selection':
    case 'project': {
      const isNew = values.isNew && values.direction === 'add';
      return isNew
        ? missing('name', write, values.name.trim() === '')
        : missing('target', choose, values.target === null);
    }
    case 'follow-up':
      return missing('taskTypeId', choose, values.taskTypeId === null);
    case 'request':
      return {
        ...missing('title', write, values.title.trim() === ''),
        ...missing('categoryId', choose, values.categoryId === null),
        ...missing('priorityId', choose, values.priorityId === null),
      };
    default:
      return {};
  }
}
