import type { FollowUpView } from '@linkflow/contracts';
import { Anchor, Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n';
import { firstLine } from '../../shared/first-line';
import { crmTexts } from './crm.texts';
import { FollowUpDrawer } from './follow-up-drawer';
import classes from './small-list.module.css';
import { useToggleFollowUp } from './use-toggle-follow-up';
import { When } from './when';

/** The follow-ups of one contact, short; the open ones first. */
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
