import type { RunDetail } from '@linkflow/contracts';
import { ActionIcon, Anchor, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconId } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../../i18n';
import { ListLink } from '../../../shared/list-link';
import { PageHeader } from '../../../shared/page-header';
import { RefName } from '../../../shared/ref-name';
import { TimeAgo } from '../../../shared/time-ago';
import { usePhone } from '../../../shared/use-phone';
import { RunStatusBadge } from '../run-status';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';
import { RunVerbs } from './run-verbs';

/** Whose click it was, in which mailing and on which link, how the run stands, and what one may do now. */
export function RunHeader({ run }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  // There the story below needs the height: what is said twice, or said by a sign, takes none.
  const phone = usePhone();
  const name = run.contact?.name ?? run.recipient.email;
  return (
    <PageHeader
      crumbs={[
        <ListLink key="runs" to="/runs">
          {t('crumb')}
        </ListLink>,
        !phone && (
          <Link key="link" to="/links/$linkId" params={{ linkId: run.link.id }} search={{ tab: 'runs' }}>
            {run.link.name}
          </Link>
        ),
      ]}
      title={name}
      badges={<RunStatusBadge status={run.status} />}
      actions={
        <Group gap={8} className={classes.verbs}>
          {run.contact && !run.contact.missing && <CardLink contactId={run.contact.id} />}
          <RunVerbs run={run} />
        </Group>
      }
    >
      <Text
        size={phone ? 'xs' : 'sm'}
        c="dimmed"
        mt={phone ? -2 : -8}
        pb={phone ? 8 : 10}
        className={classes.about}
      >
        {t('clicked')} <TimeAgo at={run.clickedAt} /> {t('onLink')}{' '}
        <Anchor
          inherit
          renderRoot={(props) => (
            <Link {...props} to="/links/$linkId" params={{ linkId: run.link.id }}>
              {run.link.name}
            </Link>
          )}
        />{' '}
        ({t('version', { version: run.version })}) {t('inMailing')}{' '}
        {run.mailing.missing ? (
          <RefName of={run.mailing} />
        ) : (
          <Anchor
            inherit
            renderRoot={(props) => (
              <Link {...props} to="/mailings/$mailingId" params={{ mailingId: run.mailing.id }}>
                {run.mailing.name}
              </Link>
            )}
          />
        )}
      </Text>
    </PageHeader>
  );
}

function CardLink({ contactId }: { contactId: string }) {
  const t = useTexts(runPageTexts);
  // There the story below needs the height: what is said twice, or said by a sign, takes none.
  const phone = usePhone();
  if (phone) {
    return (
      <Tooltip label={t('card')}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('card')}
          renderRoot={(props) => <Link {...props} to="/contacts/$contactId" params={{ contactId }} />}
        >
          <IconId size={18} />
        </ActionIcon>
      </Tooltip>
    );
  }
  return (
    <Button
      variant="default"
      leftSection={<IconId size={16} />}
      renderRoot={(props) => <Link {...props} to="/contacts/$contactId" params={{ contactId }} />}
    >
      {t('card')}
    </Button>
  );
}
