import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkflowNode } from '@linkflow/contracts';
import { FieldsService, InterestsService, SelectionsService } from '@linkflow/crm';
import { Crm, type EffectContext } from '@linkflow/crm-port';
import { RunCommands, RunUndo } from '@linkflow/engine';
import { newId } from '@linkflow/platform';
import { testEnvironment, until } from '../support';
import { engineForFile, type Engine, type Person } from '../support/engine';

/** What an undo restores and what it keeps while other writers change the same values at random times. */
const environment = testEnvironment('undo_properties');
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
let engine: Engine;

engineForFile(environment, (started) => (engine = started));

/** The values that steps and other writers change: an extra field, an interest and a selection. */
const ITEMS = ['field', 'interest', 'selection'] as const;
type Item = (typeof ITEMS)[number];
type Value = string | boolean | null;
type Values = Record<Item, Value>;

/** A decision about a value. `writer`: the event, whose runs are undone together. */
interface Written {
  writer: string;
  step: string;
  previous: Value;
}

/** What must be stored: the newest event decides; of those at the same time, the later write. */
class Model {
  readonly values: Values = { field: null, interest: false, selection: false };
  private readonly decided: Record<Item, { at: number; by: Written[] }> = {
    field: { at: 0, by: [] },
    interest: { at: 0, by: [] },
    selection: { at: 0, by: [] },
  };

  write(item: Item, value: Value, { at, ...who }: Omit<Written, 'previous'> & { at: number }): void {
    const decided = this.decided[item];
    if (at < decided.at) return;
    if (at > decided.at) Object.assign(decided, { at, by: [] });
    decided.by.push({ ...who, previous: this.values[item] });
    this.values[item] = value;
  }

  /** Takes back a step if no other event has decided behind it. */
  undo(item: Item, writer: string, step: string): void {
    const { by } = this.decided[item];
    const place = by.findIndex((one) => one.writer === writer && one.step === step);
    const mine = by[place];
    if (!mine || by.slice(place).some((one) => one.writer !== writer)) return;
    // A membership that was so before the step stays.
    if (mine.previous === undoneValueOf(item, step)) return;
    by.push({ writer, step: `${step}:undo`, previous: this.values[item] });
    this.values[item] = mine.previous;
  }
}

/** The value that a step sets, by its id `<item>=<value>`. */
const valueOf = (step: string): Value => {
  const [item = '', value = ''] = step.split('=');
  return item.includes('field') ? value : value === 'on';
};
const undoneValueOf = (item: Item, step: string): Value | undefined =>
  item === 'field' ? undefined : valueOf(step);
const itemOf = (step: string): Item => ITEMS.find((item) => step.includes(item)) ?? 'field';

interface Scene {
  person: Person;
  fieldId: string;
  fieldKey: string;
  interestId: string;
  selectionId: string;
}

let targets: Promise<Omit<Scene, 'person'>> | undefined;

async function makeTargets(): Promise<Omit<Scene, 'person'>> {
  const get = <T>(service: new (...args: never[]) => T): T => engine.app.get(service, { strict: false });
  const [field, interest, selection] = await Promise.all([
    get(FieldsService).create({ key: 'x_undo', name: 'Svar', entity: 'contact', type: 'text' }),
    get(InterestsService).create({ name: 'Seiling' }),
    get(SelectionsService).create({ name: 'Utvalg', kind: 'static' }),
  ]);
  return { fieldId: field.id, fieldKey: field.key, interestId: interest.id, selectionId: selection.id };
}

const nodeOf = ({ fieldId, interestId, selectionId }: Scene, step: string, n: number): WorkflowNode => {
  const id = `n${n}`;
  const isOn = valueOf(step) === true;
  switch (itemOf(step)) {
    case 'field':
      return { id, type: 'set-field', params: { fieldId, value: String(valueOf(step)), clear: false } };
    case 'interest':
      return { id, type: isOn ? 'set-interest' : 'remove-interest', params: { interestId } };
    case 'selection':
      return { id, type: isOn ? 'add-to-selection' : 'remove-from-selection', params: { selectionId } };
  }
};

async function stored({ person, fieldKey, interestId, selectionId }: Scene): Promise<Values> {
  const contact = await engine.connection
    .collection<{ _id: string; fields: Record<string, Value> }>('contacts')
    .findOne({ _id: person.contactId ?? '' });
  const isIn = async (targetId: string): Promise<boolean> =>
    (await engine.count('memberships', { contactId: person.contactId, targetId, active: true })) === 1;
  return {
    field: contact?.fields[fieldKey] ?? null,
    interest: await isIn(interestId),
    selection: await isIn(selectionId),
  };
}

