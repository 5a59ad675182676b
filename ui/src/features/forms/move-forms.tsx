import { ROUTES, type Folder, type FormSummary } from '@linkflow/contracts';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FolderSelect } from '../../shared/folders/folder-select';
import { folderTexts } from '../../shared/folders/folders.texts';
import { FormDialog } from '../../shared/form-dialog';
import { toast } from '../../shared/toast';
import { formTexts } from './forms.texts';

interface MoveFormsDialogProps {
  opened: boolean;
  forms: readonly FormSummary[];
  folders: readonly Folder[];
  onClose: () => void;
  onMoved: () => void;
}

export function MoveFormsDialog({ opened, forms, folders, onClose, onMoved }: MoveFormsDialogProps) {
  const t = useTexts(formTexts);
  const f = useTexts(folderTexts);
  const move = useCommand(ROUTES.forms.move);
  const count = forms.length;
  const only = count === 1 ? forms[0] : undefined;
  return (
    <FormDialog
      needs={ROUTES.forms.move}
      opened={opened}
      onClose={onClose}
      title={t('move.title', { count, name: only?.name ?? '' })}
      submit={f('move')}
      size="sm"
      initial={{ folderId: only?.folder?.id ?? null }}
      onSubmit={(body) => Promise.all(forms.map(({ id }) => move.mutateAsync({ params: { id }, body })))}
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
