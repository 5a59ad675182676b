import type { MailingLink } from '@linkflow/contracts';
import { Button, Radio, Stack, TextInput, VisuallyHidden } from '@mantine/core';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { FormDialog } from '../../../shared/form-dialog';
import { RefSelect } from '../../../shared/refs';
import { isWebAddress, useWebAddressError, WebAddressInput } from '../../../shared/web-address';
import { mailingTexts } from '../mailings.texts';
import { opensWebsite, type LinkChange } from './link-groups';
import { mailingLinkTexts } from './mailing-links.texts';

/** Links that are being changed, and the revision of the message in which they have their positions. */
export interface ChangedLinks {
  links: readonly [MailingLink, ...MailingLink[]];
  revision: number;
}

/** Form values. Contains the fields of all three kinds of tracking; only those of the selected kind are sent. */
interface Answer extends Record<string, unknown> {
  kind: LinkChange['to']['kind'];
  linkId: string | null;
  name: string;
  url: string;
}

interface TrackingDialogProps {
  opened: boolean;
  /** Links with the same address. Null while the dialog is closed. */
  changed: ChangedLinks | null;
  /** True if a save was refused because a colleague has saved meanwhile. */
  isStale: boolean;
  /** Loads the newest message. */
  onReload: () => void;
  onSave: (change: LinkChange, revision: number) => Promise<unknown>;
  onClose: () => void;
}

/** Sets how links of a message are tracked: by a library link, by a local link, or not at all. */
export function TrackingDialog({ opened, changed, isStale, onReload, onSave, onClose }: TrackingDialogProps) {
  const t = useTexts(mailingLinkTexts);
  const m = useTexts(mailingTexts);
  const c = useTexts(common);
  const addressError = useWebAddressError();
  const first = changed?.links[0];
  const count = changed?.links.length ?? 0;
  const title = count > 1 ? t('dialog.titleOfSeveral', { count }) : t('dialog.title');
  return (
    <FormDialog<Answer>
      opened={opened}
      onClose={onClose}
      blocked={isStale}
      title={title}
      submit={c('save')}
      initial={{
        kind: 'library',
        linkId: first && !first.local ? (first.link?.id ?? null) : null,
        name: first?.text.slice(0, 200) ?? '',
        url: first && opensWebsite(first) && isWebAddress(first.href) ? first.href : '',
      }}
      validate={({ kind, linkId, name, url }) => {
        if (kind === 'library') return linkId === null ? { linkId: t('dialog.pickMissing') } : {};
        return {
          ...(kind === 'track-local' && name.trim() === '' ? { name: c('nameMissing') } : {}),
          url: addressError(url),
        };
      }}
      onSubmit={async (answer) => {
        const to = targetOf(answer);
        if (!changed || !to) return;
        await onSave(
          { occurrences: changed.links.map(({ occurrence }) => occurrence), to },
          changed.revision,
        );
      }}
    >
      {(form) => (
        <>
          {isStale && (
            <Button variant="default" onClick={onReload}>
              {m('content.loadTheirs')}
            </Button>
          )}
          <Radio.Group {...form.getInputProps('kind')} label={<VisuallyHidden>{title}</VisuallyHidden>}>
            <Stack gap="sm">
              <Radio value="library" label={t('dialog.library')} description={t('dialog.libraryHint')} />
              <Radio
                value="track-local"
                label={t('dialog.trackLocal')}
                description={t('dialog.trackLocalHint')}
              />
              <Radio value="untracked" label={t('dialog.untracked')} description={t('dialog.untrackHint')} />
            </Stack>
          </Radio.Group>
          {form.values.kind === 'library' && (
            <RefSelect
              kind="link"
              label={t('dialog.pick')}
              placeholder={c('typeToSearch')}
              value={form.values.linkId}
              record={first?.link}
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

function targetOf({ kind, linkId, name, url }: Answer): LinkChange['to'] | null {
  switch (kind) {
    case 'library':
      return linkId === null ? null : { kind, linkId };
    case 'track-local':
      return { kind, name: name.trim(), url: url.trim() };
    case 'untracked':
      return { kind, url: url.trim() };
  }
}

interface LibraryDialogProps {
  opened: boolean;
  onChoose: (linkId: string) => Promise<unknown>;
  onClose: () => void;
}

/** Chooses the link of the library that several addresses of a message will use. */
export function LibraryDialog({ opened, onChoose, onClose }: LibraryDialogProps) {
  const t = useTexts(mailingLinkTexts);
  const c = useTexts(common);
  return (
    <FormDialog<{ linkId: string | null }>
      opened={opened}
      onClose={onClose}
      title={t('bulk.library')}
      submit={c('save')}
      initial={{ linkId: null }}
      validate={({ linkId }) => (linkId === null ? { linkId: t('dialog.pickMissing') } : {})}
      onSubmit={async ({ linkId }) => {
        if (linkId !== null) await onChoose(linkId);
      }}
    >
      {(form) => (
        <RefSelect
          kind="link"
          label={t('dialog.pick')}
          description={t('dialog.libraryHint')}
          placeholder={c('typeToSearch')}
          data-autofocus
          value={form.values.linkId}
          onChange={(id) => form.setFieldValue('linkId', id)}
          error={form.errors.linkId}
        />
      )}
    </FormDialog>
  );
}
