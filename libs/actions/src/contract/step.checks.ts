import assert from 'node:assert/strict';
import { NEXT_PORT } from '@linkflow/contracts';
import { MissingTarget } from '@linkflow/platform';
import { portsOf } from '@linkflow/workflow';
import { descriptorOf } from '../catalogue';
import type { AnyStep, StepResult } from '../define-action';
import { NOT_A_CONTACT, Permanent } from '../failures';
import { RecordingCrm, aContext, aSimulation, crmThatAlways } from './fakes';

export type StepCheck = [name: string, check: (action: AnyStep) => Promise<void>];

/** What an action does, in a world where every effect is written down. */
export const STEP_CHECKS: readonly StepCheck[] = [
  ['gives what its schemas promise', givesWhatItPromises],
  ['does once what is asked twice under the same key', doesOnceWhatIsAskedTwice],
  ['owns up to its effects', ownsUpToItsEffects],
  ['changes nothing in a simulation', simulatesWithoutEffects],
  ['does nothing once it was aborted', respectsAnAbortBefore],
  ['ends at once when it is aborted', respectsAnAbortMeanwhile],
  ['fails for good when a target is missing, with the reason it was given', passesMissingTargetsOn],
  ['passes on what is unforeseen as it is', passesTheUnforeseenOn],
  ['is passed over for a recipient who is no contact', needsAContact],
  ['fails for good on parameters that do not fit', refusesWrongParameters],
  ['takes back what it did, and only that', takesBackWhatItDid],
];

/** How long an aborted action may take to end, in ms: far less than its port, which never answers. */
const ABORT_MS = 1_000;

const MISSING = new MissingTarget('selection.deleted', {
  en: 'The selection “VIP” has been deleted',
  nb: 'Utvalget «VIP» er slettet',
});

async function effectsOf(action: AnyStep): Promise<RecordingCrm> {
  const crm = new RecordingCrm();
  await action.run(aContext({ ports: { crm } }), action.example);
  return crm;
}

function assertResult(action: AnyStep, { output = {}, port = NEXT_PORT, wait }: StepResult): void {
  const read = action.output.safeParse(output);
  assert.ok(read.success, `output: ${read.error?.message}`);
  assert.deepEqual(JSON.parse(JSON.stringify(output)), defined(output), 'the output is plain JSON');
  const node = { id: 'n1', type: action.type, params: action.example };
  const ports = portsOf(descriptorOf(action), node).map(({ id }) => id);
  // Where nothing leaves the node, the run ends, whatever outlet is named.
  if (ports.length > 0) assert.ok(ports.includes(port), `there is no outlet ${port}`);
  if (wait) assert.ok(!Number.isNaN(wait.until.getTime()), 'it waits until a time');
}

/** Without what is undefined, as JSON has it. */
function defined(output: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined));
}

async function givesWhatItPromises(action: AnyStep): Promise<void> {
  const result = await action.run(aContext(), action.example);
  assert.notEqual(
    Object.keys(result.output ?? {}).length === 0 && action.effect !== 'none',
    true,
    'says what it did',
  );
  assertResult(action, result);
}

async function doesOnceWhatIsAskedTwice(action: AnyStep): Promise<void> {
  const crm = new RecordingCrm();
  const first = await action.run(aContext({ ports: { crm } }), action.example);
  const done = crm.effects.length;
  const second = await action.run(aContext({ ports: { crm }, attempt: 2 }), action.example);
  assert.equal(crm.effects.length, done, 'the second attempt did it again');
  assert.deepEqual(second, first, 'the second attempt gave something else');
}

async function ownsUpToItsEffects(action: AnyStep): Promise<void> {
  const { effects } = await effectsOf(action);
  if (action.effect === 'none') assert.equal(effects.length, 0, 'it says that it has no effect');
  if (action.risk === 'reversible') assert.ok(action.undo, 'what is reversible has an undo');
  if (effects.length > 0) {
    assert.notEqual(action.risk, 'harmless', 'what changes a card is not harmless');
    assert.ok(action.repeat, 'what has effects says when it repeats');
    assert.equal(action.lane, 'then', 'nothing is changed while the recipient waits');
  }
}

