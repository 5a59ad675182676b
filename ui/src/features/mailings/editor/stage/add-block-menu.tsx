import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTexts } from '../../../../i18n';
import { editorTexts } from '../editor.texts';
import { BLOCK_TYPES } from '../model/new-block';
import type { Place } from '../model/places';
import { BLOCK_ICONS } from '../palette/block-icons';
import { useMailCommands } from '../store/use-mail-editor';
import classes from './stage.module.css';

interface AddBlockMenuProps {
  /** Where the new block stands. */
  place: Place;
  label: string;
  /** Shows the label beside the plus. */
  wide?: boolean;
}

/** A plus with a menu of the types of blocks that can stand at a place. */
export function AddBlockMenu({ place, label, wide = false }: AddBlockMenuProps) {
  const t = useTexts(editorTexts);
  const commands = useMailCommands();
  const types = BLOCK_TYPES.filter((type) => place.column === null || type !== 'columns');
  return (
    <Menu position="bottom" shadow="md" width={184} returnFocus={false}>
      <Menu.Target>
        {wide ? (
          <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />}>
            {label}
          </Button>
        ) : (
          <ActionIcon className={classes.plus} size={24} radius="xl" aria-label={label} data-control="add">
            <IconPlus size={15} stroke={2.2} aria-hidden />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {types.map((type) => {
          const Icon = BLOCK_ICONS[type];
          return (
            <Menu.Item
              key={type}
              leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
              onClick={() => commands.addNew(type, place)}
            >
              {t(`types.${type}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
