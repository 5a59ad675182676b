import { ROUTES, type FolderKind } from '@linkflow/contracts';
import { Button, Group, Text } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { TimeAgo } from '../time-ago';
import { attempt, toast } from '../toast';
import { trashTexts } from './trash.texts';

interface DeletedFoldersProps {
  kind: FolderKind;
  /** How many entries were in a folder. */
  contents: (count: number) => string;
}

/** The deleted folders of a library, and how to restore them. Shows nothing if there are none. */
export function DeletedFolders({ kind, contents }: DeletedFoldersProps) {
  const t = useTexts(trashTexts);
  const { data } = useRoute(ROUTES.folders.trash, { query: { kind } });
  const restore = useCommand(ROUTES.folders.restore);
  const mayRestore = useCan()(ROUTES.folders.restore);
  if (!data || data.length === 0) return null;
  return (
    <section aria-label={t('folders')}>
      <Text size="xs" fw={500} c="dimmed">
        {t('folders')}
      </Text>
      {data.map(({ id, name, items, deletedAt, deletedBy }) => (
        <Group key={id} gap="xs" wrap="nowrap" mih={32}>
          <IconFolder size={16} stroke={1.6} aria-hidden />
          <Text size="sm" truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {contents(items)} · <TimeAgo at={deletedAt} /> · {deletedBy.name}
          </Text>
          {mayRestore && (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={t('restoreNamed', { name })}
              onClick={() =>
                attempt(restore.mutateAsync({ params: { id } }), () => toast(t('folderBack', { name })))
              }
            >
              {t('restore')}
            </Button>
          )}
        </Group>
      ))}
    </section>
  );
}
