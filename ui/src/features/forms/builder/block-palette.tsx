import { FORM_BLOCK_TYPES, FORM_PROPERTIES, ROUTES, type FormBlock } from '@linkflow/contracts';
import { UnstyledButton } from '@mantine/core';
import {
  IconAt,
  IconCalendar,
  IconCheckbox,
  IconEyeOff,
  IconForms,
  IconHash,
  IconHeading,
  IconListDetails,
  IconPhone,
  IconPilcrow,
  IconPlus,
  IconShieldCheck,
} from '@tabler/icons-react';
import { useRoute } from '../../../api/use-route';
import { useText, useTexts } from '../../../i18n';
import { builderTexts } from './builder.texts';
import classes from './builder.module.css';
import { fieldBlock, isBound, newBlock, propertyBlock } from './new-block';
import { useDraft, useDraftState } from './use-form-draft';

export const BLOCK_ICONS = {
  text: IconForms,
  email: IconAt,
  phone: IconPhone,
  number: IconHash,
  date: IconCalendar,
  choice: IconListDetails,
  check: IconCheckbox,
  consent: IconShieldCheck,
  hidden: IconEyeOff,
  heading: IconHeading,
  paragraph: IconPilcrow,
};

interface BlockPaletteProps {
  /** True if a block that is added gets the focus. In a dialog the focus stays. */
  focuses?: boolean;
}

/** Everything that can be added: the kinds of blocks, and the fields of the contact card that the form does not have yet. */
export function BlockPalette({ focuses = false }: BlockPaletteProps) {
  const t = useTexts(builderTexts);
  const text = useText();
  const draft = useDraft();
  const { blocks, settings } = useDraftState((state) => state.content);
  const fields = useRoute(ROUTES.settings.fields).data ?? [];
  /** Adds a block after the selected one, or at the end, and selects it. */
  const add = (make: (blocks: readonly FormBlock[]) => FormBlock) => {
    const block = make(blocks);
    draft.edit((content) => {
      const { selected } = draft.store.getState();
      const at = content.blocks.findIndex(({ name }) => name === selected);
      const next = [...content.blocks];
      next.splice(at < 0 ? next.length : at + 1, 0, block);
      return { ...content, blocks: next };
    });
    draft.select(block.name, focuses);
  };
  const properties = FORM_PROPERTIES.filter((property) => !isBound(blocks, property));
  const own = fields.filter(
    ({ entity, key }) => entity === 'contact' && !isBound(blocks, `contact.fields.${key}`),
  );
  return (
    <nav className={classes.palette} aria-label={t('palette')} data-testid="form-palette">
      <div className={classes.types}>
        {FORM_BLOCK_TYPES.map((type) => {
          const Icon = BLOCK_ICONS[type];
          return (
            <UnstyledButton
              key={type}
              className={classes.type}
              aria-label={t('add', { name: t(`types.${type}`) })}
              onClick={() => add((all) => newBlock(type, all, settings.language))}
            >
              <Icon size={18} stroke={1.6} aria-hidden />
              <span>{t(`types.${type}`)}</span>
            </UnstyledButton>
          );
        })}
      </div>
      {properties.length + own.length > 0 && <p className={classes.paletteHead}>{t('cardFields')}</p>}
      {properties.map((property) => (
        <FieldButton
          key={property}
          label={text(builderTexts.properties[property])}
          onClick={() => add((all) => propertyBlock(property, all, settings.language))}
        />
      ))}
      {own.map((field) => (
        <FieldButton
          key={field.id}
          label={field.name}
          onClick={() => add((all) => fieldBlock(field, all, settings.language))}
        />
      ))}
    </nav>
  );
}

function FieldButton({ label, onClick }: { label: string; onClick: () => void }) {
  const t = useTexts(builderTexts);
  return (
    <UnstyledButton className={classes.fieldButton} aria-label={t('add', { name: label })} onClick={onClick}>
      <IconPlus size={14} style={{ flex: 'none' }} aria-hidden />
      <span>{label}</span>
    </UnstyledButton>
  );
}
