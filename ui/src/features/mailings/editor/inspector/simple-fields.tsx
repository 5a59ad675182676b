import {
  ActionIcon,
  ColorInput,
  NumberInput,
  type NumberInputProps,
  SegmentedControl,
  Stack,
  Text,
  VisuallyHidden,
} from '@mantine/core';
import {
  IconAlignCenter,
  IconAlignLeft,
  IconAlignRight,
  IconArrowBackUp,
  type Icon,
} from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import { useTexts } from '../../../../i18n';
import { MergeTextField, type MergeTextFieldProps } from '../../../../shared/merge-text/merge-text-field';
import { useMailEditor } from '../store/use-mail-editor';
import classes from './inspector.module.css';
import { settingsTexts } from './inspector.texts';

export interface SettingsProps<B> {
  /** The block, or the parts of it that are shown. */
  block: B;
  /** Changes some parts of the block. Changes of the same parts, shortly after each other, are undone together. */
  change: (part: Partial<B>) => void;
}

interface ColourFieldProps {
  label: string;
  /** Null: nothing is coloured. */
  value: string | null;
  onChange: (colour: string) => void;
  /** A button in the field. */
  action?: ReactNode;
}

const IS_COLOUR = /^#[0-9a-f]{6}$/i;

/** A colour, with those of the message to choose from. */
export function ColourField({ label, value, onChange, action }: ColourFieldProps) {
  const styles = useMailEditor(({ document }) => document.styles);
  const shown = value ?? '';
  // What is being typed is not a colour yet.
  const [typed, setTyped] = useState({ text: shown, over: shown });
  if (typed.over !== shown) setTyped({ text: shown, over: shown });
  const swatches = [...new Set(Object.values(styles).map(String))].filter((one) => IS_COLOUR.test(one));
  return (
    <ColorInput
      size="xs"
      label={label}
      placeholder="–"
      value={typed.text}
      swatches={swatches}
      withEyeDropper={false}
      popoverProps={{ withinPortal: true }}
      onChange={(next) => {
        setTyped({ text: next, over: shown });
        if (IS_COLOUR.test(next) && next !== shown) onChange(next);
      }}
      rightSection={action}
    />
  );
}

interface OwnColourFieldProps {
  label: string;
  value: string | null;
  /** The colour of the message, which a block without an own one has; null if nothing is coloured then. */
  inherited?: string | null;
  onChange: (colour: string | null) => void;
}

/** A colour that a block may have of its own. It can be taken away again. */
export function OwnColourField({ label, value, inherited = null, onChange }: OwnColourFieldProps) {
  const t = useTexts(settingsTexts);
  const reset = (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={t('resetColour', { label })}
      title={t('resetColour', { label })}
      onClick={() => onChange(null)}
    >
      <IconArrowBackUp size={14} aria-hidden />
    </ActionIcon>
  );
  return (
    <ColourField
      label={label}
      value={value ?? inherited}
      onChange={onChange}
      action={value === null ? undefined : reset}
    />
  );
}

interface NumberFieldProps extends Pick<NumberInputProps, 'suffix' | 'disabled' | 'flex'> {
  label: string;
  value: number;
  min?: number;
  max: number;
  onChange: (value: number) => void;
}

export function NumberField({ min = 0, max, onChange, ...rest }: NumberFieldProps) {
  return (
    <NumberInput
      size="xs"
      min={min}
      max={max}
      allowDecimal={false}
      onChange={(next) => {
        // While a number is being typed, it may be empty or too small.
        if (typeof next === 'number' && next >= min && next <= max) onChange(next);
      }}
      {...rest}
    />
  );
}

export const PixelField = (props: NumberFieldProps) => <NumberField suffix=" px" {...props} />;

/** Longest text of one line, characters. */
export const MAX_LINE = 1_000;

/** A text of one line, with merge fields. */
export function TextField(props: Pick<MergeTextFieldProps, 'label' | 'description' | 'value' | 'onChange'>) {
  return <MergeTextField size="xs" maxLength={MAX_LINE} {...props} />;
}

export const ALIGNS = ['left', 'center', 'right'] as const;
export type Align = (typeof ALIGNS)[number];
export const ALIGN_ICONS = {
  left: IconAlignLeft,
  center: IconAlignCenter,
  right: IconAlignRight,
} satisfies Record<Align, Icon>;

export function AlignField({ value, onChange }: { value: Align; onChange: (align: Align) => void }) {
  const t = useTexts(settingsTexts);
  return (
    <ChoiceField
      label={t('align')}
      value={value}
      onChange={onChange}
      choices={ALIGNS.map((align) => ({
        value: align,
        label: t(`aligns.${align}`),
        icon: ALIGN_ICONS[align],
      }))}
    />
  );
}

interface ChoiceFieldProps<V extends string> {
  label: string;
  value: V;
  choices: readonly { value: V; label: string; icon?: Icon }[];
  onChange: (value: V) => void;
}

/** One of a few values. A choice with an icon shows it in place of its words. */
export function ChoiceField<V extends string>({ label, value, choices, onChange }: ChoiceFieldProps<V>) {
  const id = useId();
  return (
    <div>
      <Text id={id} size="xs" fw={500} mb={4}>
        {label}
      </Text>
      <SegmentedControl<V>
        size="xs"
        fullWidth
        aria-labelledby={id}
        value={value}
        onChange={onChange}
        data={choices.map((choice) => ({ value: choice.value, label: <ChoiceLabel {...choice} /> }))}
      />
    </div>
  );
}

function ChoiceLabel({ label, icon: ChoiceIcon }: { label: string; icon?: Icon }): ReactNode {
  if (!ChoiceIcon) return label;
  return (
    <span className={classes.choiceIcon} title={label}>
      <ChoiceIcon size={16} stroke={1.7} aria-hidden />
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  );
}

/** Fields under a small heading with a line. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap="sm" component="section" aria-label={title}>
      <div className={classes.sectionTitle}>{title}</div>
      {children}
    </Stack>
  );
}
