import { Menu } from '@mantine/core';
import { IconArchive, IconRestore } from '@tabler/icons-react';
import { useNamedActions, type Resource } from '../api/named';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { toast, toastError } from '../shared/toast';
import { crmTexts } from './crm.texts';

interface RetireItemProps {
  resource: Resource;
  entry: { id: string; name: string; deleted: boolean };
}

/** Takes an entry out of use, or back into it. Links that use it fail while it is out, and can be retried once it is back. */
export function RetireItem({ resource, entry }: RetireItemProps) {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const { retire, restore } = useNamedActions(resource);
  const { id, name } = entry;
  const bringBack = () =>
    restore.mutate(id, { onError: toastError, onSuccess: () => toast(t('groups.restored', { name })) });
  if (entry.deleted) {
    return (
      <Menu.Item leftSection={<IconRestore size={15} aria-hidden />} onClick={bringBack}>
        {c('restore')}
      </Menu.Item>
    );
  }
  return (
    <>
      <Menu.Divider />
      <Menu.Item
        color="red"
        leftSection={<IconArchive size={15} aria-hidden />}
        onClick={() =>
          retire.mutate(id, {
            onError: toastError,
            onSuccess: () => toast(t('groups.retired', { name }), bringBack),
          })
        }
      >
        {t('groups.retire')}
      </Menu.Item>
    </>
  );
}
