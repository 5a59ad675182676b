import type { MailingLink, SetMailingLink } from '@linkflow/contracts';
import { Radio, Stack, TextInput } from '@mantine/core';
import { useMailingActions } from '../../api/mailings';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { RefSelect } from '../../shared/ref-select';
import { looksLikeWebAddress } from '../../shared/web-address';
import { mailingTexts } from './mailings.texts';

type Kind = SetMailingLink['kind'];
/** All fields of all three answers; only those of the chosen one are sent. */
interface Answer extends Record<string, unknown> {
  kind: Kind;
  linkId: string | null;
  name: string;
  url: string;
}

interface LinkTrackingDialogProps {
  mailingId: string;
  link: MailingLink | null;
  onClose: () => void;
}

/** Says for one link of a message whether, and by which workflow, it is tracked. */
export function LinkTrackingDialog({ mailingId, link, onClose }: LinkTrackingDialogProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const { setLink } = useMailingActions();
  return (
    <FormDialog<Answer>
      opened={link !== null}
      onClose={onClose}
      title={t('link.dialog')}
      submit={c('save')}
      initial={{
        kind: 'library',
        linkId: link?.link?.id ?? null,
        name: link?.text.slice(0, 200) ?? '',
        url: link && looksLikeWebAddress(link.href) ? link.href : '',
      }}
      validate={({ kind, linkId, name, url }) => {
        if (kind === 'library') return linkId === null ? { linkId: t('link.pickMissing') } : {};
        return {
          ...(kind === 'track-local' && name.trim() === '' ? { name: t('nameMissing') } : {}),
          ...(looksLikeWebAddress(url) ? {} : { url: t('link.urlMissing') }),
        };
      }}
      onSubmit={async (answer) => {
        const body = toBody(answer);
        if (link && body) await setLink.mutateAsync({ id: mailingId, occurrence: link.occurrence, body });
      }}
    >
      {(form) => (
        <>
          <Radio.Group {...form.getInputProps('kind')} aria-label={t('link.dialog')}>
            <Stack gap="sm">
              <Radio value="library" label={t('link.library')} description={t('link.libraryHint')} />
              <Radio
                value="track-local"
                label={t('link.trackLocal')}
                description={t('link.trackLocalHint')}
              />
              <Radio value="untracked" label={t('link.untrack')} description={t('link.untrackHint')} />
            </Stack>
          </Radio.Group>
          {form.values.kind === 'library' && (
            <RefSelect
              kind="link"
              label={t('link.pick')}
              placeholder={c('typeToSearch')}
              value={form.values.linkId}
              known={link?.link}
              onChange={(id) => form.setFieldValue('linkId', id)}
              error={form.errors.linkId}
            />
          )}
          {form.values.kind === 'track-local' && (
            <TextInput label={t('link.name')} maxLength={200} {...form.getInputProps('name')} />
          )}
          {form.values.kind !== 'library' && (
            <TextInput
              label={t('link.url')}
              placeholder="https://"
              inputMode="url"
              {...form.getInputProps('url')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

function toBody({ kind, linkId, name, url }: Answer): SetMailingLink | null {
  switch (kind) {
    case 'library':
      return linkId === null ? null : { kind, linkId };
    case 'track-local':
      return { kind, name: name.trim(), url: url.trim() };
    case 'untracked':
      return { kind, url: url.trim() };
  }
}
