import { ROUTES, addDays, localDay, startOfDay, type FollowUpView } from '@linkflow/contracts';
import { Button, Checkbox, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { currentTimeZone, useFormat, useTexts } from '../../i18n';
import { type OpenedRecord, RecordDrawer, useOpened } from '../../shared/record-drawer';
import { RefLink, RefName } from '../../shared/refs';
import { useNow } from '../../shared/time-ago';
import { attempt, toast } from '../../shared/toast';
import { Fact } from '../contacts/card/card';
import classes from '../contacts/card/card.module.css';
import { Source } from '../contacts/card/source';
import { WorkItem } from '../contacts/card/work';
import { crmTexts } from '../contacts/crm.texts';

export function FollowUpDrawer(props: OpenedRecord<FollowUpView>) {
  const t = useTexts(crmTexts);
  return (
    <RecordDrawer
      {...props}
      title={(shown) => t(shown ? `followUps.kinds.${shown.kind}` : 'followUps.details')}
    >
      {(shown) => <Details followUp={shown} />}
    </RecordDrawer>
  );
}

function Details({ followUp }: { followUp: FollowUpView }) {
  const t = useTexts(crmTexts);
  const format = useFormat();
  const toggle = useToggleFollowUp();
  const mayChange = useCan()(ROUTES.followUps.update);
  const done = followUp.status === 'done';
  return (
    <>
      <Text size="md" fw={500} mb="md" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
        {followUp.text}
      </Text>
      <dl className={classes.factList}>
        <Fact label={t('followUps.type')}>
          <RefName of={followUp.type} />
        </Fact>
        <Fact label={t('followUps.when')}>
          <When followUp={followUp} />
        </Fact>
        <Fact label={t('followUps.duration')}>{format.minutes(followUp.durationMinutes)}</Fact>
        <Fact label={t('work.owner')}>
          <RefName person of={followUp.owner} />
        </Fact>
        <Fact label={t('followUps.createdBy')}>
          <RefName person of={followUp.createdBy} />
        </Fact>
        <Fact label={t('work.contact')}>
          <RefLink kind="contact" of={followUp.contact} />
        </Fact>
        <Fact label={t('company')}>{followUp.company?.name}</Fact>
        <Fact label={t('project')}>
          <RefLink kind="project" of={followUp.project} />
        </Fact>
        <Fact label={t('work.origin')}>
          <Source source={followUp.source} at={followUp.createdAt} />
        </Fact>
      </dl>
      {mayChange && (
        <Button
          mt="lg"
          variant={done ? 'default' : 'filled'}
          leftSection={done ? undefined : <IconCheck size={16} aria-hidden />}
          onClick={() => toggle(followUp)}
        >
          {t(done ? 'followUps.reopen' : 'followUps.done')}
        </Button>
      )}
    </>
  );
}

/** The follow-ups of one contact: first the open ones, then those that are done; each part sorted by date. */
export function FollowUpList({ followUps }: { followUps: readonly FollowUpView[] }) {
  const t = useTexts(crmTexts);
  const { open, opened } = useOpened(followUps);
  const sorted = [...followUps].sort(
    (a, b) =>
      Number(a.status === 'done') - Number(b.status === 'done') || a.startsAt.localeCompare(b.startsAt),
  );
  return (
    <>
      <ul className={classes.list}>
        {sorted.map((followUp) => (
          <WorkItem
            key={followUp.id}
            name={firstLine(followUp.text)}
            done={followUp.status === 'done'}
            onOpen={() => open(followUp.id)}
            before={<DoneBox followUp={followUp} mt={2} />}
          >
            {t(`followUps.kinds.${followUp.kind}`)} · <When followUp={followUp} /> · {followUp.owner.name}
          </WorkItem>
        ))}
      </ul>
      <FollowUpDrawer {...opened} />
    </>
  );
}

interface DoneBoxProps {
  followUp: Pick<FollowUpView, 'id' | 'text' | 'status'>;
  mt?: number;
}

export function DoneBox({ followUp, mt }: DoneBoxProps) {
  const t = useTexts(crmTexts);
  const toggle = useToggleFollowUp();
  const mayChange = useCan()(ROUTES.followUps.update);
  const done = followUp.status === 'done';
  return (
    <Checkbox
      disabled={!mayChange}
      size="xs"
      mt={mt}
      checked={done}
      aria-label={t(done ? 'followUps.markOpen' : 'followUps.markDone', { text: firstLine(followUp.text) })}
      onChange={() => toggle(followUp)}
    />
  );
}

/** Shows the start time of a meeting, or the due date of a to-do and whether it is overdue. */
export function When({ followUp }: { followUp: Pick<FollowUpView, 'kind' | 'startsAt' | 'status'> }) {
  const t = useTexts(crmTexts);
  const format = useFormat();
  const now = useNow();
  if (followUp.kind === 'meeting') {
    return <time dateTime={followUp.startsAt}>{format.dateTime(followUp.startsAt)}</time>;
  }
  const timeZone = currentTimeZone();
  const nextDay = addDays(localDay(new Date(followUp.startsAt), timeZone), 1);
  const overdue = followUp.status !== 'done' && startOfDay(nextDay, timeZone).getTime() < now;
  return (
    <>
      <time dateTime={followUp.startsAt}>{t('followUps.due', { date: format.date(followUp.startsAt) })}</time>
      {overdue && (
        <Text span inherit c="red">
          {' '}
          ({t('followUps.overdue').toLowerCase()})
        </Text>
      )}
    </>
  );
}

/** Returns a function that marks an open follow-up as done (with undo), or a done one as open. */
function useToggleFollowUp(): (followUp: Pick<FollowUpView, 'id' | 'text' | 'status'>) => void {
  const t = useTexts(crmTexts);
  const update = useCommand(ROUTES.followUps.update);
  return ({ id, text, status }) => {
    const reopen = () => attempt(update.mutateAsync({ params: { id }, body: { status: 'not-started' } }));
    if (status === 'done') return reopen();
    attempt(update.mutateAsync({ params: { id }, body: { status: 'done' } }), () =>
      toast(t('followUps.isDone', { text: firstLine(text) }), reopen),
    );
  };
}

/** Returns the first non-empty line of a text, for lists and titles. */
export function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0]?.trimEnd() ?? '';
}
