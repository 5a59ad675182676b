import { beforeAll, describe, expect, it } from 'vitest';
import type { LabelledDelivery } from '../delivery';
import { evaluate, type Evaluation, type Row } from '../evaluation';
import { judgeDeliveries } from '../judge';
import { printFailures, printTable } from '../table';
import { generateFresh, generateLast, generateOutsiders } from './outsiders';

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

describe.each<[string, () => LabelledDelivery[]]>([
  ['open outsiders', () => generateOutsiders(undefined, 'open')],
  ['held-out outsiders', () => generateOutsiders(undefined, 'held-out')],
  ['last outsiders', () => generateLast()],
  ['fresh outsiders', () => generateFresh()],
])('verdicts on the %s', (name, generate) => {
  let result: Evaluation;
  let overall: Row;
  beforeAll(async () => {
    const deliveries = generate();
    result = evaluate(deliveries, await judgeDeliveries(deliveries));
    process.stdout.write(`\n${name}\n\n${printTable(result)}\n${printFailures(result.failures, 20)}\n`);
    const all = result.totals.find(({ group }) => group === 'all');
    if (all === undefined) throw new Error('There are no outsiders.');
    overall = all;
  }, 120_000);

  it('find machines', () => {
    for (const { group, machineClicks, machinesFound } of result.totals) {
      expect(share(machinesFound, machineClicks), group).toBeGreaterThanOrEqual(group === '1' ? 0.8 : 0.95);
    }
  });

  it('call next to no person a bot, and hold few', () => {
    expect(share(overall.peopleAsBots, overall.personClicks)).toBeLessThanOrEqual(0.005);
    expect(share(overall.peopleHeld, overall.personClicks)).toBeLessThanOrEqual(0.05);
  });

  it('change no consent for a machine', () => {
    expect(overall.consentByMachines).toBe(0);
  });

  it('let no machine cause costly steps', () => {
    const costly = result.rows
      .filter(({ costlyByMachines }) => costlyByMachines > 0)
      .map(({ family }) => family);
    expect([...new Set(costly)]).toEqual([]);
  });
});
