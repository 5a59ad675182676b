import { ActionIcon, Input } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { Suspense, useId, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTexts } from '../../i18n';
import { lazyComponent } from '../lazy-parts';
import { MergeTextView } from './merge-chip';
import { useMergeWords } from './merge-facts';
import classes from './merge-text.module.css';
import type { EarlyInput, MergeTextHandle } from './merge-text-editor';
import { mergeTexts } from './merge.texts';

/** The editor's code is large, so it is loaded when a text field is first shown or, if that is enough, first used. */
const MergeTextEditor = lazyComponent(async () => (await import('./merge-text-editor')).MergeTextEditor);

export interface MergeTextFieldProps {
  label: string;
  /** Hides the label, which is then only read to screen readers. */
  labelHidden?: boolean;
  value: string;
  onChange: (text: string) => void;
  description?: ReactNode;
  error?: ReactNode;
  withErrorStyles?: boolean;
  disabled?: boolean;
  readOnly?: boolean;
  /** May contain merge fields, which are shown by their names. */
  placeholder?: string;
  /** Allows several lines. */
  multiline?: boolean;
  /** In characters of the stored text, in which merge fields have braces. */
  maxLength?: number;
  /** Stores the text without blanks at its ends. */
  trimmed?: boolean;
  size?: 'xs' | 'sm';
  leftSection?: ReactNode;
  className?: string;
  /** Loads the editor only when the pointer or the focus reaches the field. For pages that must load fast. */
  lazily?: boolean;
  'data-field'?: string;
  'data-testid'?: string;
}

/**
 * A field for plain text with merge fields, which are shown as chips. The stored text contains them in braces:
 * `Hi {{contact.firstName|there}}`. `MergeFacts` around the field says which merge fields there are.
 */
export function MergeTextField(props: MergeTextFieldProps) {
  const { label, labelHidden, value, onChange, description, error, withErrorStyles = true } = props;
  const {
    disabled = false,
    readOnly = false,
    multiline = false,
    maxLength,
    trimmed = false,
    size = 'sm',
  } = props;
  const { leftSection, className } = props;
  const t = useTexts(mergeTexts);
  const words = useMergeWords();
  const id = useId();
  const [editor, setEditor] = useState<MergeTextHandle | null>(null);
  const early = useRef<EarlyInput>({ focused: false, typed: '' });
  const [wanted, setWanted] = useState(!props.lazily);
  const [loaded, setLoaded] = useState(false);
  const placeholder = props.placeholder === undefined ? undefined : words(props.placeholder);
  const editable = !disabled && !readOnly;
  const focus = () => {
    if (editor) {
      editor.focus();
      return;
    }
    early.current.focused = true;
    setWanted(true);
  };
  const hasError = Boolean(error);
  const described = [description && `${id}-description`, hasError && `${id}-error`].filter(Boolean);
  return (
    <Input.Wrapper
      className={className}
      label={labelHidden ? undefined : label}
      labelElement="div"
      labelProps={{ onClick: focus }}
      description={description}
      descriptionProps={{ id: `${id}-description` }}
      error={error}
      errorProps={{ id: `${id}-error` }}
      size={size}
      data-field={props['data-field']}
      data-testid={props['data-testid']}
    >
      <Input
        component="div"
        multiline={multiline}
        size={size}
        leftSection={leftSection}
        error={hasError}
        withErrorStyles={withErrorStyles}
        disabled={disabled}
        rightSection={
          editable && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={size === 'xs' ? 22 : 26}
              disabled={!editor}
              aria-label={t('insertIn', { label })}
              title={t('insert')}
              // The click must not move the cursor out of the text.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => editor?.insertField()}
            >
              <IconBraces size={14} aria-hidden />
            </ActionIcon>
          )
        }
        rightSectionPointerEvents="all"
        onPointerEnter={() => setWanted(true)}
      >
        <div className={classes.text}>
          {value === '' && placeholder !== undefined && (
            <div className={classes.placeholder} aria-hidden>
              {placeholder}
            </div>
          )}
          {/* Not the fallback of `Suspense`: one element must keep the focus, and get all keys, until the editor takes them over. */}
          {!loaded && (
            <Waiting
              {...{ label, value, multiline, editable, early }}
              loading={wanted}
              onUse={() => setWanted(true)}
            />
          )}
          {wanted && (
            <Suspense fallback={null}>
              <MergeTextEditor
                label={label}
                value={value}
                onChange={onChange}
                multiline={multiline}
                maxLength={maxLength}
                trimmed={trimmed}
                editable={editable}
                placeholder={placeholder}
                invalid={hasError}
                describedBy={described.length > 0 ? described.join(' ') : undefined}
                early={early}
                onReady={setEditor}
              />
              <WhenLoaded onLoad={() => setLoaded(true)} />
            </Suspense>
          )}
        </div>
      </Input>
    </Input.Wrapper>
  );
}

/** Calls `onLoad` in the commit that shows what is loaded beside it, so that nothing is painted in between. */
function WhenLoaded({ onLoad }: { onLoad: () => void }) {
  useLayoutEffect(onLoad, [onLoad]);
  return null;
}

interface WaitingProps {
  label: string;
  value: string;
  multiline: boolean;
  editable: boolean;
  early: RefObject<EarlyInput>;
  /** Whether the editor is on its way. A lazy field is not busy until it is used. */
  loading: boolean;
  onUse: () => void;
}

/** The text before its editor is loaded. */
function Waiting({ label, value, multiline, editable, early, loading, onUse }: WaitingProps) {
  return (
    <div
      role="textbox"
      aria-label={label}
      aria-multiline={multiline}
      aria-readonly={!editable}
      aria-busy={loading}
      tabIndex={0}
      className={multiline ? classes.multi : classes.single}
      onFocus={() => {
        early.current.focused = true;
        onUse();
      }}
      onBlur={() => (early.current.focused = false)}
      onPaste={(event) => {
        if (editable) early.current.typed += event.clipboardData.getData('text/plain');
      }}
      onKeyDown={(event) => {
        if (!editable || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'Backspace') early.current.typed = early.current.typed.slice(0, -1);
        if (event.key.length !== 1) return;
        event.preventDefault();
        early.current.typed += event.key;
      }}
    >
      <div className={classes.waiting}>
        <MergeTextView text={value} />
      </div>
    </div>
  );
}
