import { Menu, type MenuProps } from '@mantine/core';
import { type Ref, type RefObject, useLayoutEffect } from 'react';
import { MenuContext } from './menu-parts';

export interface MenuListProps extends Pick<MenuProps, 'position' | 'width' | 'children'> {
  /** The ids of the button and of the list begin with it. */
  id: string;
  /** What the list is shown beside, and named after. */
  button: RefObject<HTMLElement | null>;
  opened: boolean;
  onClose: () => void;
  /** Accessible name of the list, if it is not that of the button. */
  label?: string;
}

/** The list of a menu. shared/menu.tsx loads this file when a menu is opened, or before. */
export function MenuList({ button, label, children, ...menu }: MenuListProps) {
  return (
    <Menu shadow="md" {...menu}>
      <Menu.Target>
        <Beside element={button} />
      </Menu.Target>
      {/* The cards of a workflow react to clicks. In React, the list is inside of the card whose menu it is. */}
      <Menu.Dropdown aria-label={label} onClick={(event) => event.stopPropagation()}>
        <MenuContext value={Menu}>{children}</MenuContext>
      </Menu.Dropdown>
    </Menu>
  );
}

interface BesideProps {
  element: RefObject<HTMLElement | null>;
  ref?: Ref<HTMLElement>;
}

/** Tells Mantine an element outside of its menu, so that the button can be rendered before the menu is loaded. */
function Beside({ element, ref }: BesideProps) {
  useLayoutEffect(() => {
    if (typeof ref !== 'function') return undefined;
    ref(element.current);
    return () => void ref(null);
  }, [element, ref]);
  return null;
}
