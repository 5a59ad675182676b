import type { Menu, MenuItemProps, MenuLabelProps } from '@mantine/core';
import { type Icon, IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ComponentProps, createContext, type ReactNode, useContext } from 'react';

/**
 * Mantine's menu, inside of a menu that is open. Its code is not part of the first load of a page; menu-list.tsx has it. So the items of
 * menus are made of the components below.
 */
export const MenuContext = createContext<typeof Menu | null>(null);

type ItemProps = MenuItemProps & Omit<ComponentProps<'button'>, keyof MenuItemProps>;

export function MenuItem(props: ItemProps) {
  const parts = useContext(MenuContext);
  return parts && <parts.Item {...props} />;
}

interface MenuLinkProps {
  /** Path of the page that the item opens. */
  to: string;
  icon?: Icon;
  children: ReactNode;
}

/** An item that opens a page. */
export function MenuLink({ to, icon: ItemIcon = IconExternalLink, children }: MenuLinkProps) {
  const parts = useContext(MenuContext);
  return (
    parts && (
      <parts.Item component={Link} to={to} leftSection={<ItemIcon size={15} aria-hidden />}>
        {children}
      </parts.Item>
    )
  );
}

export function MenuLabel(props: MenuLabelProps) {
  const parts = useContext(MenuContext);
  return parts && <parts.Label {...props} />;
}

export function MenuDivider() {
  const parts = useContext(MenuContext);
  return parts && <parts.Divider />;
}
