import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';

/** The three dots in the head of a page about one thing; its items are `Menu.Item`. */
export function PageMenu({
  name,
  width = 200,
  children,
}: {
  name: string;
  width?: number;
  children: ReactNode;
}) {
  const t = useTexts(common);
  return (
    <Menu position="bottom-end" shadow="md" width={width}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('rowMenu', { name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
