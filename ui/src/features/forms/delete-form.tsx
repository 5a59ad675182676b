import { ROUTES } from '@linkflow/contracts';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { useLastValue } from '../../shared/record-drawer';
import { attempt, toast } from '../../shared/toast';
import { FormUsesList } from './form-uses';
import { formTexts } from './forms.texts';

interface DeleteFormDialogProps {
  opened: boolean;
  form: { id: string; name: string } | null;
  onClose: () => void;
  onDone?: () => void;
}

/** Says where a form is used, and deletes it. The toast afterwards has an undo button. */
export function DeleteFormDialog({ opened, form: given, onClose, onDone }: DeleteFormDialogProps) {
  const t = useTexts(formTexts);
  const c = useTexts(common);
  const form = useLastValue(given);
  const remove = useCommand(ROUTES.forms.remove);
  const restore = useCommand(ROUTES.forms.restore);
  if (!form) return null;
  const { id, name } = form;
  const params = { id };
  const undo = () => attempt(restore.mutateAsync({ params }), () => toast(t('remove.restored', { name })));
  const removeNow = () =>
    attempt(remove.mutateAsync({ params }), () => {
      toast(t('remove.done', { name }), undo);
      onClose();
      onDone?.();
    });
  return (
    <Modal opened={opened} onClose={onClose} title={t('remove.title', { name })} size="md">
      <Stack gap="sm">
        <Text size="sm">{t('remove.text')}</Text>
        <FormUsesList formId={id} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            {c('cancel')}
          </Button>
          <Button color="red" onClick={removeNow} loading={remove.isPending}>
            {t('remove.action')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
