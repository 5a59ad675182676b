import type { Folder } from '@linkflow/contracts';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FormDialog } from '../form-dialog';
import { useLastValue } from '../record-drawer';
import { toast } from '../toast';
import { FolderSelect } from './folder-select';
import { folderTexts } from './folders.texts';
import type { MovingRoute } from './use-move-by-drag';

interface MoveDialogProps {
  /** Moves one entry. */
  route: MovingRoute;
  opened: boolean;
  entries: readonly { id: string; name: string; folder: { id: string } | null }[];
  folders: readonly Folder[];
  /** Texts of the library: the title, and what is said afterwards. `name` is that of a single entry. */
  words: (key: 'move.title' | 'move.done', params: { count: number; name: string }) => string;
  onClose: () => void;
  onMoved: () => void;
}

/** Moves entries of a library to a folder, or out of their folders. */
export function MoveDialog(props: MoveDialogProps) {
  const { route, opened, entries: given, folders, words, onClose, onMoved } = props;
  const f = useTexts(folderTexts);
  const move = useCommand(route);
  const entries = useLastValue(given.length > 0 ? given : null) ?? [];
  const only = entries.length === 1 ? entries[0] : undefined;
  const params = { count: entries.length, name: only?.name ?? '' };
  return (
    <FormDialog
      needs={route}
      opened={opened}
      onClose={onClose}
      title={words('move.title', params)}
      submit={f('move')}
      size="sm"
      initial={{ folderId: only?.folder?.id ?? null }}
      onSubmit={({ folderId }) =>
        Promise.all(entries.map(({ id }) => move.mutateAsync({ params: { id }, body: { folderId } })))
      }
      onDone={() => {
        toast(words('move.done', params));
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
