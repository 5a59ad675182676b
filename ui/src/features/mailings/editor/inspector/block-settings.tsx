import { MAX_COLUMNS, MAIL_WIDTH, SOCIAL_NETWORKS, type Block, type BlockOf } from '@linkflow/contracts';
import { Checkbox, Group, NumberInput, Select, Text } from '@mantine/core';
import { useTexts } from '../../../../i18n';
import { CodeArea } from '../../../../shared/code-area';
import { lazyPart } from '../../../../shared/lazy-parts';
import { useMergeWords } from '../../../../shared/merge-text/merge-facts';
import { MergeTextField } from '../../../../shared/merge-text/merge-text-field';
import { withColumnCount } from '../model/new-block';
import { useMailEditor } from '../store/use-mail-editor';
import classes from './inspector.module.css';
import { settingsTexts } from './inspector.texts';
import { ItemsField } from './items-field';
import { LinkField } from './link-field';
import { PictureField } from './picture-field';
import { AlignField, ChoiceField, ColourField, PixelField, Section } from './simple-fields';

/** The editor of formatted texts is large, and most blocks do not have one. */
const RichTextField = lazyPart(async () => (await import('./rich-text-field')).RichTextField);

/** The sizes of headings, those of level 1 first. */
const LEVELS = ['large', 'medium', 'small'] as const;

/** Most links of a menu, and networks of a “follow us”. */
const MAX_ITEMS = 12;

export interface SettingsProps<B extends Block> {
  block: B;
  /** Changes some parts of the block. The name of the first one is the field that is undone as a whole. */
  change: (part: Partial<B>) => void;
}

/** The content and the look of a block, by its type. */
export function BlockSettings({ block, change }: SettingsProps<Block>) {
  switch (block.type) {
    case 'heading':
      return <HeadingSettings block={block} change={change} />;
    case 'text':
    case 'footer':
      return <TextSettings block={block} change={change} />;
    case 'image':
      return <ImageSettings block={block} change={change} />;
    case 'button':
      return <ButtonSettings block={block} change={change} />;
    case 'divider':
      return <DividerSettings block={block} change={change} />;
    case 'spacer':
      return <SpacerSettings block={block} change={change} />;
    case 'social':
      return <SocialSettings block={block} change={change} />;
    case 'menu':
      return <MenuSettings block={block} change={change} />;
    case 'html':
      return <HtmlSettings block={block} change={change} />;
    case 'columns':
      return <ColumnsSettings block={block} change={change} />;
  }
}

function HeadingSettings({ block, change }: SettingsProps<BlockOf<'heading'>>) {
  const t = useTexts(settingsTexts);
  const inherited = useMailEditor(({ document }) => document.styles.headingColour);
  return (
    <>
      <MergeTextField
        size="xs"
        label={t('text')}
        maxLength={1_000}
        value={block.text}
        onChange={(text) => change({ text })}
      />
      <ChoiceField
        label={t('level')}
        value={LEVELS[block.level - 1] ?? 'large'}
        onChange={(size) => change({ level: size === 'large' ? 1 : size === 'medium' ? 2 : 3 })}
        choices={LEVELS.map((size) => ({ value: size, label: t(`levels.${size}`) }))}
      />
      <AlignField value={block.align} onChange={(align) => change({ align })} />
      <ColourField
        label={t('colour')}
        value={block.colour}
        inherited={inherited}
        onChange={(colour) => change({ colour })}
        onReset={() => change({ colour: null })}
      />
    </>
  );
}

function TextSettings({ block, change }: SettingsProps<BlockOf<'text'> | BlockOf<'footer'>>) {
  const t = useTexts(settingsTexts);
  return <RichTextField label={t('text')} value={block.text} onChange={(text) => change({ text })} />;
}

function ImageSettings({ block, change }: SettingsProps<BlockOf<'image'>>) {
  const t = useTexts(settingsTexts);
  return (
    <>
      <PictureField
        key={block.source === null ? 'none' : 'chosen'}
        value={block.source}
        onChange={(source) => change({ source })}
      />
      <MergeTextField
        size="xs"
        label={t('image.alt')}
        description={t('image.altHint')}
        maxLength={1_000}
        value={block.alt}
        onChange={(alt) => change({ alt })}
      />
      <LinkField value={block.link} onChange={(link) => change({ link })} suggestedName={block.alt} />
      <Section title={t('look')}>
        <Group gap="sm" align="flex-end">
          <NumberInput
            size="xs"
            flex={1}
            label={t('width')}
            suffix=" px"
            min={16}
            max={MAIL_WIDTH}
            allowDecimal={false}
            disabled={block.width === null}
            value={block.width ?? MAIL_WIDTH}
            onChange={(width) => {
              if (typeof width === 'number' && width >= 16 && width <= MAIL_WIDTH) change({ width });
            }}
          />
          <Checkbox
            size="xs"
            mb={8}
            label={t('image.wholeWidth')}
            checked={block.width === null}
            onChange={({ currentTarget }) => change({ width: currentTarget.checked ? null : 300 })}
          />
        </Group>
        <AlignField value={block.align} onChange={(align) => change({ align })} />
      </Section>
    </>
  );
}

