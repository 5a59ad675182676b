import {
  ActionIcon,
  ColorInput,
  NumberInput,
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
import { useMailEditor } from '../store/use-mail-editor';
import classes from './inspector.module.css';
import { settingsTexts } from './inspector.texts';

interface ColourFieldProps {
  label: string;
  /** Null: the colour of the message, `inherited`. */
  value: string | null;
  /** The colour if there is no own one; null if nothing is coloured then. */
  inherited?: string | null;
  /** Absent if the colour cannot be taken away. */
  onReset?: () => void;
  onChange: (colour: string) => void;
}

const IS_COLOUR = /^#[0-9a-f]{6}$/i;

/** A colour, with those of the message to choose from. */
export function ColourField({ label, value, inherited = null, onReset, onChange }: ColourFieldProps) {
  const t = useTexts(settingsTexts);
  const styles = useMailEditor(({ document }) => document.styles);
  const shown = value ?? inherited ?? '';
  // What is being typed is not a colour yet.
  const [typed, setTyped] = useState({ text: shown, over: shown });
  if (typed.over !== shown) setTyped({ text: shown, over: shown });
  const swatches = [
    ...new Set(Object.values(styles).filter((one) => IS_COLOUR.test(String(one)))),
  ] as string[]; // tested above
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
      rightSection={
        onReset &&
        value !== null && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={t('resetColour', { label })}
            title={t('resetColour', { label })}
            onClick={onReset}
          >
            <IconArrowBackUp size={14} aria-hidden />
          </ActionIcon>
        )
      }
    />
  );
}

interface PixelFieldProps {
  label: string;
  value: number;
  min?: number;
  max: number;
  onChange: (pixels: number) => void;
}

export function PixelField({ label, value, min = 0, max, onChange }: PixelFieldProps) {
  return (
    <NumberInput
      size="xs"
      label={label}
      value={value}
      min={min}
      max={max}
      suffix=" px"
      allowDecimal={false}
      onChange={(next) => {
        // While a number is being typed, it may be empty or too small.
        if (typeof next === 'number' && next >= min && next <= max) onChange(next);
      }}
    />
  );
}

const ALIGNS = { left: IconAlignLeft, center: IconAlignCenter, right: IconAlignRight } as const;
export type Align = keyof typeof ALIGNS;

export function AlignField({ value, onChange }: { value: Align; onChange: (align: Align) => void }) {
  const t = useTexts(settingsTexts);
  return (
    <ChoiceField
      label={t('align')}
      value={value}
      onChange={onChange}
      choices={(['left', 'center', 'right'] as const).map((align) => ({
        value: align,
        label: t(`aligns.${align}`),
        icon: ALIGNS[align],
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
