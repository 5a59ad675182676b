import { MAIL_WIDTH, type BlockOf } from '@linkflow/contracts';
import { Checkbox, Group, Select } from '@mantine/core';
import { useTexts } from '../../../../i18n';
import { useMergeWords } from '../../../../shared/merge-text/merge-facts';
import { useMailEditor } from '../store/use-mail-editor';
import classes from './inspector.module.css';
import { settingsTexts } from './inspector.texts';
import { LinkField } from './link-field';
import { PictureField } from './picture-field';
import {
  AlignField,
  OwnColourField,
  PixelField,
  Section,
  type SettingsProps,
  TextField,
} from './simple-fields';

export function ImageSettings({ block, change }: SettingsProps<BlockOf<'image'>>) {
  const t = useTexts(settingsTexts);
  return (
    <>
      <PictureField
        key={block.source === null ? 'none' : 'chosen'}
        value={block.source}
        onChange={(source) => change({ source })}
      />
      <TextField
        label={t('image.alt')}
        description={t('image.altHint')}
        value={block.alt}
        onChange={(alt) => change({ alt })}
      />
      <LinkField value={block.link} onChange={(link) => change({ link })} suggestedName={block.alt} />
      <Section title={t('look')}>
        <Group gap="sm" align="flex-end">
          <PixelField
            flex={1}
            label={t('width')}
            min={16}
            max={MAIL_WIDTH}
            disabled={block.width === null}
            value={block.width ?? MAIL_WIDTH}
            onChange={(width) => change({ width })}
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

export function ButtonSettings({ block, change }: SettingsProps<BlockOf<'button'>>) {
  const t = useTexts(settingsTexts);
  const words = useMergeWords();
  const styles = useMailEditor(({ document }) => document.styles);
  return (
    <>
      <TextField label={t('text')} value={block.text} onChange={(text) => change({ text })} />
      <LinkField value={block.link} onChange={(link) => change({ link })} suggestedName={words(block.text)} />
      <Section title={t('look')}>
        <div className={classes.pair}>
          <OwnColourField
            label={t('background')}
            value={block.colour}
            inherited={styles.buttonColour}
            onChange={(colour) => change({ colour })}
          />
          <OwnColourField
            label={t('textColour')}
            value={block.textColour}
            inherited={styles.buttonTextColour}
            onChange={(textColour) => change({ textColour })}
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
