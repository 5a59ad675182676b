import { NEXT_PORT } from '@linkflow/contracts';
import { CrmError, CrmUnavailable, crmReason } from '@linkflow/crm-port';
import { FailingCrm, RecordingCrm, withOtherValues } from '@linkflow/crm-port/testing';
import { portsOf } from '@linkflow/workflow';
import assert from 'node:assert/strict';
import type { AnyStep, StepResult } from '../define-action';
import { NotApplicable, Permanent, Retryable } from '../action-context';
import { descriptorOf } from '../registry';
import { aContext, aSimulation } from './fakes';

export type StepCheck = [name: string, check: (action: AnyStep) => Promise<void>];

/** Checks that run the action against a CRM that records every effect. */
export const STEP_CHECKS: readonly StepCheck[] = [
  ['returns an output and a port that its schemas allow', returnsValidResult],
  ['has one effect for two attempts with the same key', isIdempotentByKey],
  ['declares its effects', declaresItsEffects],
  ['has no effects in a simulation', simulatesWithoutEffects],
  ['has no effects after an abort', respectsEarlierAbort],
  ['rejects immediately when aborted', respectsAbortWhileRunning],
  ['fails permanently for a missing target and is retried when the CRM is unavailable', convertsCrmErrors],
  ['passes unexpected errors on', passesUnexpectedErrorsOn],
  ['is skipped for a recipient without a contact card', needsAContact],
  ['fails permanently for invalid parameters', refusesInvalidParameters],
  ['undoes its own change and nothing else', undoesItsChange],
];

/** An aborted action must reject within this time, in ms. The CRM call for which it waits never ends. */
const MAX_ABORT_MS = 1_000;

const MISSING = new CrmError('selection.deleted', { name: 'VIP' });

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
  const ports = portsOf(descriptorOf(action, new RecordingCrm()), node).map(({ id }) => id);
  // A node without output ports ends the run, whatever port the result names.
  if (ports.length > 0) assert.ok(ports.includes(port), `the outlet ${port} does not exist`);
  if (wait) assert.ok(!Number.isNaN(wait.until.getTime()), 'wait.until is a valid date');
}

/** The object without its undefined values, which JSON omits. */
function defined(output: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined));
}

async function returnsValidResult(action: AnyStep): Promise<void> {
  const result = await action.run(aContext(), action.example);
  if (action.effects.length > 0) {
    assert.ok(Object.keys(result.output ?? {}).length > 0, 'an action with an effect returns an output');
  }
  assertResult(action, result);
}

async function isIdempotentByKey(action: AnyStep): Promise<void> {
  const crm = new RecordingCrm();
  const first = await action.run(aContext({ ports: { crm } }), action.example);
  const done = crm.performed.length;
  const second = await action.run(aContext({ ports: { crm }, attempt: 2 }), action.example);
  assert.equal(crm.performed.length, done, 'the second attempt repeated the effect');
  assert.deepEqual(second, first, 'the second attempt returned another result');
}

async function declaresItsEffects(action: AnyStep): Promise<void> {
  const { performed } = await effectsOf(action);
  for (const { name } of performed) assert.ok(action.effects.includes(name), `declares the effect ${name}`);
  if (action.risk === 'reversible') assert.ok(action.undo, 'a reversible action has an undo');
  if (performed.length > 0) {
    assert.notEqual(action.risk, 'harmless', 'an action that changes data is not harmless');
    assert.ok(action.repeat, 'an action with effects declares its repeat rule');
    assert.equal(action.lane, 'then', 'an action with effects runs in the background');
  }
}

async function simulatesWithoutEffects(action: AnyStep): Promise<void> {
  let touched = 0;
  const crm = new FailingCrm(() => Promise.reject(new Error(`simulated effect number ${++touched}`)));
  const { sentence, ...result } = await action.simulate(aSimulation({ ports: { crm } }), action.example);
  assert.equal(touched, 0);
  assert.ok(sentence.en.trim() && sentence.nb.trim());
  if (result.output) assertResult(action, result);
}

