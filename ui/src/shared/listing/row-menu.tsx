import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';

/** The three dots at the end of a row; its items are `Menu.Item`. */
export function RowMenu({ name, children }: { name: string; children: ReactNode }) {
  const t = useTexts(common);
  return (
    <Menu position="bottom-end" shadow="md" width={200} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="md" aria-label={t('rowMenu', { name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
