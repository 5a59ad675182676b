import type { Folder } from '@linkflow/contracts';
import { TextInput } from '@mantine/core';
import { useFolderActions } from '../../api/links';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { FolderSelect } from './folder-select';
import { linkTexts } from './links.texts';

export type FolderTask = { kind: 'create'; parent: Folder | null } | { kind: 'rename'; folder: Folder };

interface FolderDialogProps {
  task: FolderTask | null;
  folders: readonly Folder[];
  onClose: () => void;
}

export function FolderDialog({ task, folders, onClose }: FolderDialogProps) {
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  const { create, update } = useFolderActions();
  const renaming = task?.kind === 'rename';
  return (
    <FormDialog
      opened={task !== null}
      onClose={onClose}
      title={renaming ? t('folderRename') : t('folderNew')}
      submit={renaming ? c('save') : c('create')}
      size="sm"
      initial={{
        name: task?.kind === 'rename' ? task.folder.name : '',
        parentId: task?.kind === 'create' ? (task.parent?.id ?? null) : null,
      }}
      validate={(values) => (values.name.trim() === '' ? { name: t('nameMissing') } : {})}
      onSubmit={async (values) => {
        const name = values.name.trim();
        if (task?.kind === 'rename') await update.mutateAsync({ id: task.folder.id, name });
        else await create.mutateAsync({ name, parentId: values.parentId });
      }}
    >
      {(form) => (
        <>
          <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          {!renaming && (
            <FolderSelect
              label={t('folderParent')}
              placeholder={t('folderTop')}
              folders={folders}
              clearable
              {...form.getInputProps('parentId')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
