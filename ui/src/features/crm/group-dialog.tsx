import { TextInput } from '@mantine/core';
import { useNamedActions } from '../../api/named';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { groupTexts } from './groups.texts';
import { GROUP_WORDS, type GroupResource } from './group-words';

interface GroupDialogProps {
  resource: GroupResource;
  /** Renames this one; without it, makes a new one. */
  group: { id: string; name: string } | null;
  opened: boolean;
  onClose: () => void;
  onCreated?: (id: string) => unknown;
}

/** A new selection is static: the only kind that links and people add members to. */
export function GroupDialog({ resource, group, opened, onClose, onCreated }: GroupDialogProps) {
  const g = useTexts(groupTexts);
  const c = useTexts(common);
  const selections = useNamedActions('selections');
  const projects = useNamedActions('projects');
  const words = GROUP_WORDS[resource];
  const create = (name: string) =>
    resource === 'selections'
      ? selections.create.mutateAsync({ name, kind: 'static' })
      : projects.create.mutateAsync({ name });
  const rename = (id: string, name: string) =>
    resource === 'selections'
      ? selections.update.mutateAsync({ id, body: { name } })
      : projects.update.mutateAsync({ id, body: { name } });
  return (
    <FormDialog<{ name: string }, { id: string }>
      opened={opened}
      onClose={onClose}
      title={group ? c('rename') : g(words.new)}
      submit={group ? c('save') : g(words.create)}
      size="sm"
      initial={{ name: group?.name ?? '' }}
      validate={({ name }) => (name.trim() === '' ? { name: g('nameMissing') } : {})}
      onSubmit={(values) => {
        const name = values.name.trim();
        return group ? rename(group.id, name) : create(name);
      }}
      onDone={({ id }) => (group ? undefined : onCreated?.(id))}
    >
      {(form) => (
        <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
      )}
    </FormDialog>
  );
}
