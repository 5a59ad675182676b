import { ActionIcon, Button, Collapse, Stack, UnstyledButton } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../../../../i18n';
import classes from './inspector.module.css';
import { settingsTexts } from './inspector.texts';

interface ItemsFieldProps<Item> {
  items: readonly Item[];
  onChange: (items: Item[]) => void;
  nameOf: (item: Item, index: number) => string;
  newItem: () => Item;
  addLabel: string;
  max: number;
  /** The fields of an item. */
  children: (item: Item, change: (item: Item) => void) => ReactNode;
}

/** A list of a few things with fields of their own, such as the links of a menu. One is open at a time. */
export function ItemsField<Item>(props: ItemsFieldProps<Item>) {
  const { items, onChange, nameOf, newItem, addLabel, max, children } = props;
  const t = useTexts(settingsTexts);
  const [open, setOpen] = useState<number | null>(null);
  const move = (index: number, by: 1 | -1) => {
    const next = [...items];
    next.splice(index + by, 0, ...next.splice(index, 1));
    onChange(next);
    if (open === index) setOpen(index + by);
  };
  return (
    <Stack gap={8}>
      {items.map((item, index) => {
        const name = nameOf(item, index);
        const isOpen = open === index;
        const Chevron = isOpen ? IconChevronDown : IconChevronRight;
        return (
          <div key={index} className={classes.item} role="group" aria-label={name}>
            <div className={classes.itemHead}>
              <UnstyledButton
                className={classes.itemName}
                aria-expanded={isOpen}
                aria-label={t('items.edit', { name })}
                onClick={() => setOpen(isOpen ? null : index)}
              >
                <Chevron size={14} aria-hidden /> {name}
              </UnstyledButton>
              <ItemButton
                icon={IconArrowUp}
                label={t('items.up', { name })}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              />
              <ItemButton
                icon={IconArrowDown}
                label={t('items.down', { name })}
                disabled={index === items.length - 1}
                onClick={() => move(index, 1)}
              />
              <ItemButton
                icon={IconTrash}
                label={t('items.remove', { name })}
                onClick={() => {
                  onChange(items.filter((_, at) => at !== index));
                  setOpen(null);
                }}
              />
            </div>
            <Collapse expanded={isOpen}>
              <Stack gap="xs" mt={8}>
                {isOpen &&
                  children(item, (next) => onChange(items.map((one, at) => (at === index ? next : one))))}
              </Stack>
            </Collapse>
          </div>
        );
      })}
      {items.length < max && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            onChange([...items, newItem()]);
            setOpen(items.length);
          }}
        >
          {addLabel}
        </Button>
      )}
    </Stack>
  );
}

interface ItemButtonProps {
  icon: typeof IconTrash;
  label: string;
  disabled?: boolean;
  onClick: () => void;
}

function ItemButton({ icon: ItemIcon, label, disabled, onClick }: ItemButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      <ItemIcon size={14} aria-hidden />
    </ActionIcon>
  );
}
