import { DEFAULT_POLICY } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { compileWorkflow } from './compile-workflow';
import { semanticHash } from './semantic-hash';
import { aWorkflow } from './testing/builders';
import { CATALOGUE } from './testing/catalogue';

const URL = 'https://example.com/';
const leaf = (fact: string) => ({ fact, operator: 'isEmpty' });

describe('a compiled workflow', () => {
  const document = aWorkflow(
    {
      q: {
        type: 'condition',
        params: { condition: { any: [leaf('contact.country'), { not: leaf('steps.r.ownerId') }] } },
      },
      c: {
        type: 'choose',
        params: { cases: [{ id: 'k', label: 'K', condition: leaf('click.count') }] },
        policy: { attempts: 2, onError: 'branch' },
      },
      r: { type: 'create-request', params: { title: 'For {{contact.firstName|you}}' } },
      off: { type: 'condition', disabled: true, params: { condition: leaf('contact.since') } },
      t: { type: 'show-text', params: { html: '{{mailing.name}}' } },
      x: 'send-pigeon',
    },
    'click.respond > t',
    'click.then > q',
    'q.yes > r',
    'r.next > off',
    'off.yes > c',
    'c.k > x',
  );
  const compiled = compileWorkflow(document, `${URL}?c={{contact.country}}`, CATALOGUE);

  const targetsOf = (nodeId: string) => [...(compiled.nodes.get(nodeId)?.targets ?? [])];

  it('resolves every port to the next enabled node', () => {
    expect([compiled.respondStart, compiled.thenStart]).toEqual(['t', 'q']);
    expect(targetsOf('q')).toEqual([['yes', 'r']]);
    expect(targetsOf('r')).toEqual([['next', 'c']]);
    expect(targetsOf('x')).toEqual([]);
  });

  it('lists the facts of each lane without those of steps and disabled nodes', () => {
    expect(compiled.facts.then).toEqual(['contact.country', 'contact.firstName', 'click.count']);
    expect(compiled.facts.respond).toEqual(['contact.country', 'mailing.name']);
    expect(compiled.nodes.get('q')?.facts).toEqual(['contact.country', 'steps.r.ownerId']);
  });

  it('completes policy and repeat rule with the defaults of the node type', () => {
    expect(compiled.nodes.get('c')?.policy).toEqual({ ...DEFAULT_POLICY, attempts: 2, onError: 'branch' });
    expect(compiled.nodes.get('r')?.repeat).toEqual({ kind: 'once-per-mailing' });
    expect(compiled.nodes.get('q')?.repeat).toBeNull();
  });

  it('contains the semantic hash of the document', () => {
    expect(compiled.hash).toBe(semanticHash(document, `${URL}?c={{contact.country}}`));
  });

  it('keeps a node of an unknown type, so that its step can fail with a reason', () => {
    expect(compiled.nodes.get('x')).toMatchObject({
      type: 'send-pigeon',
      descriptor: undefined,
      passPort: 'next',
    });
    expect(targetsOf('c')).toEqual([['k', 'x']]);
  });
});
