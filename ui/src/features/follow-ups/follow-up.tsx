import type { FollowUpView } from '@linkflow/contracts';
import { Anchor, Button, Checkbox, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useFollowUpUpdate } from '../../api/crm';
import { useFormat, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { RecordDrawer } from '../../shared/record-drawer';
import { RefName } from '../../shared/refs';
import { useNow } from '../../shared/time-ago';
import { attempt, toast } from '../../shared/toast';
import { Fact } from '../contacts/card/card';
import classes from '../contacts/card/card.module.css';
import { Source } from '../contacts/card/source';
import { crmTexts } from '../contacts/crm.texts';

interface FollowUpDrawerProps {
  followUp: FollowUpView | null;
  onClose: () => void;
}

export function FollowUpDrawer({ followUp, onClose }: FollowUpDrawerProps) {
  const t = useTexts(crmTexts);
  return (
    <RecordDrawer
      record={followUp}
      onClose={onClose}
      title={(shown) => (shown ? t(`followUps.kinds.${shown.kind}`) : t('followUps.details'))}
    >
      {(shown) => <Details followUp={shown} />}
    </RecordDrawer>
  );
}

function Details({ followUp }: { followUp: FollowUpView }) {
  const t = useTexts(crmTexts);
  const format = useFormat();
  const toggle = useToggleFollowUp();
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
          {followUp.contact && (
            <TextLink to="/contacts/$contactId" params={{ contactId: followUp.contact.id }}>
              {followUp.contact.name}
            </TextLink>
          )}
        </Fact>
        <Fact label={t('company')}>{followUp.company?.name}</Fact>
        <Fact label={t('project')}>
          {followUp.project && (
            <TextLink to="/projects/$projectId" params={{ projectId: followUp.project.id }}>
              {followUp.project.name}
            </TextLink>
          )}
        </Fact>
        <Fact label={t('work.origin')}>
          <Source source={followUp.source} at={followUp.createdAt} />
        </Fact>
      </dl>
      <Button
        mt="lg"
        variant={done ? 'default' : 'filled'}
        leftSection={done ? undefined : <IconCheck size={16} aria-hidden />}
        onClick={() => toggle(followUp)}
      >
        {t(done ? 'followUps.reopen' : 'followUps.done')}
      </Button>
    </>
  );
}

/** The follow-ups of one contact, open ones first. */
export function FollowUpList({ followUps }: { followUps: readonly FollowUpView[] }) {
  const t = useTexts(crmTexts);
  const toggle = useToggleFollowUp();
  const [openedId, setOpenedId] = useState<string | null>(null);
  if (followUps.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('followUps.none')}
      </Text>
    );
  }
  const sorted = [...followUps].sort(
    (a, b) =>
      Number(a.status === 'done') - Number(b.status === 'done') || a.startsAt.localeCompare(b.startsAt),
  );
  return (
    <>
      <ul className={classes.list}>
        {sorted.map((followUp) => {
          const done = followUp.status === 'done';
          return (
            <li key={followUp.id} className={classes.item} data-done={done || undefined}>
              <Checkbox
                size="xs"
                mt={2}
                checked={done}
                aria-label={t(done ? 'followUps.markOpen' : 'followUps.markDone', {
                  text: firstLine(followUp.text),
                })}
                onChange={() => toggle(followUp)}
              />
              <div className={classes.words}>
                <Anchor component="button" className={classes.name} onClick={() => setOpenedId(followUp.id)}>
                  {firstLine(followUp.text)}
                </Anchor>
                <Text size="xs" c="dimmed" component="div">
                  {t(`followUps.kinds.${followUp.kind}`)} · <When followUp={followUp} /> ·{' '}
                  {followUp.owner.name}
                </Text>
              </div>
            </li>
          );
        })}
      </ul>
      <FollowUpDrawer
        followUp={followUps.find((each) => each.id === openedId) ?? null}
        onClose={() => setOpenedId(null)}
      />
    </>
  );
}

/** Due date of a to-do, with a note when it is overdue, or start time of a meeting. */
export function When({ followUp }: { followUp: Pick<FollowUpView, 'kind' | 'startsAt' | 'status'> }) {
  const t = useTexts(crmTexts);
  const format = useFormat();
  const now = useNow();
  if (followUp.kind === 'meeting') {
    return <time dateTime={followUp.startsAt}>{format.dateTime(followUp.startsAt)}</time>;
  }
  const date = new Date(followUp.startsAt);
  const endOfDay = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
  const overdue = followUp.status !== 'done' && endOfDay < now;
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

/** Marks a follow-up as done or as open again. */
export function useToggleFollowUp(): (followUp: Pick<FollowUpView, 'id' | 'text' | 'status'>) => void {
  const t = useTexts(crmTexts);
  const { mutateAsync: update } = useFollowUpUpdate();
  return useCallback(
    ({ id, text, status }) => {
      const reopen = () => attempt(update({ id, status: 'not-started' }));
      if (status === 'done') return reopen();
      attempt(update({ id, status: 'done' }), () =>
        toast(t('followUps.isDone', { text: firstLine(text) }), reopen),
      );
    },
    [t, update],
  );
}

/** The first line of a text, for lists and titles. */
export function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0]?.trimEnd() ?? '';
}
