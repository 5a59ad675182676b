import { Popover, VisuallyHidden } from '@mantine/core';
import { useEditorState, type Editor } from '@tiptap/react';
import { Fragment, useEffect, useId, useState } from 'react';
import { writeMergeField } from '@linkflow/workflow';
import { useTexts } from '../../i18n';
import { MERGE_FIELD } from './merge-document';
import { matchingOptions, type MergeOption, useMergeOptions } from './merge-facts';
import { closeMenu, mergeStorageOf, type TypedField, typedFieldIn } from './merge-field-node';
import { BESIDE_CURSOR, CursorAnchor } from './cursor-anchor';
import classes from './merge-text.module.css';
import { mergeTexts } from './merge.texts';

/**
 * Lists the merge fields that match what is typed behind `{{`. The focus stays in the text: arrow keys move through the list, Enter and Tab
 * insert a field, Escape closes the list.
 */
export function MergeMenu({ editor }: { editor: Editor }) {
  const typed = useEditorState({
    editor,
    selector: ({ editor: current }) => (current.isFocused ? typedFieldIn(current.state) : null),
  });
  return typed && <OpenMenu editor={editor} typed={typed} />;
}

function OpenMenu({ editor, typed }: { editor: Editor; typed: TypedField }) {
  const t = useTexts(mergeTexts);
  const id = useId();
  const options = useMergeOptions();
  const found = matchingOptions(options, typed.query);
  const [active, setActive] = useState({ query: typed.query, index: 0 });
  // What is typed changes the list, so the first match becomes the active one.
  const index = active.query === typed.query ? Math.min(active.index, found.length - 1) : 0;
  const leave = () => {
    if (typed.byButton) editor.chain().focus().deleteRange(typed).run();
    else editor.view.dispatch(closeMenu(editor.state.tr));
  };
  const choose = (option: MergeOption | undefined) => {
    if (!option) return;
    const field = { type: MERGE_FIELD, attrs: { source: writeMergeField(option.fact) } };
    editor.chain().focus().insertContentAt({ from: typed.from, to: typed.to }, field).run();
    // The text would have become longer than its limit.
    if (typedFieldIn(editor.state)) leave();
  };

  useEffect(() => {
    if (editor.isDestroyed) return;
    const storage = mergeStorageOf(editor);
    storage.onMenuKey = (event) => {
      const step = STEPS[event.key];
      if (step !== undefined && found.length > 0) {
        setActive({ query: typed.query, index: (index + step + found.length) % found.length });
        return true;
      }
      if (event.key === 'Escape') {
        // Escape closes only the menu, and not also a dialog around the text.
        event.stopPropagation();
        leave();
        return true;
      }
      if ((event.key !== 'Enter' && event.key !== 'Tab') || found.length === 0) return false;
      choose(found[index]);
      return true;
    };
    return () => {
      storage.onMenuKey = null;
    };
  });
  const activeId = found.length > 0 ? `${id}-${index}` : undefined;
  useEffect(() => {
    const { dom } = editor.view;
    if (activeId === undefined) return;
    dom.setAttribute('aria-controls', id);
    dom.setAttribute('aria-activedescendant', activeId);
    document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
    return () => {
      dom.removeAttribute('aria-controls');
      dom.removeAttribute('aria-activedescendant');
    };
  }, [editor, id, activeId]);

  const groups = Map.groupBy(found, ({ group }) => group);
  return (
    <Popover
      opened
      position="bottom-start"
      middlewares={BESIDE_CURSOR}
      offset={4}
      width={260}
      shadow="md"
      withRoles={false}
      closeOnEscape={false}
      onDismiss={leave}
    >
      <Popover.Target>
        <CursorAnchor editor={editor} position={typed.from} />
      </Popover.Target>
      <Popover.Dropdown p={4} data-testid="merge-menu">
        {found.length === 0 && (
          <div className={classes.none}>{t(options.length === 0 ? 'loading' : 'none')}</div>
        )}
        <div id={id} role="listbox" aria-label={t('menu')} className={classes.list} tabIndex={-1}>
          {[...groups].map(([group, members]) => (
            <Fragment key={group}>
              <div role="group" aria-label={group}>
                <div className={classes.group} aria-hidden>
                  {group}
                </div>
                {members.map((option) => (
                  <button
                    type="button"
                    tabIndex={-1}
                    key={option.fact}
                    id={`${id}-${found.indexOf(option)}`}
                    role="option"
                    aria-selected={found.indexOf(option) === index}
                    className={classes.option}
                    // The focus must stay in the text.
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => choose(option)}
                  >
                    {option.name}
                  </button>
                ))}
              </div>
            </Fragment>
          ))}
        </div>
        <VisuallyHidden role="status">{t('matches', { count: found.length })}</VisuallyHidden>
      </Popover.Dropdown>
    </Popover>
  );
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
