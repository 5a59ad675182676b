import type { Folder } from '@linkflow/contracts';
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconFolderPlus, IconPencil, IconTrash } from '@tabler/icons-react';
import { useFolderActions } from '../../api/links';
import { useTexts } from '../../i18n';
import { attempt } from '../../shared/attempt';
import { toast } from '../../shared/toast';
import type { FolderTask } from './folder-dialog';
import { linkTexts } from './links.texts';

interface FolderMenuProps {
  folder: Folder;
  onTask: (task: FolderTask) => void;
  className?: string;
}

/** What can be done with one folder. Only an empty one can be deleted; making it again is the way back. */
export function FolderMenu({ folder, onTask, className }: FolderMenuProps) {
  const t = useTexts(linkTexts);
  const { remove, create } = useFolderActions();
  const removeNow = () =>
    attempt(remove.mutateAsync(folder.id), () =>
      toast(t('folderDeleted', { name: folder.name }), () =>
        attempt(create.mutateAsync({ name: folder.name, parentId: folder.parentId })),
      ),
    );
  return (
    <Menu position="bottom-end" shadow="md" width={200} withinPortal>
      <Menu.Target>
        <ActionIcon
          className={className}
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('folderMenu', { name: folder.name })}
        >
          <IconDots size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconFolderPlus size={15} aria-hidden />}
          onClick={() => onTask({ kind: 'create', parent: folder })}
        >
          {t('folderNew')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPencil size={15} aria-hidden />}
          onClick={() => onTask({ kind: 'rename', folder })}
        >
          {t('folderRename')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={removeNow}>
          {t('folderDelete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
