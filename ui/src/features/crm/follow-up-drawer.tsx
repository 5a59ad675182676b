import type { FollowUpView } from '@linkflow/contracts';
import { Button, Drawer, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useFormat, useTexts } from '../../i18n';
import { RefName } from '../../shared/ref-name';
import { TextLink } from '../../shared/text-link';
import { useLastValue } from '../../shared/use-last-value';
import { Fact } from './contact-facts';
import { crmTexts } from './crm.texts';
import classes from './facts.module.css';
import { Source } from './source';
import { useToggleFollowUp } from './use-toggle-follow-up';
import { When } from './when';

/** Everything about one follow-up, beside the list it was opened from. */
export function FollowUpDrawer({
  followUp,
  onClose,
}: {
  followUp: FollowUpView | null;
  onClose: () => void;
}) {
  const t = useTexts(crmTexts);
  // Kept while the drawer slides away.
  const shown = useLastValue(followUp);
  return (
    <Drawer
      opened={followUp !== null}
      onClose={onClose}
      position="right"
      size={440}
      title={shown ? t(`followUps.kinds.${shown.kind}`) : t('followUps.details')}
    >
      {shown && <Details followUp={shown} />}
    </Drawer>
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
      <dl className={classes.facts}>
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
