import { ROUTES, type MailingDetail, type MailingLink, type SetMailingLink } from '@linkflow/contracts';
import { Alert, Badge, Button, EmptyState, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconLink, IconLinkOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isApiError } from '../../api/api-error';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { MergedText } from '../../shared/merge-text/merged-text';
import { LinkKind } from '../links/link-kind';
import { FormDialog } from '../../shared/form-dialog';
import { RefSelect } from '../../shared/refs';
import { isWebAddress, useWebAddressError, WebAddressInput } from '../../shared/web-address';
import classes from './mailing-page.module.css';
import { mailingTexts } from './mailings.texts';
import type { Message } from './use-message';

interface LinksTabProps {
  mailing: MailingDetail;
  message: Message;
  onWrite: () => void;
}

/** A link that is being changed, and the revision of the message in which it has this position. */
interface ChangedLink {
  link: MailingLink;
  revision: number;
}

/** Lists the links in the message, and the tracked link that each of them uses, if any. */
export function LinksTab({ mailing, message, onWrite }: LinksTabProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const [changed, setChanged] = useState<ChangedLink | null>(null);
  const mayChange = useCan()(ROUTES.mailings.setLink);
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
        {t(mayChange ? 'link.lead' : 'link.readLead')}
      </Text>
      {message.dirty && (
        <Alert color="yellow">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t('link.unsavedFirst')}</Text>
            <Button size="xs" loading={message.saving} onClick={message.save}>
              {c('save')}
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
            onChange={mayChange ? () => setChanged({ link, revision: mailing.revision }) : undefined}
          />
        ))}
      </ol>
      <LinkTrackingDialog
        mailingId={mailing.id}
        changed={changed}
        onReload={message.loadTheirs}
        onClose={() => setChanged(null)}
      />
    </div>
  );
}

interface LinkLineProps {
  link: MailingLink;
  /**
   * Disables the button that changes the tracking. Set while the message has unsaved changes, because the API identifies a link by
   * its position in the saved message, which may differ from the edited one.
   */
  locked: boolean;
  /** Absent if the user may not change the tracking. */
  onChange: (() => void) | undefined;
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
          <Text size="sm" c="dimmed" lineClamp={1}>
            {link.link?.missing ? t('link.missing') : <MergedText text={link.href} />}
          </Text>
        )}
      </div>
      {link.link && <LinkKind local={link.local} />}
      <Badge
        variant={link.tracked ? 'light' : 'default'}
        color={link.tracked ? 'teal' : undefined}
        leftSection={link.tracked ? <IconCheck size={11} stroke={2.4} aria-hidden /> : undefined}
      >
        {link.tracked ? t('link.tracked') : t('link.untracked')}
      </Badge>
      {onChange && (
        <Button
          size="xs"
          variant="default"
          miw={72}
          disabled={locked}
          onClick={onChange}
          aria-label={`${link.tracked ? t('link.change') : t('link.track')}: ${link.text}`}
        >
          {link.tracked ? t('link.change') : t('link.track')}
        </Button>
      )}
    </li>
  );
}

type Kind = SetMailingLink['kind'];
/** Form values. Contains the fields of all three kinds of tracking; only those of the selected kind are sent. */
interface Answer extends Record<string, unknown> {
  kind: Kind;
  linkId: string | null;
  name: string;
  url: string;
}

interface LinkTrackingDialogProps {
  mailingId: string;
  changed: ChangedLink | null;
  /** Loads the newest message. */
  onReload: () => void;
  onClose: () => void;
}

/** Sets how one link of a message is tracked: by a library link, by a local link, or not at all. */
function LinkTrackingDialog({ mailingId, changed, onReload, onClose }: LinkTrackingDialogProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const setLink = useCommand(ROUTES.mailings.setLink);
  const addressError = useWebAddressError();
  const link = changed?.link;
  const isStale = isApiError(setLink.error, 'draft.stale');
  const close = () => {
    setLink.reset();
    onClose();
  };
  return (
    <FormDialog<Answer>
      opened={changed !== null}
      onClose={close}
      blocked={isStale}
      title={t('link.dialog')}
      submit={c('save')}
      initial={{
        kind: 'library',
        linkId: link?.link?.id ?? null,
        name: link?.text.slice(0, 200) ?? '',
        url: link && isWebAddress(link.href) ? link.href : '',
      }}
      validate={({ kind, linkId, name, url }) => {
        if (kind === 'library') return linkId === null ? { linkId: t('link.pickMissing') } : {};
        return {
          ...(kind === 'track-local' && name.trim() === '' ? { name: c('nameMissing') } : {}),
          url: addressError(url),
        };
      }}
      onSubmit={async (answer) => {
        if (!changed) return;
        const body = toBody(answer, changed.revision);
        if (!body) return;
        const { occurrence } = changed.link;
        await setLink.mutateAsync({ params: { id: mailingId, occurrence }, body });
      }}
    >
      {(form) => (
        <>
          {isStale && (
            <Button
              variant="default"
              onClick={() => {
                onReload();
                close();
              }}
            >
              {t('content.loadTheirs')}
            </Button>
          )}
          <Radio.Group {...form.getInputProps('kind')} aria-label={t('link.dialog')}>
            <Stack gap="sm">
              <Radio value="library" label={t('link.library')} description={t('link.libraryHint')} />
              <Radio
                value="track-local"
                label={t('link.trackLocal')}
                description={t('link.trackLocalHint')}
              />
              <Radio value="untracked" label={t('link.untracked')} description={t('link.untrackHint')} />
            </Stack>
          </Radio.Group>
          {form.values.kind === 'library' && (
            <RefSelect
              kind="link"
              label={t('link.pick')}
              placeholder={c('typeToSearch')}
              value={form.values.linkId}
              record={link?.link}
              onChange={(id) => form.setFieldValue('linkId', id)}
              error={form.errors.linkId}
            />
          )}
          {form.values.kind === 'track-local' && (
            <TextInput label={c('name')} maxLength={200} {...form.getInputProps('name')} />
          )}
          {form.values.kind !== 'library' && (
            <WebAddressInput label={c('webAddress')} {...form.getInputProps('url')} />
          )}
        </>
      )}
    </FormDialog>
  );
}

function toBody({ kind, linkId, name, url }: Answer, revision: number): SetMailingLink | null {
  switch (kind) {
    case 'library':
      return linkId === null ? null : { kind, revision, linkId };
    case 'track-local':
      return { kind, revision, name: name.trim(), url: url.trim() };
    case 'untracked':
      return { kind, revision, url: url.trim() };
  }
}
