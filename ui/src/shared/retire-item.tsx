import { Menu } from '@mantine/core';
import { IconArchive, IconRestore } from '@tabler/icons-react';
import { useNamedActions, type Resource } from '../api/named';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { attempt } from './attempt';
import { toast } from './toast';

interface RetireItemProps {
  resource: Resource;
  entry: { id: string; name: string; deleted: boolean };
}

/** Takes an entry out of use, or back into it. Links that use it fail while it is out, and can be retried once it is back. */
export function RetireItem({ resource, entry }: RetireItemProps) {
  const t = useTexts(common);
  const { retire, restore } = useNamedActions(resource);
  const { id, name } = entry;
  const bringBack = () => attempt(restore.mutateAsync(id), () => toast(t('restoreDone', { name })));
  if (entry.deleted) {
    return (
      <Menu.Item leftSection={<IconRestore size={15} aria-hidden />} onClick={bringBack}>
        {t('restore')}
      </Menu.Item>
    );
  }
  return (
    <>
      <Menu.Divider />
      <Menu.Item
        color="red"
        leftSection={<IconArchive size={15} aria-hidden />}
        onClick={() => attempt(retire.mutateAsync(id), () => toast(t('retireDone', { name }), bringBack))}
      >
        {t('retire')}
      </Menu.Item>
    </>
  );
}