const step = fc.constantFrom(
  'field=A',
  'field=B',
  'interest=on',
  'interest=off',
  'selection=on',
  'selection=off',
);
/** When another event happens: with the click, before it or after it, ms. */
const distance = fc.constantFrom(0, 0, 0, 1, 5_000, -1, -5_000);
const steps = fc.uniqueArray(step, { minLength: 1, maxLength: 4 });

const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('click' as const), steps, after: distance }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('person' as const), step, after: distance }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rerun' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const) }) },
);

describe(`an undo (seed ${seed})`, () => {
  it(
    'restores what is still its run’s, and never touches what others decided',
    { timeout: 300_000 },
    async () => {
      const given = fc.record({
        before: fc.array(fc.record({ step, after: fc.constantFrom(-9_000, -1, 0) }), { maxLength: 3 }),
        steps,
        changes: fc.array(change, { maxLength: 6 }),
      });
      await fc.assert(
        fc.asyncProperty(given, async ({ before, steps: own, changes }) => {
          const scene: Scene = { ...(await (targets ??= makeTargets())), person: await engine.person() };
          const model = new Model();
          const clickedAt = Date.now() - 60_000;
          const crm = engine.app.get(Crm, { strict: false });

          /** Another writer: a colleague, or a run of another system. */
          const write = async (written: string, after: number): Promise<void> => {
            const contactId = scene.person.contactId ?? '';
            const writer = newId();
            const at = clickedAt + after;
            const context: EffectContext = {
              key: `${writer}:w`,
              occurredAt: new Date(at),
              now: new Date(),
              source: {
                kind: 'run',
                runId: writer,
                nodeId: 'w',
                trigger: 'click',
                linkId: newId(),
                linkName: 'Annen',
                occurredAt: new Date(at),
              },
            };
            const item = itemOf(written);
            const value = valueOf(written);
            if (item === 'field')
              await crm.perform('set-field', context, { contactId, fieldId: scene.fieldId, value });
            else
              await crm.perform('set-membership', context, {
                contactId,
                kind: item,
                targetId: item === 'interest' ? scene.interestId : scene.selectionId,
                active: value === true,
              });
            model.write(item, value, { at, writer, step: written });
          };
          const clickOn = async (chosen: readonly string[], after: number) => {
            const nodes = chosen.map((one, n) => nodeOf(scene, one, n));
            const { link } = await engine.scene(nodes, { person: scene.person });
            await engine.publishLive(link);
            const click = engine.clickOf(link, scene.person, clickedAt + after);
            await engine.deliver([click]);
            expect((await engine.get(click.id)).status).toBe('succeeded');
            for (const one of chosen)
              model.write(itemOf(one), valueOf(one), { at: click.at, writer: click.id, step: one });
            return click;
          };

          for (const one of before) await write(one.step, one.after);
          const click = await clickOn(own, 0);
          expect(await stored(scene)).toEqual(model.values);
          let runs = 1;
          let isUndone = false;
          const undo = async (): Promise<void> => {
            await engine.app.get(RunUndo, { strict: false }).undo(click.id, { keepWithdrawals: false });
            if (!isUndone)
              for (let run = runs; run >= 1; run -= 1)
                for (const one of own.toReversed())
                  model.undo(itemOf(one), click.id, run === 1 ? one : `${run} ${one}`);
            isUndone = true;
          };
          for (const one of changes) {
            if (one.do === 'click') await clickOn(one.steps, one.after);
            else if (one.do === 'person') await write(one.step, one.after);
            else if (one.do === 'undo') await undo();
            else if (!isUndone && runs === 1) {
              const rerun = await engine.app.get(RunCommands, { strict: false }).rerun(click.id);
              await until(() => engine.ended(rerun._id));
              runs += 1;
              for (const each of own)
                model.write(itemOf(each), valueOf(each), {
                  at: click.at,
                  writer: click.id,
                  step: `${runs} ${each}`,
                });
            }
            expect(await stored(scene)).toEqual(model.values);
          }
          await undo();
          expect(await stored(scene)).toEqual(model.values);
          // Once more: nothing is left to undo.
          await undo();
          expect(await stored(scene)).toEqual(model.values);
        }),
        { seed, numRuns: 60, endOnFailure: true },
      );
    },
  );
});
