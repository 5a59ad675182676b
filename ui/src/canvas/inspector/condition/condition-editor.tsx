import { QueryBuilderMantine } from '@react-querybuilder/mantine';
import { useEffect, useMemo, useState } from 'react';
import {
  prepareRuleGroup,
  QueryBuilder,
  type Controls,
  type Field,
  type FullField,
  type RuleGroupType,
} from 'react-querybuilder';
import type { Condition, FactDescriptor } from '@linkflow/contracts';
import { useLanguage, useText } from '../../../i18n';
import { sameJson } from '../../model/same-json';
import { toCondition, toQuery } from '../../model/condition-query';
import { chosenOnly, fitted, NO_FACT } from '../../model/rule-values';
import { useFactsAt } from '../use-facts-at';
import type { BuilderContext } from './builder-context';
import classes from './condition-editor.module.css';
import { FactSelect } from './fact-select';
import { AddGroup, AddRule, CombinatorSelect, NotSwitch, RemoveGroup, RemoveRule } from './group-controls';
import { OperatorSelect } from './operator-select';
import { ValueInput } from './value-input';

const CONTROLS: Partial<Controls<FullField, string>> = {
  fieldSelector: FactSelect,
  operatorSelector: OperatorSelect,
  valueEditor: ValueInput,
  combinatorSelector: CombinatorSelect,
  notToggle: NotSwitch,
  addRuleAction: AddRule,
  addGroupAction: AddGroup,
  removeRuleAction: RemoveRule,
  removeGroupAction: RemoveGroup,
};
const CLASSNAMES = {
  queryBuilder: classes.builder,
  ruleGroup: classes.group,
  rule: classes.rule,
  body: classes.body,
};

interface Props {
  nodeId: string;
  value: Condition | undefined;
  /** Undefined once nothing is left of the condition. */
  onChange: (condition: Condition | undefined) => void;
  disabled: boolean;
}

/** A condition as rules and groups of rules. A rule for which no fact was chosen yet lives only here. */
export function ConditionEditor({ nodeId, value, onChange, disabled }: Props) {
  const language = useLanguage();
  const text = useText();
  const facts = useFactsAt(nodeId);
  const [query, setQuery] = useState<RuleGroupType>(() => startingWith(value));

  // Undo, or somebody else's save: what stands in the document holds. Our own changes come back as what we have already.
  useEffect(() => {
    setQuery((current) => (sameJson(conditionOf(current), asBuilt(value)) ? current : startingWith(value)));
  }, [value]);

  const context = useMemo<BuilderContext>(() => ({ facts }), [facts]);
  const fields = useMemo(() => fieldsOf(facts, text), [facts, text]);
  const change = (next: RuleGroupType) => {
    const right = fitted(next, facts);
    setQuery(right);
    const condition = conditionOf(right);
    if (!sameJson(condition, asBuilt(value))) onChange(condition);
  };
  return (
    <QueryBuilderMantine>
      <QueryBuilder
        key={language}
        fields={fields}
        query={query}
        onQueryChange={change}
        controlElements={CONTROLS}
        controlClassnames={CLASSNAMES}
        context={context}
        disabled={disabled}
        enableMountQueryChange={false}
        showNotToggle
        addRuleToNewGroups
        resetOnFieldChange={false}
        resetOnOperatorChange={false}
        getDefaultField={NO_FACT}
        getDefaultOperator=""
        getDefaultValue={noValue}
        listsAsArrays
      />
    </QueryBuilderMantine>
  );
}

const noValue = () => '';

/**
 * An empty condition begins with a rule to be filled in: the place to start is there to be seen. Rules and groups get the ids
 * of the builder here; without them it would make new ones each time, and with them new fields under a person's hands.
 */
function startingWith(condition: Condition | undefined): RuleGroupType {
  const query = toQuery(condition);
  if (query.rules.length > 0) return prepareRuleGroup(query);
  return prepareRuleGroup({ ...query, rules: [{ field: NO_FACT, operator: '', value: '' }] });
}

function conditionOf(query: RuleGroupType): Condition | undefined {
  const chosen = chosenOnly(query);
  return chosen.rules.length === 0 ? undefined : toCondition(chosen);
}

/** A condition in the form that the builder gives it; an empty one is none. */
function asBuilt(condition: Condition | undefined): Condition | undefined {
  return condition && conditionOf(toQuery(condition));
}

function fieldsOf(
  facts: ReadonlyMap<string, FactDescriptor>,
  text: (label: FactDescriptor['label']) => string,
): Field[] {
  return [
    { name: NO_FACT, value: NO_FACT, label: '' },
    ...[...facts.values()].map((fact) => ({ name: fact.name, value: fact.name, label: text(fact.label) })),
  ];
}
