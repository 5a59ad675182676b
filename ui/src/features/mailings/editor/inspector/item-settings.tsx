import { SOCIAL_NETWORKS, SOCIAL_NETWORK_NAMES, type BlockOf } from '@linkflow/contracts';
import { Select } from '@mantine/core';
import { useText, useTexts } from '../../../../i18n';
import { useMergeWords } from '../../../../shared/merge-text/merge-facts';
import { settingsTexts } from './inspector.texts';
import { ItemsField } from './items-field';
import { LinkField } from './link-field';
import { AlignField, type SettingsProps, TextField } from './simple-fields';

/** Most links of a menu, and networks of a “follow us”. */
const MAX_ITEMS = 12;

export function SocialSettings({ block, change }: SettingsProps<BlockOf<'social'>>) {
  const t = useTexts(settingsTexts);
  const words = useText();
  return (
    <>
      <ItemsField
        items={block.items}
        onChange={(items) => change({ items })}
        nameOf={({ network }) => words(SOCIAL_NETWORK_NAMES[network])}
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
              data={SOCIAL_NETWORKS.map((value) => ({ value, label: words(SOCIAL_NETWORK_NAMES[value]) }))}
              onChange={(next) => {
                const network = SOCIAL_NETWORKS.find((each) => each === next);
                if (network) changeItem({ ...item, network });
              }}
            />
            <LinkField
              value={item.link}
              onChange={(link) => changeItem({ ...item, link })}
              suggestedName={words(SOCIAL_NETWORK_NAMES[item.network])}
            />
          </>
        )}
      </ItemsField>
      <AlignField value={block.align} onChange={(align) => change({ align })} />
    </>
  );
}

export function MenuSettings({ block, change }: SettingsProps<BlockOf<'menu'>>) {
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
            <TextField
              label={t('text')}
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
