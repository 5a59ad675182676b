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
/** The same for the engine as it comes. */
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

/** (h) A condition as Linkflow evaluates it, typed and with its trace, against json-rules-engine as it comes; an engine for each, as one can't be shared. */
export async function benchConditions(): Promise<Figure[]> {
  const now = new Date();
  const ours = (): Promise<unknown> => evaluateCondition(condition, facts, now);
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
      detail: `${median(micros).toFixed(1)} µs for one of three clauses with its trace`,
    },
  ];
}

async function timeOf(evaluate: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let n = 0; n < EVALUATIONS; n += 1) await evaluate();
  return ((performance.now() - start) * 1_000) / EVALUATIONS;
}
