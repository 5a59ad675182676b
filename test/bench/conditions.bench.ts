import { Engine } from 'json-rules-engine';
import type { Condition } from '@linkflow/contracts';
import { evaluateCondition } from '@linkflow/workflow';
import { median, type Figure } from './median';

const ROUNDS = 5;
const EVALUATIONS = 20_000;

const facts = { 'contact.country': 'NO', 'contact.age': 41, 'link.hits': 7 };
const condition: Condition = {
  all: [
    { fact: 'contact.country', operator: 'equal', value: 'NO' },
    {
      any: [
        { fact: 'link.hits', operator: 'greaterThan', value: 100 },
        { fact: 'contact.age', operator: 'greaterThan', value: 18 },
      ],
    },
  ],
};
/** The same condition as a plain json-rules-engine rule. */
const rule = {
  conditions: {
    all: [
      { fact: 'contact.country', operator: 'equal', value: 'NO' },
      {
        any: [
          { fact: 'link.hits', operator: 'greaterThan', value: 100 },
          { fact: 'contact.age', operator: 'greaterThan', value: 18 },
        ],
      },
    ],
  },
  event: { type: 'yes' },
};

/**
 * (h) Compares Linkflow's evaluation of a condition (typed, with a trace) with plain json-rules-engine. Each evaluation has its own
 * engine, because a shared one skips rules under concurrent use.
 */
export async function benchConditions(): Promise<Figure[]> {
  const time = { now: new Date(), timeZone: 'Europe/Oslo' };
  const ours = (): Promise<unknown> => evaluateCondition(condition, facts, time);
  const plain = (): Promise<unknown> => new Engine([rule]).run(facts);
  const ratios: number[] = [];
  const micros: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const theirs = await timeOf(plain);
    const mine = await timeOf(ours);
    ratios.push(theirs / mine);
    micros.push(mine);
  }
  return [
    {
      name: '(h) conditions a second / plain json-rules-engine',
      value: median(ratios),
      unit: 'ratio',
      aim: null,
      detail: `${median(micros).toFixed(1)} µs for a condition with three clauses and its trace`,
    },
  ];
}

async function timeOf(evaluate: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let n = 0; n < EVALUATIONS; n += 1) await evaluate();
  return ((performance.now() - start) * 1_000) / EVALUATIONS;
}
