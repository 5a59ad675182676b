import { Select } from '@mantine/core';
import type { OperatorSelectorProps } from 'react-querybuilder';
import { OPERATORS, type FactType } from '@linkflow/contracts';
import { useTexts, type Translate } from '../../../i18n';
import { operatorsFor } from '../../model/rule-values';
import { inspectorTexts } from '../../texts/inspector';
import { contextOf } from './builder-context';
import classes from './condition-editor.module.css';

type Words = Translate<(typeof inspectorTexts)['texts']>;

/** An operator as it is said for facts of this type; one that does not exist is shown by its name. */
export function operatorWords(t: Words, type: FactType, operator: string): string {
  const known: readonly string[] = OPERATORS[type];
  // The texts have exactly the operators of each type, so a known one has its words.
  return known.includes(operator)
    ? t(`condition.operators.${type}.${operator}` as Parameters<Words>[0])
    : operator;
}

/** How a rule compares: only what makes sense for its fact. */
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
        {operatorWords(t, fact.type, operators[0])}
      </span>
    );
  }
  return (
    <Select
      className={className}
      size="xs"
      data={[...operators, ...(unknown ? [value] : [])].map((operator) => ({
        value: operator,
        label: operatorWords(t, fact.type, operator),
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
