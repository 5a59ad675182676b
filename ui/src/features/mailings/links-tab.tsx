import type { MailingDetail, MailingLink } from '@linkflow/contracts';
import { Alert, Badge, Button, EmptyState, Group, Text } from '@mantine/core';
import { IconCheck, IconLink, IconLinkOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n';
import { LinkTrackingDialog } from './link-tracking-dialog';
import { mailingTexts } from './mailings.texts';
import classes from './mailing-page.module.css';
import type { Message } from './use-message';

interface LinksTabProps {
  mailing: MailingDetail;
  message: Message;
  onWrite: () => void;
}

/** The links found in the message: which are tracked, and what a click on them starts. */
export function LinksTab({ mailing, message, onWrite }: LinksTabProps) {
  const t = useTexts(mailingTexts);
  const [changed, setChanged] = useState<MailingLink | null>(null);
  if (mailing.trackedLinks.length === 0 && !message.dirty) {
    return (
      <EmptyState
        p="xl"
        mx="auto"
        mt="6vh"
        maw={440}
        variant="light"
        icon={<IconLink aria-hidden />}
        title={t('link.none')}
        description={t('link.noneText')}
      >
        <EmptyState.Actions>
          <Button variant="default" onClick={onWrite}>
            {t('link.toContent')}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    );
  }
  return (
    <div className={classes.content}>
      <Text size="sm" c="dimmed">
        {t('link.lead')}
      </Text>
      {message.dirty && (
        <Alert color="yellow" variant="light" p="sm">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t('link.unsavedFirst')}</Text>
            <Button size="xs" loading={message.saving} onClick={message.save}>
              {t('content.save')}
            </Button>
          </Group>
        </Alert>
      )}
      <ol className={classes.links}>
        {mailing.trackedLinks.map((link) => (
          <LinkLine
            key={link.occurrence}
            link={link}
            locked={message.dirty}
            onChange={() => setChanged(link)}
          />
        ))}
      </ol>
      <LinkTrackingDialog mailingId={mailing.id} link={changed} onClose={() => setChanged(null)} />
    </div>
  );
}

interface LinkLineProps {
  link: MailingLink;
  /** The links belong to the saved text; with unsaved text their numbers may not match. */
  locked: boolean;
  onChange: () => void;
}

function LinkLine({ link, locked, onChange }: LinkLineProps) {
  const t = useTexts(mailingTexts);
  const StateIcon = link.tracked ? IconLink : IconLinkOff;
  return (
    <li className={classes.link}>
      <span className={classes.linkIcon} data-tracked={link.tracked || undefined}>
        <StateIcon size={17} stroke={1.7} aria-hidden />
      </span>
      <div className={classes.linkText}>
        <Text size="md" fw={500} lineClamp={1} title={link.text}>
          {link.text === '' ? t('link.noText') : link.text}
        </Text>
        {link.link && !link.link.missing ? (
          <Link to="/links/$linkId" params={{ linkId: link.link.id }} className={classes.linkTarget}>
            {link.link.name}
          </Link>
        ) : (
          <Text size="sm" c="dimmed" lineClamp={1} title={link.href}>
            {link.link?.missing ? t('link.missing') : link.href}
          </Text>
        )}
      </div>
      <Badge
        variant={link.tracked ? 'light' : 'default'}
        color={link.tracked ? 'teal' : undefined}
        leftSection={link.tracked ? <IconCheck size={11} stroke={2.4} aria-hidden /> : undefined}
      >
        {link.tracked ? t('link.tracked') : t('link.untracked')}
      </Badge>
      <Button
        size="xs"
        variant="default"
        disabled={locked}
        onClick={onChange}
        aria-label={`${link.tracked ? t('link.change') : t('link.track')}: ${link.text}`}
      >
        {link.tracked ? t('link.change') : t('link.track')}
      </Button>
    </li>
  );
}
