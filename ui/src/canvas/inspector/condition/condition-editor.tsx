import { QueryBuilderMantine } from '@react-querybuilder/mantine';
import { useEffect, useMemo, useState } from 'react';
import {
  type Controls,
  type FullField,
  prepareRuleGroup,
  QueryBuilder,
  type RuleGroupType,
} from 'react-querybuilder';
import type { Condition, FactDescriptor } from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';
import {
  NO_FACT,
  normaliseQuery,
  toCondition,
  toQuery,
  withoutEmptyRules,
} from '../../model/condition-query';

import {
  AddGroup,
  AddRule,
  CombinatorSelect,
  FactSelect,
  NotToggle,
  OperatorSelect,
  RemoveGroup,
  RemoveRule,
} from './condition-controls';
import classes from './condition-editor.module.css';
import { GroupBody, GroupHead } from './condition-group';
import { ValueInput } from './value-input';

const CONTROLS: Partial<Controls<FullField, string>> = {
  fieldSelector: FactSelect,
  operatorSelector: OperatorSelect,
  valueEditor: ValueInput,
  combinatorSelector: CombinatorSelect,
  notToggle: NotToggle,
  addRuleAction: AddRule,
  addGroupAction: AddGroup,
  removeRuleAction: RemoveRule,
  removeGroupAction: RemoveGroup,
  ruleGroupHeaderElements: GroupHead,
  ruleGroupBodyElements: GroupBody,
};
const CLASSNAMES = {
  queryBuilder: classes.builder,
  ruleGroup: classes.group,
  rule: classes.rule,
  body: classes.body,
};

interface Props {
  /** What rules can be about, by name. */
  facts: ReadonlyMap<string, FactDescriptor>;
  value: Condition | undefined;
  /** Called with undefined when the condition has no rules left. */
  onChange: (condition: Condition | undefined) => void;
  disabled: boolean;
}

/**
 * Edits a condition as rules and groups. A rule for which no fact is selected yet is kept only in this component's state; it is
 * not part of the condition that is passed to `onChange`.
 */
export function ConditionEditor({ facts, value, onChange, disabled }: Props) {
  const [query, setQuery] = useState<RuleGroupType>(() => initialQuery(value));

  // Show the document's condition after it was changed elsewhere (undo, a change by another user). A change made in this editor
  // comes back as a condition that equals the shown one, and is ignored.
  useEffect(() => {
    setQuery((current) => (sameJson(conditionOf(current), normalise(value)) ? current : initialQuery(value)));
  }, [value]);

  const fields = useMemo(
    () => [NO_FACT, ...facts.keys()].map((name) => ({ name, value: name, label: name })),
    [facts],
  );
  const change = (next: RuleGroupType) => {
    const right = normaliseQuery(next, facts, query);
    setQuery(right);
    const condition = conditionOf(right);
    if (!sameJson(condition, normalise(value))) onChange(condition);
  };
  return (
    <QueryBuilderMantine>
      <QueryBuilder
        fields={fields}
        query={query}
        onQueryChange={change}
        controlElements={CONTROLS}
        controlClassnames={CLASSNAMES}
        context={facts}
        disabled={disabled}
        enableMountQueryChange={false}
        showNotToggle
        addRuleToNewGroups
        resetOnFieldChange={false}
        resetOnOperatorChange={false}
        getDefaultField={NO_FACT}
        getDefaultOperator=""
        getDefaultValue={emptyValue}
        listsAsArrays
      />
    </QueryBuilderMantine>
  );
}

const emptyValue = () => '';

/**
 * Converts a condition to the builder's query; an empty condition becomes one empty rule. Assigns ids to rules and groups,
 * because the builder would otherwise assign new ids on every render and remount the fields while the user types.
 */
function initialQuery(condition: Condition | undefined): RuleGroupType {
  const query = toQuery(condition);
  if (query.rules.length > 0) return prepareRuleGroup(query);
  return prepareRuleGroup({ ...query, rules: [{ field: NO_FACT, operator: '', value: '' }] });
}

function conditionOf(query: RuleGroupType): Condition | undefined {
  const chosen = withoutEmptyRules(query);
  return chosen.rules.length === 0 ? undefined : toCondition(chosen);
}

/**
 * Converts a condition to the form that the editor produces, so that conditions can be compared with `sameJson`. Returns
 * undefined for a condition without rules.
 */
function normalise(condition: Condition | undefined): Condition | undefined {
  return condition && conditionOf(toQuery(condition));
}
