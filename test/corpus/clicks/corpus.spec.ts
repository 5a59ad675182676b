import { beforeAll, describe, expect, it } from 'vitest';
import { generateCorpus } from './corpus';
import { toJsonLines, type LabelledDelivery, type Part } from './delivery';
import { evaluate, type Evaluation, type Row } from './evaluation';
import { judgeDeliveries } from './judge';
import { printFailures, printTable } from './table';

/** The aims of docs/clicks.md. */
const AIMS = {
  machinesFound: 0.95,
  machinesFoundOfOneLink: 0.8,
  peopleAsBots: 0.005,
  peopleHeld: 0.05,
};

const CORPUS: Record<Part, LabelledDelivery[]> = {
  open: generateCorpus(undefined, 'open'),
  'held-out': generateCorpus(undefined, 'held-out'),
};

const rate = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const describeRow = ({ family, group }: Row): string => `${family}, ${group} links`;

describe('corpus of clicks', () => {
  it('is the same for the same seed', () => {
    expect(toJsonLines(generateCorpus(undefined, 'open'))).toBe(toJsonLines(CORPUS.open));
  });

  it('has no source in both parts', () => {
    const sourcesOf = (part: Part) =>
      new Set(
        CORPUS[part].filter(({ label }) => label.truth.includes('machine')).map(({ label }) => label.source),
      );
    const heldOut = sourcesOf('held-out');
    expect([...sourcesOf('open')].filter((source) => heldOut.has(source))).toEqual([]);
  });

  it('has a sender for each request, in the order of time', () => {
    const isWrong = ({ requests, label }: LabelledDelivery): boolean =>
      label.truth.length !== requests.length ||
      requests.some(({ t }, index) => t < (requests[index - 1]?.t ?? t));
    expect([...CORPUS.open, ...CORPUS['held-out']].filter((delivery) => isWrong(delivery))).toEqual([]);
  });
});

describe.each<Part>(['open', 'held-out'])('verdicts on the %s part of the corpus', (part) => {
  let result: Evaluation;
  let overall: Row;
  beforeAll(async () => {
    result = evaluate(CORPUS[part], await judgeDeliveries(CORPUS[part]));
    process.stdout.write(`\n${part}\n\n${printTable(result)}\n${printFailures(result.failures, 20)}\n`);
    const all = result.totals.find(({ group }) => group === 'all');
    if (all === undefined) throw new Error('The corpus is empty.');
    overall = all;
  }, 120_000);

  it('finds the machines of each family', () => {
    const missed = result.rows.filter(
      ({ group, machineClicks, machinesFound }) =>
        machineClicks > 0 &&
        machinesFound / machineClicks < (group === '1' ? AIMS.machinesFoundOfOneLink : AIMS.machinesFound),
    );
    expect(missed.map((row) => describeRow(row))).toEqual([]);
  });

  it('calls next to no person a bot', () => {
    expect(rate(overall.peopleAsBots, overall.personClicks)).toBeLessThanOrEqual(AIMS.peopleAsBots);
  });

  it('holds few people', () => {
    expect(rate(overall.peopleHeld, overall.personClicks)).toBeLessThanOrEqual(AIMS.peopleHeld);
  });

  it('lets no machine cause costly steps or change consent', () => {
    expect({ costly: overall.costlyByMachines, consent: overall.consentByMachines }).toEqual({
      costly: 0,
      consent: 0,
    });
  });

  it('takes no request for headers for a person', () => {
    expect(overall.probesAsHuman).toBe(0);
  });
});
