import { Button, Group, Popover, Select, Stack, TextInput } from '@mantine/core';
import type { Editor } from '@tiptap/react';
import { useEffect, useState } from 'react';
import { mergeFieldOf, writeMergeField } from '@linkflow/workflow';
import { useTexts } from '../../i18n';
import { BESIDE_CURSOR, CursorAnchor } from './cursor-anchor';
import { MERGE_FIELD } from './merge-document';
import { useMergeFieldLabel, useMergeOptions } from './merge-facts';
import { mergeStorageOf } from './merge-field-node';
import { mergeTexts } from './merge.texts';

/** The form of one merge field: which field it is, and the text that is used if it is empty. Each change is made in the text at once. */
export function MergeFieldForm({ editor }: { editor: Editor }) {
  const t = useTexts(mergeTexts);
  const [position, setPosition] = useState<number | null>(null);
  useEffect(() => {
    if (editor.isDestroyed) return;
    const storage = mergeStorageOf(editor);
    storage.onEdit = setPosition;
    return () => {
      storage.onEdit = null;
    };
  }, [editor]);
  if (position === null) return null;
  const node = editor.state.doc.nodeAt(position);
  if (node?.type.name !== MERGE_FIELD) return null;
  const close = () => {
    setPosition(null);
    editor
      .chain()
      .setTextSelection(position + 1)
      .focus()
      .run();
  };
  return (
    <Popover
      opened
      position="bottom-start"
      middlewares={BESIDE_CURSOR}
      offset={4}
      width={260}
      shadow="md"
      trapFocus
      returnFocus={false}
      onDismiss={() => setPosition(null)}
    >
      <Popover.Target>
        <CursorAnchor editor={editor} position={position} />
      </Popover.Target>
      <Popover.Dropdown
        aria-label={t('edit.title')}
        data-testid="merge-field-form"
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Enter') return;
          // Inside the select, these keys choose an option.
          if (event.defaultPrevented || event.target instanceof HTMLButtonElement) return;
          event.preventDefault();
          event.stopPropagation();
          close();
        }}
      >
        <Fields
          source={String(node.attrs.source)}
          onChange={(source) =>
            editor.view.dispatch(editor.state.tr.setNodeMarkup(position, null, { source }, node.marks))
          }
          onRemove={() => {
            setPosition(null);
            editor
              .chain()
              .focus()
              .deleteRange({ from: position, to: position + 1 })
              .run();
          }}
          onDone={close}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

interface FieldsProps {
  source: string;
  onChange: (source: string) => void;
  onRemove: () => void;
  onDone: () => void;
}

function Fields({ source, onChange, onRemove, onDone }: FieldsProps) {
  const t = useTexts(mergeTexts);
  const options = useMergeOptions();
  const labelOf = useMergeFieldLabel();
  const [field, setField] = useState(() => mergeFieldOf(source));
  const label = labelOf(field.source);
  const change = (part: { fact?: string; fallback?: string }) => {
    const { fact, fallback } = { fact: field.fact, fallback: field.fallback, ...part };
    // Braces cannot be part of a fallback.
    const written = fallback.replace(/[{}]/g, '');
    if (fact === null) return;
    const next = writeMergeField(fact, written);
    setField({ source: next, fact, fallback: written });
    onChange(next);
  };
  const isOffered = options.some(({ fact }) => fact === field.fact);
  const groups = Map.groupBy(options, ({ group }) => group);
  const known = [...groups].map(([group, members]) => ({
    group,
    items: members.map(({ fact, name }) => ({ value: fact, label: name })),
  }));
  // A fact that the menu does not offer may still be in a text, and keeps its name.
  const own = field.fact !== null && !isOffered ? [{ value: field.fact, label: label.name }] : [];
  return (
    <Stack gap="xs">
      <Select
        size="xs"
        label={t('edit.field')}
        placeholder={t('edit.choose')}
        searchable
        allowDeselect={false}
        data={[...own, ...known]}
        value={field.fact}
        error={label.wrong ? label.name : undefined}
        maxDropdownHeight={220}
        comboboxProps={{ withinPortal: false, shadow: 'md' }}
        onChange={(fact) => fact !== null && change({ fact })}
      />
      <TextInput
        size="xs"
        data-autofocus
        label={t('edit.fallback')}
        placeholder={t('edit.fallbackHint')}
        disabled={field.fact === null}
        value={field.fallback}
        maxLength={200}
        onChange={(event) => change({ fallback: event.currentTarget.value })}
      />
      <Group justify="space-between" gap="xs">
        <Button size="compact-xs" variant="subtle" color="red" onClick={onRemove}>
          {t('edit.remove')}
        </Button>
        <Button size="compact-xs" variant="light" onClick={onDone}>
          {t('edit.done')}
        </Button>
      </Group>
    </Stack>
  );
}
