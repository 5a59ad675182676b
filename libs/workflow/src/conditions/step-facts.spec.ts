import { hinted } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aWorkflow, aNodeType } from '../testing/builders';
import { stepFactsAt, stepOfFact } from './step-facts';

const label = { en: 'Owner', nb: 'Eier' };
const request = aNodeType('create-request', {
  title: { en: 'Create request', nb: 'Opprett sak' },
  output: z.toJSONSchema(
    z.object({
      owner: hinted(z.string().nullable(), { label, widget: 'text' }),
      at: z.iso.datetime(),
      day: z.iso.date().nullable(),
      count: z.union([z.int(), z.null()]),
      ok: z.boolean(),
      tags: z.array(z.string()),
      rest: z.object({}),
    }),
  ),
});

describe('the facts of earlier steps', () => {
  const document = aWorkflow(
    {
      a: 'create-request',
      b: { type: 'create-request', label: 'The second' },
      q: 'wait',
      c: 'create-request',
    },
    'click.then > a',
    'a.next > q',
    'q.next > c',
  );

  it('are the outputs of possible predecessors, with their types', () => {
    expect(
      stepFactsAt(document, 'q', { catalogue: [request] }).map(({ name, type }) => [name, type]),
    ).toEqual([
      ['steps.a.owner', 'text'],
      ['steps.a.at', 'date'],
      ['steps.a.day', 'date'],
      ['steps.a.count', 'number'],
      ['steps.a.ok', 'boolean'],
      ['steps.a.tags', 'list'],
    ]);
    expect(stepFactsAt(document, 'a', { catalogue: [request] })).toEqual([]);
  });

  it('are labelled by their step and their hint', () => {
    const linked = { ...document, edges: [{ id: 'e', from: { node: 'b', port: 'next' }, to: 'q' }] };
    const [owner, at] = stepFactsAt(linked, 'q', { catalogue: [request] });
    expect(owner).toMatchObject({
      group: 'steps',
      label: { en: 'The second: Owner', nb: 'The second: Eier' },
    });
    expect(at?.label.nb).toBe('The second: at');
    expect(stepFactsAt(document, 'c', { catalogue: [request] })[0]?.label.nb).toBe('Opprett sak: Eier');
  });

  it('are what a script declares, and have the format of the field whose value they are', () => {
    const output = z
      .looseObject({
        log: z.array(z.string()),
        previous: z.union([z.string(), z.number()]).meta({ ui: { follows: 'fieldId' } }),
      })
      .meta({ ui: { outputsOf: 'scriptId' } });
    const script = aNodeType('run-script', { output: z.toJSONSchema(output) });
    const linked = aWorkflow(
      { s: { type: 'run-script', params: { scriptId: 's1', fieldId: 'f1' } }, q: 'wait' },
      'click.then > s',
      's.next > q',
    );
    const id = '0'.repeat(24);
    const facts = stepFactsAt(linked, 'q', {
      catalogue: [script],
      scripts: new Map([['s1', { outputs: [{ name: 'score', type: 'number' }], params: [] }]]),
      fields: new Map([['f1', { id, key: 'x_a', name: 'A', entity: 'contact', type: 'time' }]]),
    });
    expect(facts.map(({ name, type, format }) => [name, type, format])).toEqual([
      ['steps.s.score', 'number', undefined],
      ['steps.s.log', 'list', undefined],
      ['steps.s.previous', 'number', 'time'],
    ]);
    expect(stepFactsAt(linked, 'q', { catalogue: [script] }).map(({ name }) => name)).not.toContain(
      'steps.s.score',
    );
  });

  it('contain the id of their step', () => {
    expect(stepOfFact('steps.a.owner')).toBe('a');
    expect(stepOfFact('steps.a')).toBeNull();
    expect(stepOfFact('contact.country')).toBeNull();
  });
});
