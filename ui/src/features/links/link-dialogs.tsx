import type { Folder, LinkSummary } from '@linkflow/contracts';
import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useLinkActions } from '../../api/links';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { toast } from '../../shared/toast';
import { looksLikeWebAddress } from '../../shared/web-address';
import { FolderSelect } from './folder-select';
import { linkTexts } from './links.texts';

interface CreateLinkDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The folder one stands in. */
  folder: string | null;
  folders: readonly Folder[];
}

/** Name and address; the rest is drawn on the canvas, which opens next. */
export function CreateLinkDialog({ opened, onClose, folder, folders }: CreateLinkDialogProps) {
  const t = useTexts(linkTexts);
  const navigate = useNavigate();
  const { create } = useLinkActions();
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('create.title')}
      submit={t('create.submit')}
      initial={{ name: '', url: '', folderId: folder }}
      validate={(values) => ({
        ...(values.name.trim() === '' ? { name: t('nameMissing') } : {}),
        ...(looksLikeWebAddress(values.url) ? {} : { url: t('urlMissing') }),
      })}
      onSubmit={({ name, url, folderId }) =>
        create.mutateAsync({ name: name.trim(), url: url.trim(), folderId })
      }
      onDone={({ id }) => navigate({ to: '/links/$linkId', params: { linkId: id } })}
    >
      {(form) => (
        <>
          <TextInput
            label={t('create.name')}
            description={t('create.nameHint')}
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('create.url')}
            description={t('create.urlHint')}
            placeholder="https://"
            inputMode="url"
            autoComplete="off"
            {...form.getInputProps('url')}
          />
          <FolderSelect
            label={t('create.folder')}
            placeholder={t('noFolder')}
            folders={folders}
            clearable
            {...form.getInputProps('folderId')}
          />
        </>
      )}
    </FormDialog>
  );
}

export function RenameLinkDialog({ link, onClose }: { link: LinkSummary | null; onClose: () => void }) {
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  const { update } = useLinkActions();
  return (
    <FormDialog
      opened={link !== null}
      onClose={onClose}
      title={t('rename.title')}
      submit={c('save')}
      initial={{ name: link?.name ?? '' }}
      validate={(values) => (values.name.trim() === '' ? { name: t('nameMissing') } : {})}
      onSubmit={async (values) => {
        if (link) await update.mutateAsync({ id: link.id, name: values.name.trim() });
      }}
    >
      {(form) => (
        <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
      )}
    </FormDialog>
  );
}

interface MoveLinksDialogProps {
  links: readonly LinkSummary[] | null;
  folders: readonly Folder[];
  onClose: () => void;
  onMoved: () => void;
}

export function MoveLinksDialog({ links, folders, onClose, onMoved }: MoveLinksDialogProps) {
  const t = useTexts(linkTexts);
  const { update } = useLinkActions();
  const count = links?.length ?? 0;
  const only = count === 1 ? links?.[0] : undefined;
  return (
    <FormDialog
      opened={links !== null}
      onClose={onClose}
      title={t('move.title', { count, name: only?.name ?? '' })}
      submit={t('move.submit')}
      size="sm"
      initial={{ folderId: only?.folder?.id ?? null }}
      onSubmit={async (values) => {
        await Promise.all(
          (links ?? []).map((link) => update.mutateAsync({ id: link.id, folderId: values.folderId })),
        );
        toast(t('move.done', { count }));
        onMoved();
      }}
    >
      {(form) => (
        <FolderSelect
          label={t('move.to')}
          placeholder={t('noFolder')}
          folders={folders}
          clearable
          data-autofocus
          {...form.getInputProps('folderId')}
        />
      )}
    </FormDialog>
  );
}
