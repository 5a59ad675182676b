import { ROUTES } from '@linkflow/contracts';
import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { useLastValue } from '../../shared/record-drawer';
import { attempt, toast } from '../../shared/toast';
import { deleteTexts } from './delete-dialog.texts';
import { LinkUsesLine } from './link-uses';

/** Links of which the dialog says where each is used. */
const MAX_NAMED = 10;

interface DeleteLinksDialogProps {
  opened: boolean;
  links: readonly { id: string; name: string }[];
  onClose: () => void;
  onDone: () => void;
}

/** Says where links are used, and puts them into the trash. The toast afterwards has an undo button. */
export function DeleteLinksDialog({ opened, links: given, onClose, onDone }: DeleteLinksDialogProps) {
  const t = useTexts(deleteTexts);
  const c = useTexts(common);
  const links = useLastValue(given.length > 0 ? given : null) ?? [];
  const remove = useCommand(ROUTES.links.remove);
  const restore = useCommand(ROUTES.links.restore);
  const count = links.length;
  const name = links[0]?.name ?? '';
  const undo = () =>
    attempt(Promise.all(links.map(({ id }) => restore.mutateAsync({ params: { id } }))), () =>
      toast(t('restored', { count })),
    );
  const removeNow = () =>
    attempt(Promise.all(links.map(({ id }) => remove.mutateAsync({ params: { id } }))), () => {
      toast(t('done', { count, name }), undo);
      onClose();
      onDone();
    });
  return (
    <Modal opened={opened} onClose={onClose} title={t('title', { count, name })} size="md">
      <Stack gap="sm">
        <List size="sm" spacing={4} listStyleType={count === 1 ? 'none' : undefined}>
          {links.slice(0, MAX_NAMED).map((link) => (
            <List.Item key={link.id}>
              {count > 1 && <b>{link.name}: </b>}
              <LinkUsesLine linkId={link.id} />
            </List.Item>
          ))}
          {count > MAX_NAMED && <List.Item>{t('more', { count: count - MAX_NAMED })}</List.Item>}
        </List>
        <Text size="sm">{t('text', { count })}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            {c('cancel')}
          </Button>
          <Button color="red" onClick={removeNow} loading={remove.isPending}>
            {t('submit', { count })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