async function respectsEarlierAbort(action: AnyStep): Promise<void> {
  const crm = new RecordingCrm();
  const reason = new Error('the worker is stopping');
  await assert.rejects(
    action.run(aContext({ ports: { crm }, signal: AbortSignal.abort(reason) }), action.example),
    reason,
  );
  assert.equal(crm.performed.length, 0);
}

async function respectsAbortWhileRunning(action: AnyStep): Promise<void> {
  const { performed } = await effectsOf(action);
  if (performed.length === 0) return;
  const abort = new AbortController();
  const reason = new Error('timeout');
  const crm = new FailingCrm(() => new Promise<never>(() => {}));
  const running = action.run(aContext({ ports: { crm }, signal: abort.signal }), action.example);
  const began = performance.now();
  setTimeout(() => abort.abort(reason), 5);
  await assert.rejects(running, reason);
  assert.ok(performance.now() - began < MAX_ABORT_MS);
}

async function convertsCrmErrors(action: AnyStep): Promise<void> {
  const { performed } = await effectsOf(action);
  if (performed.length === 0) return;
  const crm = new FailingCrm(() => Promise.reject(MISSING));
  const error = await failureOf(() => action.run(aContext({ ports: { crm } }), action.example));
  assert.ok(error instanceof Permanent, `expected Permanent, got ${String(error)}`);
  assert.equal(error.code, MISSING.code);
  assert.deepEqual(error.reason, crmReason(MISSING));
  const after = new Date('2027-03-12T14:00:00Z');
  const limited = new FailingCrm(() => Promise.reject(new CrmUnavailable(after)));
  const temporary = await failureOf(() => action.run(aContext({ ports: { crm: limited } }), action.example));
  assert.ok(temporary instanceof Retryable, `expected Retryable, got ${String(temporary)}`);
  assert.equal(temporary.after, after);
}

async function passesUnexpectedErrorsOn(action: AnyStep): Promise<void> {
  const { performed } = await effectsOf(action);
  if (performed.length === 0) return;
  const unavailable = new Error('MongoDB is unavailable');
  const crm = new FailingCrm(() => Promise.reject(unavailable));
  assert.equal(await failureOf(() => action.run(aContext({ ports: { crm } }), action.example)), unavailable);
}

async function needsAContact(action: AnyStep): Promise<void> {
  const { performed } = await effectsOf(action);
  const crm = new RecordingCrm();
  const attempt = () => action.run(aContext({ ports: { crm }, contactId: null }), action.example);
  if (performed.length === 0) return assertResult(action, await attempt());
  const error = await failureOf(attempt);
  assert.ok(error instanceof NotApplicable, String(error));
  assert.equal(crm.performed.length, 0);
}

async function refusesInvalidParameters(action: AnyStep): Promise<void> {
  const { required = [] } = descriptorOf(action, new RecordingCrm()).params as { required?: string[] };
  if (required.length === 0) return;
  const error = await failureOf(() => action.run(aContext(), {}));
  assert.ok(error instanceof Permanent && error.code === 'params.invalid', String(error));
}

async function undoesItsChange(action: AnyStep): Promise<void> {
  const { undo } = action;
  if (!undo) return;
  const { state: outcome } = await effectsOf(action);
  for (const before of [outcome, withOtherValues(outcome)]) {
    const crm = new RecordingCrm(before);
    const ctx = aContext({ ports: { crm } });
    const { output = {} } = await action.run(ctx, action.example);
    await undo(aContext({ ports: { crm }, key: `${ctx.key}:undo` }), action.example, output);
    assert.deepEqual(crm.state, before, 'the contact card differs from before the run');
  }
  const crm = new RecordingCrm();
  await undo(aContext({ ports: { crm } }), action.example, await declined(action));
  assert.equal(crm.performed.length, 0, 'undo changed something that the run had not');
}

/** The output of a run whose change the CRM ignored, because a newer click had changed the value. */
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
