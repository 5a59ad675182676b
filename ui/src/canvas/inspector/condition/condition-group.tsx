import {
  RuleGroupBodyComponents,
  RuleGroupHeaderComponents,
  type RuleGroupProps,
  type UseRuleGroup,
} from 'react-querybuilder';
import classes from './condition-editor.module.css';

type Group = RuleGroupProps & UseRuleGroup;
type Control = 'combinatorSelector' | 'notToggle' | 'addRuleAction' | 'addGroupAction' | 'removeGroupAction';

const nothing = () => null;
const HIDDEN: Record<Control, typeof nothing> = {
  combinatorSelector: nothing,
  notToggle: nothing,
  addRuleAction: nothing,
  addGroupAction: nothing,
  removeGroupAction: nothing,
};

/** Renders some controls of a group. The builder's own header has all of them in one row, in front of the rules. */
function GroupControls({ group, shown }: { group: Group; shown: readonly Control[] }) {
  const own = group.schema.controls;
  const controls = { ...own, ...HIDDEN };
  for (const control of shown) Object.assign(controls, { [control]: own[control] });
  return <RuleGroupHeaderComponents {...group} schema={{ ...group.schema, controls }} />;
}

/** The row above the rules of a group. Tab reaches all controls in the order in which they are seen. */
export function GroupHead(group: Group) {
  return (
    <>
      {group.ruleGroup.not === true && <GroupControls group={group} shown={['notToggle']} />}
      <GroupControls group={group} shown={['combinatorSelector', 'removeGroupAction']} />
    </>
  );
}

/** The rules of a group, and the row below them. */
export function GroupBody(group: Group) {
  return (
    <>
      <RuleGroupBodyComponents {...group} />
      <div className={classes.foot}>
        <GroupControls group={group} shown={['addRuleAction', 'addGroupAction']} />
        {group.ruleGroup.not !== true && <GroupControls group={group} shown={['notToggle']} />}
      </div>
    </>
  );
}

/** Number of animation frames in which the fields of a new rule are waited for. */
const MAX_FRAMES = 30;

/** Focuses the field of the rule that was just added, by itself or in a new group, to the group of the button. */
export function focusNewRule(button: Element, framesLeft = MAX_FRAMES): void {
  requestAnimationFrame(() => {
    // The last child of the body is the row of the button.
    const added = button.closest('.ruleGroup-body')?.lastElementChild?.previousElementSibling;
    const field = added?.querySelector<HTMLElement>('[data-testid="rule-fact"]');
    if (field) field.focus();
    else if (framesLeft > 0) focusNewRule(button, framesLeft - 1);
  });
}

/** Focuses the toggle of a group again after it was pressed, because it is then shown in another row. */
export function focusToggle(button: Element): void {
  const group = button.closest('.ruleGroup');
  requestAnimationFrame(() => {
    const rows = [group?.firstElementChild, group?.lastElementChild?.lastElementChild];
    const controls = rows.flatMap((row) => [...(row?.children ?? [])]);
    const toggle = controls.find((control) => control.hasAttribute('aria-pressed'));
    if (toggle instanceof HTMLElement) toggle.focus();
  });
}
