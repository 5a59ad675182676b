import assert from 'node:assert/strict';
import { ERROR_PORT, FieldHint, NodeDescriptor, type Text } from '@linkflow/contracts';
import { portsOf } from '@linkflow/workflow';
import { descriptorOf } from '../catalogue';
import type { AnyAction } from '../define-action';
import { aSay } from './fakes';

export type FaceCheck = [name: string, check: (action: AnyAction) => void];

/** What one can see of an action without carrying it out. */
export const FACE_CHECKS: readonly FaceCheck[] = [
  ['has a descriptor that survives the wire', survivesTheWire],
  ['has an example that fits its parameters', exampleFits],
  ['has defaults that fit, one by one', defaultsFit],
  ['hints at every parameter in both languages', hintsAtEverything],
  ['says what is missing where a person must choose', saysWhatIsMissing],
  ['has outlets with ids of their own', hasCleanPorts],
  ['tells its example in one sentence', tellsItsExample],
  ['tells every unfinished node too', tellsUnfinishedNodes],
  ['writes like a colleague', writesLikeAColleague],
];

function survivesTheWire(action: AnyAction): void {
  const descriptor = descriptorOf(action);
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

/** The hints by parameter; every property of the JSON Schema must have one. */
function hintsOf(action: AnyAction): Map<string, FieldHint> {
  const { properties = {} } = descriptorOf(action).params as {
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

function hintsAtEverything(action: AnyAction): void {
  const hints = hintsOf(action);
  for (const [name, hint] of hints) {
    for (const text of textsOf(hint)) assertBoth(text, name);
    if (hint.widget === 'ref') assert.ok(hint.of, `${name}: say what kind it points to (of)`);
    if (hint.widget === 'choice') assert.ok(hint.options?.length, `${name}: give its options`);
    if (hint.widget === 'duration') assert.ok(hint.unit, `${name}: say the unit it is stored in`);
    const named = [hint.follows, hint.showWhen?.field, ...Object.values(hint.filter ?? {}).filter(isParam)];
    for (const other of named) {
      const key = other?.replace(/^\$/, '');
      assert.ok(
        key === undefined || hints.has(key),
        `${name} names the parameter ${key}, which is not there`,
      );
    }
  }
}

const isParam = (value: string): boolean => value.startsWith('$');

function saysWhatIsMissing(action: AnyAction): void {
  const { required = [] } = descriptorOf(action).params as { required?: string[] };
  const hints = hintsOf(action);
  for (const name of required) {
    if (name in action.defaults) continue;
    assert.ok(hints.get(name)?.missing, `${name} is required and has no default: say what to do (missing)`);
  }
}

function hasCleanPorts(action: AnyAction): void {
  const descriptor = descriptorOf(action);
  const node = { id: 'n1', type: action.type, params: action.example };
  const ports = portsOf(descriptor, node).filter(({ id }) => id !== ERROR_PORT);
  for (const { id, label } of ports) {
    assert.match(id, /^[A-Za-z0-9_-]{1,60}$/);
    assert.ok(label.en && label.nb, `the outlet ${id} has a word on it`);
  }
  assert.equal(new Set(ports.map(({ id }) => id)).size, ports.length, 'two outlets have the same id');
  const { perItem } = action.ports;
  if (perItem)
    assert.ok(perItem.param in action.params.shape, `outlets for ${perItem.param}, which is no parameter`);
}

function tellsItsExample(action: AnyAction): void {
  assertBoth(action.describe(action.example, aSay()), 'describe');
}

function tellsUnfinishedNodes(action: AnyAction): void {
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
  const names = [aSay(), aSay(Object.fromEntries([['66b0000000000000000000d1', '']]))];
  for (const params of unfinished) {
    for (const say of names) assertBoth(action.describe(params, say), JSON.stringify(params));
  }
}

function writesLikeAColleague(action: AnyAction): void {
  const { title, summary, ports } = action;
  const texts = [
    title,
    summary,
    ...ports.fixed.map(({ label }) => label),
    ...[...hintsOf(action).values()].flatMap(textsOf),
    action.describe(action.defaults, aSay()),
  ];
  assertBoth(title, 'title');
  assertBoth(summary, 'summary');
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

/** There, in both languages, and made of words. A word that is spelled alike in both may stand alone, not a sentence. */
function assertBoth({ en, nb }: Text, where: string): void {
  assert.ok(en.trim() && nb.trim(), `${where}: a text in each language`);
  assert.ok(en !== nb || !/\s/.test(en), `${where}: "${en}" is written once and shown twice`);
  for (const text of [en, nb]) assert.doesNotMatch(text, /undefined|null|NaN|\[object/, `${where}: ${text}`);
}