async function simulatesWithoutEffects(action: AnyStep): Promise<void> {
  let touched = 0;
  const crm = crmThatAlways(() => Promise.reject(new Error(`simulated effect number ${++touched}`)));
  const { sentence, ...result } = await action.simulate(aSimulation({ ports: { crm } }), action.example);
  assert.equal(touched, 0);
  assert.ok(sentence.en.trim() && sentence.nb.trim());
  if (result.output) assertResult(action, result);
}

async function respectsAnAbortBefore(action: AnyStep): Promise<void> {
  const crm = new RecordingCrm();
  const reason = new Error('the worker stops');
  await assert.rejects(
    action.run(aContext({ ports: { crm }, signal: AbortSignal.abort(reason) }), action.example),
    reason,
  );
  assert.equal(crm.effects.length, 0);
}

async function respectsAnAbortMeanwhile(action: AnyStep): Promise<void> {
  const { effects } = await effectsOf(action);
  if (effects.length === 0) return;
  const abort = new AbortController();
  const reason = new Error('the time is up');
  const crm = crmThatAlways(() => new Promise<never>(() => {}));
  const running = action.run(aContext({ ports: { crm }, signal: abort.signal }), action.example);
  const began = performance.now();
  setTimeout(() => abort.abort(reason), 5);
  await assert.rejects(running, reason);
  assert.ok(performance.now() - began < ABORT_MS);
}

async function passesMissingTargetsOn(action: AnyStep): Promise<void> {
  const { effects } = await effectsOf(action);
  if (effects.length === 0) return;
  const crm = crmThatAlways(() => Promise.reject(MISSING));
  const error = await failureOf(() => action.run(aContext({ ports: { crm } }), action.example));
  assert.ok(error instanceof Permanent, `expected Permanent, got ${String(error)}`);
  assert.equal(error.code, MISSING.code);
  assert.deepEqual(error.text, MISSING.text);
}

async function passesTheUnforeseenOn(action: AnyStep): Promise<void> {
  const { effects } = await effectsOf(action);
  if (effects.length === 0) return;
  const away = new Error('MongoDB is away');
  const crm = crmThatAlways(() => Promise.reject(away));
  assert.equal(await failureOf(() => action.run(aContext({ ports: { crm } }), action.example)), away);
}

async function needsAContact(action: AnyStep): Promise<void> {
  const { effects } = await effectsOf(action);
  const crm = new RecordingCrm();
  const attempt = () => action.run(aContext({ ports: { crm }, contactId: null }), action.example);
  if (effects.length === 0) return assertResult(action, await attempt());
  const error = await failureOf(attempt);
  assert.ok(error instanceof Permanent && error.code === NOT_A_CONTACT, String(error));
  assert.equal(crm.effects.length, 0);
}

async function refusesWrongParameters(action: AnyStep): Promise<void> {
  const { required = [] } = descriptorOf(action).params as { required?: string[] };
  if (required.length === 0) return;
  const error = await failureOf(() => action.run(aContext(), {}));
  assert.ok(error instanceof Permanent && error.code === 'params.invalid', String(error));
}

async function takesBackWhatItDid(action: AnyStep): Promise<void> {
  const { undo } = action;
  if (!undo) return;
  const { state: outcome } = await effectsOf(action);
  for (const before of [outcome, opposite(outcome)]) {
    const crm = new RecordingCrm(before);
    const ctx = aContext({ ports: { crm } });
    const { output = {} } = await action.run(ctx, action.example);
    await undo(aContext({ ports: { crm }, key: `${ctx.key}:undo` }), action.example, output);
    assert.deepEqual(crm.state, before, 'the card is not as it was before');
  }
  const crm = new RecordingCrm();
  await undo(aContext({ ports: { crm } }), action.example, await declined(action));
  assert.equal(crm.effects.length, 0, 'it took back what it had not done');
}

/** Cards on which the action has something to change. */
function opposite(state: ReadonlyMap<string, unknown>): Map<string, unknown> {
  return new Map([...state].map(([place, value]) => [place, typeof value === 'boolean' ? !value : 'before']));
}

/** What a run gives when a newer click had decided already. */
async function declined(action: AnyStep): Promise<Record<string, unknown>> {
  const { output = {} } = await action.run(aContext(), action.example);
  return { ...output, applied: false };
}

async function failureOf(attempt: () => Promise<unknown>): Promise<unknown> {
  try {
    await attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}
