import { ROUTES, type ApiRoute } from '@linkflow/contracts';
import { ActionIcon, type ActionIconProps } from '@mantine/core';
import { IconArchive, IconDots, IconRestore, type Icon } from '@tabler/icons-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useCan } from '../api/session';
import { useCommand } from '../api/use-route';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { lazyDialog } from './lazy-parts';
import type { MenuListProps } from './menu-list';
import { MenuDivider, MenuItem } from './menu-parts';
import { attempt, toast } from './toast';

/** The list of a menu, with its items as children. Its code is not part of the first load of a page. */
export const MenuList = lazyDialog<MenuListProps>(async () => (await import('./menu-list')).MenuList);

/**
 * Returns the properties of a button that opens a menu, and those of its `MenuList`.
 * @param onOpen called before the menu opens
 */
export function useMenu(onOpen?: () => void) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  const toggle = () => {
    if (!opened) onOpen?.();
    setOpened(!opened);
  };
  return {
    button: {
      ref: button,
      // The ids that Mantine gives to a button and its list.
      id: `${id}-target`,
      'aria-haspopup': 'menu',
      'aria-expanded': opened,
      'aria-controls': opened ? `${id}-dropdown` : undefined,
      onClick: toggle,
    },
    list: { id, button, opened, onClose: () => setOpened(false) },
  } as const;
}

interface RecordMenuProps {
  /** Name of the menu's record, used in the button's accessible name. */
  name: string;
  width?: number;
  position?: 'bottom-end' | 'top-end';
  children: ReactNode;
}

/** The menu at the end of a table row. */
export function RowMenu(props: RecordMenuProps) {
  return <RecordMenu {...props} button={{ variant: 'subtle', color: 'gray', size: 'md' }} />;
}

/** The menu of a page about one record. */
export function PageMenu(props: RecordMenuProps) {
  return <RecordMenu {...props} button={{ variant: 'default', size: 36 }} />;
}

function RecordMenu(props: RecordMenuProps & { button: ActionIconProps }) {
  const { name, width = 200, position = 'bottom-end', button, children } = props;
  const t = useTexts(common);
  const menu = useMenu();
  return (
    <>
      <ActionIcon {...button} {...menu.button} aria-label={t('rowMenu', { name })}>
        <IconDots size={16} aria-hidden />
      </ActionIcon>
      <MenuList {...menu.list} position={position} width={width}>
        {children}
      </MenuList>
    </>
  );
}

/** Colour of menu items that destroy something. Mantine's `red` has too little contrast in menus. */
export const DANGER_COLOR = 'var(--mantine-color-red-text)';

interface MenuActionProps {
  icon: Icon;
  danger?: boolean;
  /** Route that the action uses. The item is hidden from users who may not use it. */
  needs?: ApiRoute;
  onClick: () => void;
  children: ReactNode;
}

export function MenuAction({ icon: ItemIcon, danger = false, needs, onClick, children }: MenuActionProps) {
  const can = useCan();
  if (needs !== undefined && !can(needs)) return null;
  return (
    <MenuItem
      color={danger ? DANGER_COLOR : undefined}
      leftSection={<ItemIcon size={15} aria-hidden />}
      onClick={onClick}
    >
      {children}
    </MenuItem>
  );
}

interface RetireActionProps {
  resource: 'interests' | 'selections' | 'projects' | 'categories' | 'scripts' | 'subscriptionTypes';
  entry: { id: string; name: string; deleted: boolean };
}

/**
 * Menu item that retires (soft-deletes) an entry, or restores a retired one. Workflow steps that use a retired entry fail. They can
 * be retried after the entry has been restored.
 */
export function RetireAction({ resource, entry }: RetireActionProps) {
  const t = useTexts(common);
  const retire = useCommand(ROUTES[resource].retire);
  const restore = useCommand(ROUTES[resource].restore);
  const can = useCan();
  const { id, name } = entry;
  const bringBack = () =>
    attempt(restore.mutateAsync({ params: { id } }), () => toast(t('restoreDone', { name })));
  if (!can(ROUTES[resource].retire)) return null;
  if (entry.deleted) {
    return (
      <MenuAction icon={IconRestore} onClick={bringBack}>
        {t('restore')}
      </MenuAction>
    );
  }
  return (
    <>
      <MenuDivider />
      <MenuAction
        danger
        icon={IconArchive}
        onClick={() =>
          attempt(retire.mutateAsync({ params: { id } }), () => toast(t('retireDone', { name }), bringBack))
        }
      >
        {t('retire')}
      </MenuAction>
    </>
  );
}
