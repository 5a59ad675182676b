import { MAIL_FONTS, type MailStyles } from '@linkflow/contracts';
import { Select, Stack } from '@mantine/core';
import { useTexts } from '../../../../i18n';
import { settingsTexts } from '../inspector/inspector.texts';
import { ColourField, PixelField } from '../inspector/simple-fields';
import { useMailCommands, useMailEditor } from '../store/use-mail-editor';

const FONTS = Object.keys(MAIL_FONTS) as (keyof typeof MAIL_FONTS)[]; // Object.keys returns string[]
const COLOURS = [
  'messageColour',
  'pageColour',
  'headingColour',
  'textColour',
  'linkColour',
  'buttonColour',
  'buttonTextColour',
] as const;

/** The styles of the whole message. Blocks without a colour of their own have these. */
export function StyleFields() {
  const t = useTexts(settingsTexts);
  const styles = useMailEditor(({ document }) => document.styles);
  const { setStyles } = useMailCommands();
  const change = (part: Partial<MailStyles>) => setStyles({ ...styles, ...part }, Object.keys(part).join());
  return (
    <Stack gap="sm" px={12} pb={20}>
      <Select
        size="xs"
        label={t('styles.font')}
        allowDeselect={false}
        data={FONTS}
        value={styles.font}
        onChange={(next) => {
          const font = FONTS.find((each) => each === next);
          if (font) change({ font });
        }}
      />
      <PixelField
        label={t('styles.textSize')}
        value={styles.textSize}
        min={12}
        max={24}
        onChange={(textSize) => change({ textSize })}
      />
      {COLOURS.map((name) => (
        <ColourField
          key={name}
          label={t(`styles.${name}`)}
          value={styles[name]}
          onChange={(colour) => change({ [name]: colour })}
        />
      ))}
    </Stack>
  );
}
