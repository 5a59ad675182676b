import { TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useTexts } from '../../i18n';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import classes from './node-card.module.css';

/** The name of a step; a field while it is being renamed. An empty name gives back the name of its kind. */
export function NodeTitle({ id, title }: { id: string; title: string }) {
  const renaming = useCanvas((state) => state.renaming === id);
  return renaming ? <NodeTitleField id={id} /> : <div className={classes.title}>{title}</div>;
}

function NodeTitleField({ id }: { id: string }) {
  const t = useTexts(canvasTexts);
  const store = useCanvasStore();
  const label = useCanvas((state) => state.document.nodes.find((node) => node.id === id)?.label ?? '');
  const [value, setValue] = useState(label);

  const close = () => store.getState().patch({ renaming: null });
  const keep = () => {
    const next = value.trim();
    // A second end of the same renaming (Enter, then the field loses the focus) finds it closed already.
    if (store.getState().renaming !== id) return;
    if (next !== label)
      store.getState().edit({ op: 'set-label', nodeId: id, label: next === '' ? null : next });
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Enter') keep();
    if (event.key === 'Escape') close();
  };
  return (
    <TextInput
      className="nodrag nopan"
      size="xs"
      value={value}
      maxLength={200}
      aria-label={t('node.name')}
      data-autofocus
      ref={focusAndSelect}
      onChange={(event) => setValue(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={keep}
    />
  );
}

function focusAndSelect(input: HTMLInputElement | null): void {
  input?.focus();
  input?.select();
}
