import { ActionIcon, Button, SegmentedControl, Select, UnstyledButton } from '@mantine/core';
import { type Icon, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type {
  ActionProps,
  CombinatorSelectorProps,
  FieldSelectorProps,
  NotToggleProps,
  OperatorSelectorProps,
} from 'react-querybuilder';
import { type FactDescriptor, type FactType, OPERATORS } from '@linkflow/contracts';
import { type Translate, useText, useTexts } from '../../../i18n';
import { NO_FACT, operatorsFor } from '../../model/condition-query';
import { inspectorTexts } from '../../texts/inspector';
import classes from './condition-editor.module.css';
import { contextOf } from './facts';

/** Selects the fact of a rule. Facts are grouped and searchable. */
export function FactSelect(props: FieldSelectorProps) {
  const { value, handleOnChange, className, disabled } = props;
  const { facts } = contextOf(props);
  const t = useTexts(inspectorTexts);
  const text = useText();
  const data = useMemo(() => {
    const groups = new Map<FactDescriptor['group'], { value: string; label: string }[]>();
    for (const fact of facts.values()) {
      groups.set(fact.group, [
        ...(groups.get(fact.group) ?? []),
        { value: fact.name, label: text(fact.label) },
      ]);
    }
    return [...groups].map(([group, items]) => ({ group: t(`condition.groups.${group}`), items }));
  }, [facts, text, t]);
  const chosen = value === NO_FACT ? null : (value ?? null);
  const unknown = chosen !== null && !facts.has(chosen);

  return (
    <Select
      className={className}
      size="xs"
      data={
        unknown ? [...data, { value: chosen, label: t('condition.unknownFact', { name: chosen }) }] : data
      }
      value={chosen}
      searchable
      allowDeselect={false}
      disabled={disabled}
      error={unknown}
      placeholder={t('condition.fact')}
      aria-label={t('condition.fact')}
      data-testid="rule-fact"
      maxDropdownHeight={320}
      comboboxProps={{ shadow: 'md', width: 260, position: 'bottom-start' }}
      onChange={(next) => next !== null && handleOnChange(next)}
    />
  );
}

type InspectorTexts = Translate<typeof inspectorTexts>;

/** The label of an operator for a fact type. An unknown operator is shown by its name. */
function operatorLabel(t: InspectorTexts, type: FactType, operator: string): string {
  const known: readonly string[] = OPERATORS[type];
  // The texts contain every operator of each type, so the key exists.
  return known.includes(operator)
    ? t(`condition.operators.${type}.${operator}` as Parameters<InspectorTexts>[0])
    : operator;
}

/** Selects the operator of a rule. Only operators that suit the fact are offered. */
export function OperatorSelect(props: OperatorSelectorProps) {
  const { value, handleOnChange, className, disabled, field } = props;
  const t = useTexts(inspectorTexts);
  const fact = contextOf(props).facts.get(field);
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
    <Select
      className={className}
      size="xs"
      data={[...operators, ...(unknown ? [value] : [])].map((operator) => ({
        value: operator,
        label: operatorLabel(t, fact.type, operator),
      }))}
      value={value ?? null}
      allowDeselect={false}
      disabled={disabled}
      error={unknown}
      aria-label={t('condition.operator')}
      data-testid="rule-operator"
      comboboxProps={{ shadow: 'md' }}
      onChange={(next) => next !== null && handleOnChange(next)}
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

/** Deeper nesting would be hard to read. */
const MAX_GROUP_LEVEL = 2;

export function AddGroup({ handleOnClick, disabled, level }: ActionProps) {
  const t = useTexts(inspectorTexts);
  if (level >= MAX_GROUP_LEVEL) return null;
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

export function RemoveRule(props: ActionProps) {
  const t = useTexts(inspectorTexts);
  return (
    <RemoveButton {...props} className={classes.removeRule} label={t('condition.remove')} icon={IconX} />
  );
}

export function RemoveGroup(props: ActionProps) {
  const t = useTexts(inspectorTexts);
  return (
    <RemoveButton
      {...props}
      className={classes.removeGroup}
      label={t('condition.removeGroup')}
      icon={IconTrash}
    />
  );
}

type RemoveButtonProps = Pick<ActionProps, 'handleOnClick' | 'disabled' | 'className'> & {
  label: string;
  icon: Icon;
};

function RemoveButton({ handleOnClick, disabled, className, label, icon: Icon }: RemoveButtonProps) {
  return (
    <ActionIcon
      className={className}
      variant="subtle"
      color="gray"
      size={26}
      disabled={disabled}
      aria-label={label}
      onClick={(event) => handleOnClick(event)}
    >
      <Icon size={14} />
    </ActionIcon>
  );
}