function ButtonSettings({ block, change }: SettingsProps<BlockOf<'button'>>) {
  const t = useTexts(settingsTexts);
  const words = useMergeWords();
  const styles = useMailEditor(({ document }) => document.styles);
  return (
    <>
      <MergeTextField
        size="xs"
        label={t('text')}
        maxLength={1_000}
        value={block.text}
        onChange={(text) => change({ text })}
      />
      <LinkField value={block.link} onChange={(link) => change({ link })} suggestedName={words(block.text)} />
      <Section title={t('look')}>
        <div className={classes.pair}>
          <ColourField
            label={t('background')}
            value={block.colour}
            inherited={styles.buttonColour}
            onChange={(colour) => change({ colour })}
            onReset={() => change({ colour: null })}
          />
          <ColourField
            label={t('textColour')}
            value={block.textColour}
            inherited={styles.buttonTextColour}
            onChange={(textColour) => change({ textColour })}
            onReset={() => change({ textColour: null })}
          />
        </div>
        <div className={classes.pair}>
          <Select
            size="xs"
            label={t('width')}
            allowDeselect={false}
            value={block.width}
            data={(['text', 'column'] as const).map((value) => ({ value, label: t(`widths.${value}`) }))}
            onChange={(width) => change({ width: width === 'column' ? 'column' : 'text' })}
          />
          <PixelField
            label={t('radius')}
            value={block.radius}
            max={40}
            onChange={(radius) => change({ radius })}
          />
        </div>
        <AlignField value={block.align} onChange={(align) => change({ align })} />
      </Section>
    </>
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

function SocialSettings({ block, change }: SettingsProps<BlockOf<'social'>>) {
  const t = useTexts(settingsTexts);
  return (
    <>
      <ItemsField
        items={block.items}
        onChange={(items) => change({ items })}
        nameOf={({ network }) => t(`items.networks.${network}`)}
        newItem={() => ({ network: 'web' as const, link: null })}
        addLabel={t('items.addNetwork')}
        max={MAX_ITEMS}
      >
        {(item, changeItem) => (
          <>
            <Select
              size="xs"
              label={t('items.network')}
              allowDeselect={false}
              value={item.network}
              data={SOCIAL_NETWORKS.map((value) => ({ value, label: t(`items.networks.${value}`) }))}
              onChange={(next) => {
                const network = SOCIAL_NETWORKS.find((each) => each === next);
                if (network) changeItem({ ...item, network });
              }}
            />
            <LinkField
              value={item.link}
              onChange={(link) => changeItem({ ...item, link })}
              suggestedName={t(`items.networks.${item.network}`)}
            />
          </>
        )}
      </ItemsField>
      <AlignField value={block.align} onChange={(align) => change({ align })} />
    </>
  );
}

function MenuSettings({ block, change }: SettingsProps<BlockOf<'menu'>>) {
  const t = useTexts(settingsTexts);
  const words = useMergeWords();
  return (
    <>
      <ItemsField
        items={block.items}
        onChange={(items) => change({ items })}
        nameOf={({ text }, index) => words(text) || t('items.item', { number: index + 1 })}
        newItem={() => ({ text: '', link: null })}
        addLabel={t('items.addItem')}
        max={MAX_ITEMS}
      >
        {(item, changeItem) => (
          <>
            <MergeTextField
              size="xs"
              label={t('text')}
              maxLength={1_000}
              value={item.text}
              onChange={(text) => changeItem({ ...item, text })}
            />
            <LinkField
              value={item.link}
              onChange={(link) => changeItem({ ...item, link })}
              suggestedName={words(item.text)}
            />
          </>
        )}
      </ItemsField>
      <AlignField value={block.align} onChange={(align) => change({ align })} />
    </>
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
  const counts = Array.from({ length: MAX_COLUMNS - 1 }, (_, index) => String(index + 2));
  return (
    <>
      <ChoiceField
        label={t('columns.count')}
        value={String(block.columns.length)}
        onChange={(count) => change({ columns: withColumnCount(block, Number(count)).columns })}
        choices={counts.map((count) => ({ value: count, label: count }))}
      />
      <Section title={t('columns.shares')}>
        <div className={classes.pair}>
          {block.columns.map((column, index) => (
            <NumberInput
              key={index}
              size="xs"
              label={t('columns.share', { number: index + 1 })}
              min={1}
              max={12}
              allowDecimal={false}
              value={column.share}
              onChange={(share) => {
                if (typeof share !== 'number' || share < 1 || share > 12) return;
                change({ columns: block.columns.map((one, at) => (at === index ? { ...one, share } : one)) });
              }}
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
