import { UnstyledButton } from '@mantine/core';
import { memo, type DragEvent } from 'react';
import type { NodeDescriptor } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { NodeIcon } from '../flow/node-icon';
import { canvasTexts } from '../texts/canvas';
import { DRAG_TYPE } from './drag-type';
import classes from './palette.module.css';

interface Props {
  step: NodeDescriptor;
  onAdd: (step: NodeDescriptor) => void;
}

/** One kind of step: drag it out, or click to add it. */
export const PaletteItem = memo(function PaletteItem({ step, onAdd }: Props) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const title = text(step.title);
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(DRAG_TYPE, step.type);
    event.dataTransfer.effectAllowed = 'copy';
  };
  return (
    <UnstyledButton
      className={classes.item}
      draggable
      onDragStart={onDragStart}
      onClick={() => onAdd(step)}
      aria-label={t('palette.add', { title })}
      title={text(step.summary)}
      data-testid="palette-item"
      data-step-type={step.type}
    >
      <NodeIcon icon={step.icon} group={step.group} size="sm" />
      <span>{title}</span>
    </UnstyledButton>
  );
});
