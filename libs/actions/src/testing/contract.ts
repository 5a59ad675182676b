import { ERROR_PORT, FieldHint, NodeDescriptor, type Text } from '@linkflow/contracts';
import { portsOf } from '@linkflow/workflow';
import assert from 'node:assert/strict';
import type { AnyAction } from '../define-action';
import { RecordingCrm } from '@linkflow/crm-port/testing';
import { descriptorOf } from '../registry';
import { fakeNames } from './fakes';
import { STEP_CHECKS } from './step-checks';

/** Used only to look up the kinds of effects. */
const CRM = new RecordingCrm();

type DeclarationCheck = [name: string, check: (action: AnyAction) => void];

/** Checks that do not run the action. */
const DECLARATION_CHECKS: readonly DeclarationCheck[] = [
  ['has a descriptor that is valid JSON', isSerializable],
  ['has an example that fits its parameters', exampleFits],
  ['has defaults that each fit their parameter', defaultsFit],
  ['has a hint in every language for every parameter', hasHints],
  ['has a text for every missing required parameter', hasMissingTexts],
  ['has outlets with unique ids and labels', hasValidPorts],
  ['describes its example', describesItsExample],
  ['describes unfinished nodes', describesUnfinishedNodes],
  ['follows the style of texts', followsTextStyle],
];

function isSerializable(action: AnyAction): void {
  const descriptor = descriptorOf(action, CRM);
  assert.deepEqual(JSON.parse(JSON.stringify(descriptor)), { ...descriptor });
  NodeDescriptor.parse(descriptor);
  assert.match(action.type, /^[a-z][a-z0-9-]{0,59}$/);
  assert.match(action.icon, /^[a-z0-9]+(-[a-z0-9]+)*$/, 'the icon is a Tabler name in kebab-case');
}

function exampleFits(action: AnyAction): void {
  const read = action.params.safeParse(action.example);
  assert.ok(read.success, read.error?.message);
  assert.deepEqual(JSON.parse(JSON.stringify(read.data)), read.data, 'parameters are plain JSON');
  assert.deepEqual(action.params.parse(read.data), read.data, 'parsing twice changes nothing');
}

function defaultsFit(action: AnyAction): void {
  for (const [name, value] of Object.entries(action.defaults)) {
    const whole = action.params.safeParse({ ...action.example, [name]: value });
    assert.ok(whole.success, `${name}: ${whole.error?.message}`);
  }
}

/** The hints of the parameters, by name. Asserts that every property of the JSON Schema has one. */
function hintsOf(action: AnyAction): Map<string, FieldHint> {
  const { properties = {} } = descriptorOf(action, CRM).params as {
    properties?: Record<string, { ui?: unknown }>;
  };
  return new Map(
    Object.entries(properties).map(([name, { ui }]) => {
      const hint = FieldHint.safeParse(ui);
      assert.ok(hint.success, `${name} needs a hint: wrap its schema in hinted()`);
      return [name, hint.data];
    }),
  );
}

function hasHints(action: AnyAction): void {
  const hints = hintsOf(action);
  for (const [name, hint] of hints) {
    for (const text of textsOf(hint)) assertTranslated(text, name);
    if (hint.widget === 'ref') assert.ok(hint.of, `${name}: set the kind of its target (of)`);
    if (hint.widget === 'choice') assert.ok(hint.options?.length, `${name}: set its options`);
    if (hint.widget === 'duration') assert.ok(hint.unit, `${name}: set the unit of the stored value`);
    const named = [hint.follows, hint.showWhen?.field, ...Object.values(hint.filter ?? {}).filter(isParam)];
    for (const other of named) {
      const key = other?.replace(/^\$/, '');
      assert.ok(
        key === undefined || hints.has(key),
        `${name} refers to the parameter ${key}, which does not exist`,
      );
    }
  }
}

const isParam = (value: string): boolean => value.startsWith('$');

