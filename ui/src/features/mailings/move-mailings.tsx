import { ROUTES, type Folder, type MailingSummary } from '@linkflow/contracts';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FolderSelect } from '../../shared/folders/folder-select';
import { folderTexts } from '../../shared/folders/folders.texts';
import { FormDialog } from '../../shared/form-dialog';
import { toast } from '../../shared/toast';
import { mailingTexts } from './mailings.texts';

interface MoveMailingsDialogProps {
  opened: boolean;
  mailings: readonly MailingSummary[];
  folders: readonly Folder[];
  onClose: () => void;
  onMoved: () => void;
}

export function MoveMailingsDialog({ opened, mailings, folders, onClose, onMoved }: MoveMailingsDialogProps) {
  const t = useTexts(mailingTexts);
  const f = useTexts(folderTexts);
  const move = useCommand(ROUTES.mailings.move);
  const count = mailings.length;
  const only = count === 1 ? mailings[0] : undefined;
  return (
    <FormDialog
      needs={ROUTES.mailings.move}
      opened={opened}
      onClose={onClose}
      title={t('move.title', { count, name: only?.name ?? '' })}
      submit={f('move')}
      size="sm"
      initial={{ folderId: only?.folder?.id ?? null }}
      onSubmit={(body) => Promise.all(mailings.map(({ id }) => move.mutateAsync({ params: { id }, body })))}
      onDone={() => {
        toast(t('move.done', { count }));
        onMoved();
      }}
    >
      {(form) => (
        <FolderSelect
          label={f('moveTo')}
          placeholder={f('noFolder')}
          folders={folders}
          clearable
          data-autofocus
          {...form.getInputProps('folderId')}
        />
      )}
    </FormDialog>
  );
}
