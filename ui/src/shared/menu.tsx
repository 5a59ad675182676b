import { ActionIcon, Menu } from '@mantine/core';
import { IconArchive, IconDots, IconRestore, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNamedActions, type Resource } from '../api/named';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { attempt, toast } from './toast';

interface MoreMenuProps {
  /** The record that the menu belongs to. */
  name: string;
  width?: number;
  /** Menu items. */
  children: ReactNode;
}

/** The menu at the end of a row. */
export function RowMenu({ name, width = 200, children }: MoreMenuProps) {
  const t = useTexts(common);
  return (
    <Menu position="bottom-end" shadow="md" width={width} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="md" aria-label={t('rowMenu', { name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

interface PageMenuProps extends MoreMenuProps {
  position?: 'bottom-end' | 'top-end';
}

/** The menu in the header of a page about one record. */
export function PageMenu({ name, width = 200, position = 'bottom-end', children }: PageMenuProps) {
  const t = useTexts(common);
  return (
    <Menu position={position} shadow="md" width={width}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('rowMenu', { name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

interface MenuActionProps {
  icon: Icon;
  danger?: boolean;
  onClick: () => void;
  children: ReactNode;
}

export function MenuAction({ icon: ItemIcon, danger = false, onClick, children }: MenuActionProps) {
  return (
    <Menu.Item
      color={danger ? 'red' : undefined}
      leftSection={<ItemIcon size={15} aria-hidden />}
      onClick={onClick}
    >
      {children}
    </Menu.Item>
  );
}

interface RetireActionProps {
  resource: Resource;
  entry: { id: string; name: string; deleted: boolean };
}

/** Retires an entry or restores it. Workflow steps that use a retired entry fail, and can be retried after it is restored. */
export function RetireAction({ resource, entry }: RetireActionProps) {
  const t = useTexts(common);
  const { retire, restore } = useNamedActions(resource);
  const { id, name } = entry;
  const bringBack = () => attempt(restore.mutateAsync(id), () => toast(t('restoreDone', { name })));
  if (entry.deleted) {
    return (
      <MenuAction icon={IconRestore} onClick={bringBack}>
        {t('restore')}
      </MenuAction>
    );
  }
  return (
    <>
      <Menu.Divider />
      <MenuAction
        danger
        icon={IconArchive}
        onClick={() => attempt(retire.mutateAsync(id), () => toast(t('retireDone', { name }), bringBack))}
      >
        {t('retire')}
      </MenuAction>
    </>
  );
}