function hasMissingTexts(action: AnyAction): void {
  const { required = [] } = descriptorOf(action, CRM).params as { required?: string[] };
  const hints = hintsOf(action);
  for (const name of required) {
    if (name in action.defaults) continue;
    assert.ok(
      hints.get(name)?.missing,
      `${name} is required and has no default: set the text to show (missing)`,
    );
  }
}

function hasValidPorts(action: AnyAction): void {
  const descriptor = descriptorOf(action, CRM);
  const node = { id: 'n1', type: action.type, params: action.example };
  const ports = portsOf(descriptor, node).filter(({ id }) => id !== ERROR_PORT);
  for (const { id, label } of ports) {
    assert.match(id, /^[A-Za-z0-9_-]{1,60}$/);
    assert.ok(label.en && label.nb, `the outlet ${id} has a label`);
  }
  assert.equal(new Set(ports.map(({ id }) => id)).size, ports.length, 'two outlets have the same id');
  const { perItem } = action.ports;
  if (perItem)
    assert.ok(perItem.param in action.params.shape, `outlets for ${perItem.param}, which is not a parameter`);
}

function describesItsExample(action: AnyAction): void {
  assertTranslated(action.describe(action.example, fakeNames()), 'describe');
}

function describesUnfinishedNodes(action: AnyAction): void {
  const { example } = action;
  const unfinished: Record<string, unknown>[] = [
    {},
    action.defaults,
    { ...example, somethingElse: 1 },
    ...Object.keys(example).flatMap((name) => [
      { ...example, [name]: undefined },
      { ...example, [name]: null },
      { ...example, [name]: { not: ['what', 'it', 'expects'] } },
      { [name]: example[name] },
    ]),
  ];
  const names = [fakeNames(), fakeNames(Object.fromEntries([['66b0000000000000000000d1', '']]))];
  for (const params of unfinished) {
    for (const resolver of names) assertTranslated(action.describe(params, resolver), JSON.stringify(params));
  }
}

function followsTextStyle(action: AnyAction): void {
  const { title, summary, ports } = action;
  const texts = [
    title,
    summary,
    ...ports.fixed.map(({ label }) => label),
    ...[...hintsOf(action).values()].flatMap(textsOf),
    action.describe(action.defaults, fakeNames()),
  ];
  assertTranslated(title, 'title');
  assertTranslated(summary, 'summary');
  assert.ok(title.en.length <= 30 && title.nb.length <= 30, 'the title fits on a node');
  for (const { en, nb } of texts) {
    for (const text of [en, nb]) {
      assert.doesNotMatch(text, /!|successfully|vellykket/i, `no shouting, no "successfully": ${text}`);
      assert.doesNotMatch(text, /^\s|\s$| {2}/, `no stray blanks: ${text}`);
    }
  }
  for (const text of [summary.en, summary.nb]) assert.match(text, /[.?]$/, 'the summary is whole sentences');
}

function textsOf({ label, help, placeholder, missing, options = [] }: FieldHint): Text[] {
  const given = [label, help, placeholder, missing, ...options.map((option) => option.label)];
  return given.filter((text): text is Text => text !== undefined);
}

/** Asserts that the text exists in both languages. A single word may be spelled the same in both, a sentence may not. */
function assertTranslated({ en, nb }: Text, where: string): void {
  assert.ok(en.trim() && nb.trim(), `${where}: has a text in each language`);
  assert.ok(en !== nb || !/\s/.test(en), `${where}: "${en}" is the same in both languages`);
  for (const text of [en, nb]) assert.doesNotMatch(text, /undefined|null|NaN|\[object/, `${where}: ${text}`);
}

/** One rule for actions. `check` throws an AssertionError if the action breaks it. */
export interface ContractCheck {
  name: string;
  check(): void | Promise<void>;
}

/** The rules that apply to this kind of action. */
export function contractOf(action: AnyAction): ContractCheck[] {
  const checks = DECLARATION_CHECKS.map(([name, check]) => ({ name, check: () => check(action) }));
  if (action.kind !== 'step') return checks;
  return [...checks, ...STEP_CHECKS.map(([name, check]) => ({ name, check: () => check(action) }))];
}
