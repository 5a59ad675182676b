import type { Folder, LinkSummary } from '@linkflow/contracts';
import { Select, type SelectProps, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useLinkActions } from '../../api/links';
import { useLanguage, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog, NameDialog } from '../../shared/form-dialog';
import { attempt, toast } from '../../shared/toast';
import { treeLines } from '../../shared/tree';
import { isWebAddress, WebAddressInput } from '../../shared/web-address';
import { linkTexts } from './links.texts';

interface CreateLinkDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The folder that is open. */
  folder: string | null;
  folders: readonly Folder[];
}

/** Asks for name and address; the canvas for the workflow opens next. */
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
        ...(isWebAddress(values.url) ? {} : { url: t('urlMissing') }),
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
          <WebAddressInput
            label={t('create.url')}
            description={t('create.urlHint')}
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
    <NameDialog
      opened={link !== null}
      onClose={onClose}
      title={t('rename.title')}
      submit={c('save')}
      size="md"
      name={link?.name ?? ''}
      missing={t('nameMissing')}
      onSubmit={async (name) => {
        if (link) await update.mutateAsync({ id: link.id, name });
      }}
    />
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

/** Deletes without asking; the toast offers to undo it. */
export function useRemoveLinks(): (links: readonly Pick<LinkSummary, 'id' | 'name'>[]) => void {
  const t = useTexts(linkTexts);
  const { remove, restore } = useLinkActions();
  return (links) => {
    const count = links.length;
    const undo = () =>
      attempt(Promise.all(links.map((link) => restore.mutateAsync(link.id))), () =>
        toast(t('remove.restored', { count })),
      );
    attempt(Promise.all(links.map((link) => remove.mutateAsync(link.id))), () =>
      toast(t('remove.done', { count, name: links[0]?.name ?? '' }), undo),
    );
  };
}

interface FolderSelectProps extends Omit<SelectProps, 'data'> {
  folders: readonly Folder[];
}

/** Selects a folder by its full path, because names need not be unique. */
export function FolderSelect({ folders, ...rest }: FolderSelectProps) {
  const language = useLanguage();
  const data = useMemo(
    () => treeLines(folders, language).map(({ item, path }) => ({ value: item.id, label: path })),
    [folders, language],
  );
  return <Select searchable data={data} comboboxProps={{ withinPortal: true, shadow: 'md' }} {...rest} />;
}
