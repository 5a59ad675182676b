import { ActionIcon, Button, SegmentedControl, UnstyledButton } from '@mantine/core';
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import type { ActionProps, CombinatorSelectorProps, NotToggleProps } from 'react-querybuilder';
import { useTexts } from '../../../i18n';
import { inspectorTexts } from '../../texts/inspector';
import classes from './condition-editor.module.css';

/** All of the rules, or at least one of them; not asked while there is only one. */
export function CombinatorSelect({ rules, value, handleOnChange, disabled }: CombinatorSelectorProps) {
  const t = useTexts(inspectorTexts);
  if (rules.length < 2) return <span className={classes.combinator} />;
  return (
    <SegmentedControl
      className={classes.combinator}
      size="xs"
      disabled={disabled}
      data={[
        { value: 'and', label: t('condition.all') },
        { value: 'or', label: t('condition.any') },
      ]}
      value={value ?? 'and'}
      onChange={handleOnChange}
    />
  );
}

export function NotSwitch({ checked, handleOnChange, disabled }: NotToggleProps) {
  const t = useTexts(inspectorTexts);
  return (
    <UnstyledButton
      className={classes.not}
      aria-pressed={checked === true}
      disabled={disabled}
      title={t('condition.notLong')}
      onClick={() => handleOnChange(!checked)}
    >
      {t('condition.not')}
    </UnstyledButton>
  );
}

export function AddRule({ handleOnClick, disabled }: ActionProps) {
  const t = useTexts(inspectorTexts);
  return (
    <Button
      className={classes.addRule}
      variant="light"
      size="compact-xs"
      leftSection={<IconPlus size={13} />}
      disabled={disabled}
      aria-label={t('condition.addLong')}
      data-testid="add-rule"
      onClick={(event) => handleOnClick(event)}
    >
      {t('condition.add')}
    </Button>
  );
}

/** Groups within groups within groups can't be read any more. */
const DEEPEST = 2;

export function AddGroup({ handleOnClick, disabled, level }: ActionProps) {
  const t = useTexts(inspectorTexts);
  if (level >= DEEPEST) return null;
  return (
    <Button
      className={classes.addGroup}
      variant="subtle"
      color="gray"
      size="compact-xs"
      leftSection={<IconPlus size={13} />}
      disabled={disabled}
      aria-label={t('condition.addGroupLong')}
      data-testid="add-group"
      onClick={(event) => handleOnClick(event)}
    >
      {t('condition.addGroup')}
    </Button>
  );
}

export function RemoveRule({ handleOnClick, disabled }: ActionProps) {
  const t = useTexts(inspectorTexts);
  return (
    <ActionIcon
      className={classes.removeRule}
      variant="subtle"
      color="gray"
      size={26}
      disabled={disabled}
      aria-label={t('condition.remove')}
      onClick={(event) => handleOnClick(event)}
    >
      <IconX size={14} />
    </ActionIcon>
  );
}

export function RemoveGroup({ handleOnClick, disabled }: ActionProps) {
  const t = useTexts(inspectorTexts);
  return (
    <ActionIcon
      className={classes.removeGroup}
      variant="subtle"
      color="gray"
      size={26}
      disabled={disabled}
      aria-label={t('condition.removeGroup')}
      onClick={(event) => handleOnClick(event)}
    >
      <IconTrash size={14} />
    </ActionIcon>
  );
}
