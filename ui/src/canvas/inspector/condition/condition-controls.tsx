import { ActionIcon, Button, SegmentedControl, UnstyledButton } from '@mantine/core';
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { type MouseEvent, useMemo } from 'react';
import type {
  ActionProps,
  CombinatorSelectorProps,
  FieldSelectorProps,
  NotToggleProps,
  OperatorSelectorProps,
} from 'react-querybuilder';
import { type FactType, type OperatorName, OPERATORS } from '@linkflow/contracts';
import { type Translate, useText, useTexts } from '../../../i18n';
import { NO_FACT, operatorsFor } from '../../model/condition-query';
import { inspectorTexts } from '../../texts/inspector';
import { ChoiceSelect } from '../fields/field';
import classes from './condition-editor.module.css';
import { focusNewRule, focusToggle } from './condition-group';
import { factsIn } from './facts';

/** Selects the fact of a rule. Facts are grouped and searchable. */
export function FactSelect(props: FieldSelectorProps) {
  const { value, handleOnChange, className, disabled } = props;
  const facts = factsIn(props);
  const t = useTexts(inspectorTexts);
  const text = useText();
  const data = useMemo(
    () =>
      [...Map.groupBy(facts.values(), (fact) => fact.group)].map(([group, members]) => ({
        group: t(`condition.groups.${group}`),
        items: members.map((fact) => ({ value: fact.name, label: text(fact.label) })),
      })),
    [facts, text, t],
  );
  const chosen = value === NO_FACT ? null : (value ?? null);
  const unknown = chosen !== null && !facts.has(chosen);

  return (
    <ChoiceSelect
      className={className}
      size="xs"
      data={
        unknown ? [...data, { value: chosen, label: t('condition.unknownFact', { name: chosen }) }] : data
      }
      value={chosen}
      searchable
      disabled={disabled}
      error={unknown}
      placeholder={t('condition.fact')}
      aria-label={t('condition.fact')}
      data-testid="rule-fact"
      maxDropdownHeight={320}
      comboboxProps={{ shadow: 'md', width: 260, position: 'bottom-start' }}
      onChange={handleOnChange}
    />
  );
}

/** The label of an operator; the same operator has another label for lists. For an unknown operator, the operator's name. */
function operatorLabel(t: Translate<typeof inspectorTexts>, type: FactType, operator: string): string {
  if (type === 'list') {
    const known = OPERATORS.list.find((name) => name === operator);
    return known ? t(`condition.listOperators.${known}`) : operator;
  }
  const known = (OPERATORS[type] as readonly OperatorName[]).find((name) => name === operator);
  return known ? t(`condition.operators.${known}`) : operator;
}

/**
 * Selects the operator of a rule. Offers only the operators for the fact's type. If there is only one, shows it as plain text.
 */
export function OperatorSelect(props: OperatorSelectorProps) {
  const { value, handleOnChange, className, disabled, field } = props;
  const t = useTexts(inspectorTexts);
  const fact = factsIn(props).get(field);
  if (!fact) return null;
  const operators = operatorsFor(fact, value);
  const unknown = value !== undefined && !operators.some((operator) => operator === value);
  if (operators.length === 1 && !unknown && operators[0]) {
    return (
      <span className={`${className ?? ''} ${classes.only}`}>
        {operatorLabel(t, fact.type, operators[0])}
      </span>
    );
  }
  return (
    <ChoiceSelect
      className={className}
      size="xs"
      data={[...operators, ...(unknown ? [value] : [])].map((operator) => ({
        value: operator,
        label: operatorLabel(t, fact.type, operator),
      }))}
      value={value ?? null}
      disabled={disabled}
      error={unknown}
      aria-label={t('condition.operator')}
      data-testid="rule-operator"
      onChange={handleOnChange}
    />
  );
}

/** Selects whether all rules or any of them must match. Hidden while there is only one rule. */
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

export function NotToggle({ checked, handleOnChange, disabled }: NotToggleProps) {
  const t = useTexts(inspectorTexts);
  return (
    <UnstyledButton
      className={classes.not}
      aria-pressed={checked === true}
      disabled={disabled}
      title={t('condition.notLong')}
      onClick={({ currentTarget }) => {
        handleOnChange(!checked);
        focusToggle(currentTarget);
      }}
    >
      {t('condition.not')}
    </UnstyledButton>
  );
}

/** After a key press, the focus moves on to the field of the new rule. Under a pointer, that would open a list unasked. */
function addByClick(event: MouseEvent, add: ActionProps['handleOnClick']): void {
  add(event);
  if (event.detail === 0) focusNewRule(event.currentTarget);
}

export function AddRule({ handleOnClick, disabled }: ActionProps) {
  const t = useTexts(inspectorTexts);
  return (
    <Button
      {...ADD_BUTTON}
      variant="light"
      disabled={disabled}
      aria-label={t('condition.addLong')}
      data-testid="add-rule"
      onClick={(event) => addByClick(event, handleOnClick)}
    >
      {t('condition.add')}
    </Button>
  );
}

/** Deepest level at which groups can be nested (the outermost group has level 0). Deeper nesting would be hard to read. */
const MAX_GROUP_LEVEL = 2;

export function AddGroup({ handleOnClick, disabled, level }: ActionProps) {
  const t = useTexts(inspectorTexts);
  if (level >= MAX_GROUP_LEVEL) return null;
  return (
    <Button
      {...ADD_BUTTON}
      variant="subtle"
      color="gray"
      disabled={disabled}
      aria-label={t('condition.addGroupLong')}
      data-testid="add-group"
      onClick={(event) => addByClick(event, handleOnClick)}
    >
      {t('condition.addGroup')}
    </Button>
  );
}

const ADD_BUTTON = { size: 'compact-xs', leftSection: <IconPlus size={13} /> } as const;
const REMOVE_BUTTON = { variant: 'subtle', color: 'gray', size: 26 } as const;

export function RemoveRule({ handleOnClick, disabled }: ActionProps) {
  const t = useTexts(inspectorTexts);
  return (
    <ActionIcon
      {...REMOVE_BUTTON}
      className={classes.removeRule}
      disabled={disabled}
      aria-label={t('condition.remove')}
      onClick={handleOnClick}
    >
      <IconX size={14} />
    </ActionIcon>
  );
}

export function RemoveGroup({ handleOnClick, disabled }: ActionProps) {
  const t = useTexts(inspectorTexts);
  return (
    <ActionIcon
      {...REMOVE_BUTTON}
      className={classes.removeGroup}
      disabled={disabled}
      aria-label={t('condition.removeGroup')}
      onClick={handleOnClick}
    >
      <IconTrash size={14} />
    </ActionIcon>
  );
}
