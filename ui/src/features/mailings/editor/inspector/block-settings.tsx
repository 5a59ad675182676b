import { MAX_COLUMNS, type Block, type BlockOf, type BlockType, type RichText } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../../../../i18n';
import { CodeArea } from '../../../../shared/code-area';
import { lazyPart } from '../../../../shared/lazy-parts';
import { withColumnCount } from '../model/new-block';
import { useMailEditor } from '../store/use-mail-editor';
import classes from './inspector.module.css';
import { settingsTexts } from './inspector.texts';
import { MenuSettings, SocialSettings } from './item-settings';
import { ButtonSettings, ImageSettings } from './linked-settings';
import {
  AlignField,
  ChoiceField,
  ColourField,
  NumberField,
  OwnColourField,
  PixelField,
  Section,
  type SettingsProps,
  TextField,
} from './simple-fields';

/** The editor of formatted texts is large, and most blocks do not have one. */
const RichTextField = lazyPart(async () => (await import('./rich-text-field')).RichTextField);

/** The content and the look of a block of each type. */
const SETTINGS: { [T in BlockType]: (props: SettingsProps<BlockOf<T>>) => ReactNode } = {
  heading: HeadingSettings,
  text: TextSettings,
  image: ImageSettings,
  button: ButtonSettings,
  columns: ColumnsSettings,
  divider: DividerSettings,
  spacer: SpacerSettings,
  menu: MenuSettings,
  social: SocialSettings,
  html: HtmlSettings,
  footer: TextSettings,
};

export function BlockSettings({ block, change }: SettingsProps<Block>) {
  // These settings are those of the block's own type, so they accept it.
  const Settings = SETTINGS[block.type] as (props: SettingsProps<Block>) => ReactNode;
  return <Settings block={block} change={change} />;
}

/** The sizes of headings, those of level 1 first. */
const LEVELS = ['large', 'medium', 'small'] as const;

function HeadingSettings({ block, change }: SettingsProps<BlockOf<'heading'>>) {
  const t = useTexts(settingsTexts);
  const inherited = useMailEditor(({ document }) => document.styles.headingColour);
  return (
    <>
      <TextField label={t('text')} value={block.text} onChange={(text) => change({ text })} />
      <ChoiceField
        label={t('level')}
        value={LEVELS[block.level - 1] ?? 'large'}
        onChange={(size) => change({ level: size === 'large' ? 1 : size === 'medium' ? 2 : 3 })}
        choices={LEVELS.map((size) => ({ value: size, label: t(`levels.${size}`) }))}
      />
      <AlignField value={block.align} onChange={(align) => change({ align })} />
      <OwnColourField
        label={t('colour')}
        value={block.colour}
        inherited={inherited}
        onChange={(colour) => change({ colour })}
      />
    </>
  );
}

interface TextSettingsProps {
  block: BlockOf<'text'> | BlockOf<'footer'>;
  change: (part: { text: RichText }) => void;
}

function TextSettings({ block, change }: TextSettingsProps) {
  const t = useTexts(settingsTexts);
  return (
    <RichTextField
      label={t('text')}
      value={block.text}
      of={block.type}
      onChange={(text) => change({ text })}
    />
  );
}

function DividerSettings({ block, change }: SettingsProps<BlockOf<'divider'>>) {
  const t = useTexts(settingsTexts);
  return (
    <div className={classes.pair}>
      <ColourField label={t('colour')} value={block.colour} onChange={(colour) => change({ colour })} />
      <PixelField
        label={t('thickness')}
        value={block.thickness}
        min={1}
        max={12}
        onChange={(thickness) => change({ thickness })}
      />
    </div>
  );
}

function SpacerSettings({ block, change }: SettingsProps<BlockOf<'spacer'>>) {
  const t = useTexts(settingsTexts);
  return (
    <PixelField
      label={t('height')}
      value={block.height}
      min={4}
      max={200}
      onChange={(height) => change({ height })}
    />
  );
}

function HtmlSettings({ block, change }: SettingsProps<BlockOf<'html'>>) {
  const t = useTexts(settingsTexts);
  return (
    <CodeArea
      breakLines
      autosize
      minRows={10}
      maxRows={24}
      label={t('html')}
      description={t('htmlHint')}
      value={block.html}
      onChange={(html) => change({ html })}
    />
  );
}

function ColumnsSettings({ block, change }: SettingsProps<BlockOf<'columns'>>) {
  const t = useTexts(settingsTexts);
  const { columns } = block;
  const counts = Array.from({ length: MAX_COLUMNS - 1 }, (_, index) => String(index + 2));
  return (
    <>
      <ChoiceField
        label={t('columns.count')}
        value={String(columns.length)}
        onChange={(count) => change({ columns: withColumnCount(block, Number(count)).columns })}
        choices={counts.map((count) => ({ value: count, label: count }))}
      />
      <Section title={t('columns.shares')}>
        <div className={classes.pair}>
          {columns.map(({ share }, index) => (
            <NumberField
              key={index}
              label={t('columns.share', { number: index + 1 })}
              min={1}
              max={12}
              value={share}
              onChange={(next) =>
                change({ columns: columns.map((one, at) => (at === index ? { ...one, share: next } : one)) })
              }
            />
          ))}
        </div>
        <Text size="xs" c="dimmed">
          {t('columns.hint')}
        </Text>
      </Section>
    </>
  );
}
