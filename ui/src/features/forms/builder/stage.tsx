import { labelOfBlock, type FormBlock, type FormDetail, type FormProblem } from '@linkflow/contracts';
import { AutoScroller } from '@dnd-kit/dom';
import { DragDropProvider } from '@dnd-kit/react';
import { isSortable, useSortable } from '@dnd-kit/react/sortable';
import { ActionIcon, VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconGripVertical,
  IconTrash,
} from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTexts } from '../../../i18n';
import { ChangeAnnouncer } from '../../../shared/change-announcer';
import { dragImagePlugins, itemPointerSensor } from '../../../shared/drag';
import { BlockShape, widthOf } from './block-shape';
import { builderTexts } from './builder.texts';
import classes from './builder.module.css';
import { freeName, moved } from './new-block';
import { useDraft, useDraftState } from './use-form-draft';

const SENSORS = [itemPointerSensor];
const PLUGINS = [...dragImagePlugins, AutoScroller];

interface StageProps {
  narrow: boolean;
  problems: readonly FormProblem[];
  organisation: FormDetail['organisation'];
}

/** The form as people see it. Blocks are selected, moved by dragging or by keys, copied and removed. */
export function Stage({ narrow, problems, organisation: { name, logoUrl } }: StageProps) {
  const t = useTexts(builderTexts);
  const draft = useDraft();
  const { blocks, settings } = useDraftState((state) => state.content);
  const move = (from: number, to: number) => {
    if (to < 0 || to >= blocks.length || from === to) return;
    draft.edit((content) => ({ ...content, blocks: moved(content.blocks, from, to) }));
  };
  return (
    <div className={classes.stage}>
      {/* A click beside the page shows the settings of the whole form. The bar has a button for it too. */}
      <div className={classes.paper} data-narrow={narrow || undefined}>
        {settings.showLogo && (name !== '' || logoUrl !== null) && (
          <div className={classes.pageWho}>
            {logoUrl !== null && <img src={logoUrl} alt="" height={24} />}
            {name}
          </div>
        )}
        <h2 className={classes.pageTitle}>{settings.title || t('stage.noWords')}</h2>
        {blocks.length === 0 && <p className={classes.noBlocks}>{t('stage.empty')}</p>}
        <DragDropProvider
          sensors={SENSORS}
          plugins={PLUGINS}
          onDragEnd={({ operation: { source }, canceled }) => {
            if (canceled || !isSortable(source)) return;
            move(source.initialIndex, source.index);
          }}
        >
          <ol
            className={classes.blocks}
            data-layout={narrow ? 'one' : settings.layout}
            aria-label={t('stage.label')}
            aria-describedby="form-stage-hint"
            data-testid="form-blocks"
          >
            {blocks.map((block, index) => (
              <StageBlock
                key={block.name}
                block={block}
                index={index}
                width={narrow ? 'full' : widthOf(block, settings)}
                isWrong={problems.some((problem) => problem.block === block.name)}
                onMove={(to) => move(index, to)}
              />
            ))}
          </ol>
        </DragDropProvider>
        <div className={classes.pageButton} style={settings.colour ? { background: settings.colour } : {}}>
          {settings.button || t('stage.send')}
        </div>
      </div>
      <VisuallyHidden id="form-stage-hint">{t('stage.hint')}</VisuallyHidden>
      <ChangeAnnouncer
        store={draft.store}
        contentOf={({ content }) => content}
        idsOf={({ content }) => content.blocks.map(({ name }) => name)}
        nameOf={({ content }, name) => {
          const block = content.blocks.find((one) => one.name === name);
          return block ? labelOfBlock(block) || t(`types.${block.type}`) : '';
        }}
        changedBy={({ changedBy }) => changedBy}
      />
    </div>
  );
}

interface StageBlockProps {
  block: FormBlock;
  index: number;
  width: 'full' | 'half';
  isWrong: boolean;
  onMove: (to: number) => void;
}

function StageBlock({ block, index, width, isWrong, onMove }: StageBlockProps) {
  const t = useTexts(builderTexts);
  const draft = useDraft();
  const button = useRef<HTMLButtonElement>(null);
  const isSelected = useDraftState((state) => state.selected === block.name);
  const wantsFocus = useDraftState((state) => state.focus === block.name);
  const { ref, handleRef, isDragging } = useSortable({ id: block.name, index });
  useEffect(() => {
    if (!wantsFocus) return;
    draft.store.setState({ focus: null });
    button.current?.focus();
  }, [draft, wantsFocus]);
  const words = labelOfBlock(block) || t('stage.noWords');
  const remove = () => {
    const item = button.current?.closest('li');
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    next?.querySelector<HTMLElement>('button[data-block]')?.focus();
    draft.edit((content) => ({
      ...content,
      blocks: content.blocks.filter(({ name }) => name !== block.name),
    }));
  };
  const duplicate = () =>
    draft.edit((content) => {
      const name = freeName(block.name, content.blocks);
      const copy = { ...block, name, ...('bind' in block && { bind: null }) } as FormBlock;
      const blocks = [...content.blocks];
      blocks.splice(index + 1, 0, copy);
      return { ...content, blocks };
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
    if (step !== undefined) onMove(index + step);
    else if (event.key === 'Delete' || event.key === 'Backspace') remove();
    else return;
    event.preventDefault();
  };
  return (
    <li
      ref={ref}
      className={classes.block}
      data-width={width}
      data-selected={isSelected || undefined}
      data-dragging={isDragging || undefined}
    >
      <button
        ref={button}
        type="button"
        data-block={block.name}
        className={classes.pick}
        aria-pressed={isSelected}
        aria-label={t('stage.block', { type: t(`types.${block.type}`), words })}
        onClick={() => draft.select(block.name)}
        onKeyDown={onKeyDown}
      />
      <BlockShape block={block} />
      {isWrong && (
        <span className={classes.wrong} title={t('stage.problem')}>
          <IconAlertTriangle size={16} aria-label={t('stage.problem')} />
        </span>
      )}
      <span ref={handleRef} className={classes.grip} title={t('stage.grip')} aria-hidden>
        <IconGripVertical size={16} />
      </span>
      {isSelected && (
        <div className={classes.controls}>
          <Control label={t('stage.up')} icon={IconArrowUp} onClick={() => onMove(index - 1)} />
          <Control label={t('stage.down')} icon={IconArrowDown} onClick={() => onMove(index + 1)} />
          <Control label={t('stage.copy')} icon={IconCopy} onClick={duplicate} />
          <Control label={t('stage.remove')} icon={IconTrash} onClick={remove} />
        </div>
      )}
    </li>
  );
}

function Control({
  label,
  icon: Icon,
  onClick,
}: {
  label: string;
  icon: typeof IconArrowUp;
  onClick: () => void;
}) {
  return (
    <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} title={label} onClick={onClick}>
      <Icon size={16} />
    </ActionIcon>
  );
}
