import { PROBLEM_CODES, WorkflowDocument, type ProblemCode, type ScriptParam } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEdge, aWorkflow, aNodeType } from '../testing/builders';
import { CATALOGUE, FACTS } from '../testing/catalogue';
import { checkDocument, type CheckContext } from './check-document';

const URL = 'https://example.com/';
const INTEREST = '0123456789abcdef01234567';
const USER = '1123456789abcdef01234567';
const country = { fact: 'contact.country', operator: 'equal', value: 'NO' };
const setInterest = { type: 'set-interest', params: { target: INTEREST } };
const request = { type: 'create-request', params: { title: 'Call', days: 1, owner: { kind: 'auto' } } };

const check = (document: WorkflowDocument, change: Partial<CheckContext> = {}, url = URL) =>
  checkDocument(document, url, { catalogue: CATALOGUE, facts: FACTS, ...change });
const codes = (document: WorkflowDocument, change?: Partial<CheckContext>) =>
  check(document, change).map((problem) => problem.code);
const withCondition = (condition: unknown) =>
  aWorkflow(
    { q: { type: 'condition', params: { condition } }, a: setInterest },
    'click.then > q',
    'q.yes > a',
  );

describe('a valid document', () => {
  it('may contain only the trigger', () => {
    expect(check(aWorkflow())).toEqual([]);
  });

  it('may contain both lanes, a condition and nodes with several incoming edges', () => {
    const document = aWorkflow(
      {
        q: { type: 'condition', params: { condition: { all: [country] } } },
        a: setInterest,
        b: request,
        t: { type: 'show-text', params: { html: '<p>Hi {{contact.firstName|there}}</p>' } },
      },
      'click.respond > t',
      'click.then > q',
      'q.yes > a',
      'a.next > b',
      'q.no > b',
    );
    expect(check(document)).toEqual([]);
  });

  it('may contain a node that is reachable from both lanes and allowed in both', () => {
    const q = { type: 'condition', params: { condition: country } };
    expect(codes(aWorkflow({ q }, 'click.respond > q', 'click.then > q'))).toEqual([]);
  });
});

describe('the check of the graph', () => {
  const a = setInterest;
  it.each<[ProblemCode, WorkflowDocument]>([
    ['graph.no-trigger', { schemaVersion: 1, nodes: [], edges: [] }],
    ['graph.many-triggers', aWorkflow({ other: 'click' })],
    [
      'graph.duplicate-id',
      { ...aWorkflow({ a }, 'click.then > a'), nodes: [...aWorkflow({ a }).nodes, { id: 'a', ...a }] },
    ],
    ['graph.dangling-edge', aWorkflow({ a }, 'click.then > a', 'a.next > gone')],
    ['graph.unknown-port', aWorkflow({ a, b: a }, 'click.then > a', 'a.sideways > b')],
    [
      'graph.port-taken',
      {
        ...aWorkflow({ a, b: a }),
        edges: [anEdge('click.then > a'), { ...anEdge('click.then > b'), id: 'x' }, anEdge('a.next > b')],
      },
    ],
    ['graph.cycle', aWorkflow({ a, b: a }, 'click.then > a', 'a.next > b', 'b.next > a')],
    ['graph.unreachable', aWorkflow({ a })],
    ['graph.into-trigger', aWorkflow({ a }, 'click.then > a', 'a.next > click')],
  ])('%s', (code, document) => {
    const problem = check(document).find((entry) => entry.code === code);
    expect(problem?.severity).toBe('error');
    expect(problem?.message.nb).not.toBe('');
  });

  it('reports more than 200 nodes', () => {
    const chain = (count: number) =>
      aWorkflow(
        Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, a])),
        'click.then > n0',
        ...Array.from({ length: count - 1 }, (_, n) => `n${n}.next > n${n + 1}`),
      );
    expect(codes(chain(199))).toEqual([]);
    expect(codes(chain(200))).toEqual(['graph.too-many-nodes']);
  });

  it('allows an error port only with the policy branch', () => {
    const branching = { ...a, policy: { onError: 'branch' as const } };
    expect(codes(aWorkflow({ a: branching, b: a }, 'click.then > a', 'a.error > b'))).toEqual([]);
    expect(codes(aWorkflow({ a, b: a }, 'click.then > a', 'a.error > b'))).toEqual(['graph.unknown-port']);
  });
});

describe('the check of a node', () => {
  it('reports an unknown type', () => {
    expect(codes(aWorkflow({ a: 'send-pigeon' }, 'click.then > a'))).toEqual(['node.unknown-type']);
  });

  it('reports a node in a lane where it is not allowed', () => {
    expect(codes(aWorkflow({ a: setInterest }, 'click.respond > a'))).toEqual(['node.wrong-lane']);
    expect(codes(aWorkflow({ a: setInterest }, 'click.respond > a', 'click.then > a'))).toEqual([
      'node.wrong-lane',
    ]);
    const r = { type: 'redirect', params: { url: URL } };
    const [problem] = check(aWorkflow({ r }, 'click.then > r'));
    expect(problem?.message.en).toBe('This answers the recipient, so it only works under “by respond”');
  });

  it('warns about a disabled node with its default port and ignores its parameters', () => {
    const document = aWorkflow(
      { a: { type: 'set-interest', disabled: true }, q: { type: 'condition', disabled: true } },
      'click.then > a',
      'a.next > q',
    );
    const problems = check(document);
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['node.disabled', 'warning'],
      ['node.disabled', 'warning'],
    ]);
    expect(problems.map(({ message }) => message.en)).toEqual([
      'Turned off: this step is skipped',
      'Turned off: the run goes straight on with “by yes”',
    ]);
    expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
  });
});

describe('the check of parameters', () => {
  it('reports missing parameters with the text of their hint', () => {
    for (const params of [{}, { target: '' }, { target: null }]) {
      const [problem] = check(aWorkflow({ a: { type: 'set-interest', params } }, 'click.then > a'));
      expect(problem).toMatchObject({
        code: 'params.missing',
        nodeId: 'a',
        path: 'target',
        message: { nb: 'Velg interest' },
      });
    }
  });

  it.each([
    [{ title: '' }, 'params.missing', 'title', 'Fill in “Title”'],
    [{ title: 'x'.repeat(21) }, 'params.invalid', 'title', '“Title” can have at most 20 characters'],
    [{ days: 0 }, 'params.invalid', 'days', '“Days” must be at least 1'],
    [{ days: 366 }, 'params.invalid', 'days', '“Days” can be at most 365'],
    [{ days: 'two' }, 'params.invalid', 'days', '“Days” is not right yet'],
    [{ owner: { kind: 'user' } }, 'params.missing', 'owner.userId', 'Choose an owner'],
    [{ owner: { kind: 'nobody' } }, 'params.invalid', 'owner', '“Owner” is not right yet'],
  ])('%j', (params, code, path, message) => {
    const document = aWorkflow(
      { a: { type: 'create-request', params: { ...request.params, ...params } } },
      'click.then > a',
    );
    expect(check(document)).toMatchObject([{ code, path, severity: 'error', message: { en: message } }]);
  });

  describe('of a script', () => {
    const scriptId = '66b0000000000000000000f1';
    const param = (name: string, part: Partial<ScriptParam> = {}): ScriptParam => ({
      name,
      label: name.toUpperCase(),
      type: 'text',
      required: true,
      default: null,
      ...part,
    });
    const params = [
      param('text'),
      param('number', { type: 'number', default: 5 }),
      param('boolean', { type: 'boolean', required: false }),
      param('date', { type: 'date', required: false }),
      param('choice', { type: 'choice', options: ['A', 'B'], required: false }),
    ];
    const scripts = new Map([[scriptId, { outputs: [], params }]]);
    const problemsWith = (values: unknown, known = scripts) =>
      check(aWorkflow({ s: { type: 'return-script', params: { scriptId, values } } }, 'click.respond > s'), {
        scripts: known,
      }).map(({ code, path, message }) => [code, path, message.en]);

    it('accepts values of the declared types, and none where there is a default', () => {
      const values = { text: 'Hi', number: 1.5, boolean: false, date: '2028-02-29', choice: 'B' };
      expect(problemsWith(values)).toEqual([]);
      expect(problemsWith({ text: 'Hi' })).toEqual([]);
      expect(problemsWith({ text: 'Hi', number: null, date: '' })).toEqual([]);
    });

    it.each([
      [undefined, 'params.missing', 'text', 'Fill in “TEXT”'],
      [{ text: ' ' }, 'params.missing', 'text', 'Fill in “TEXT”'],
      [{ text: 7 }, 'params.invalid', 'text', '“TEXT” takes a text of up to 2000 characters'],
      [{ text: 'x', number: '7' }, 'params.invalid', 'number', '“NUMBER” takes a number'],
      [{ text: 'x', boolean: 1 }, 'params.invalid', 'boolean', '“BOOLEAN” takes yes or no'],
      [{ text: 'x', date: '2027-02-29' }, 'params.invalid', 'date', '“DATE” takes a date'],
      [{ text: 'x', choice: 'C' }, 'params.invalid', 'choice', '“CHOICE” takes one of its choices'],
      [
        { text: 'x', gone: 1 },
        'params.unknown',
        'gone',
        'The script has no parameter “gone” any more; remove its value',
      ],
      [
        { text: 'x', constructor: 1 },
        'params.unknown',
        'constructor',
        expect.stringContaining('constructor'),
      ],
    ])('reports each value that does not fit: %j', (values, code, name, message) => {
      expect(problemsWith(values)).toEqual([[code, `values.${name}`, message]]);
    });

    it('does not check values for a script that is not known', () => {
      expect(problemsWith({ gone: 1 }, new Map())).toEqual([]);
    });
  });

  it('uses the validator of the caller if given', () => {
    const validateParams = () => [{ path: ['target'], code: 'custom', message: 'no' }];
    expect(codes(aWorkflow({ a: setInterest }, 'click.then > a'), { validateParams })).toEqual([
      'params.invalid',
    ]);
  });

  it.each([
    ['url.scheme', 'javascript:alert(1)'],
    ['url.scheme', 'ftp://x.no'],
    ['url.scheme', '//x.no'],
    ['url.user-info', 'https://user@x.no'],
    ['url.host', 'https://x no/'],
    ['url.from-data', '{{contact.firstName}}'],
    ['url.from-data', 'https://{{contact.firstName}}'],
    ['url.from-data', 'https://shop.no{{contact.firstName}}/'],
  ])('refuses with %s the address %s', (code, url) => {
    const document = aWorkflow({ r: { type: 'redirect', params: { url } } }, 'click.respond > r');
    expect(codes(document)).toContain(code);
    expect(check(aWorkflow(), {}, url)).toMatchObject([{ code }]);
  });

  it('accepts an address without a scheme', () => {
    expect(check(aWorkflow(), {}, 'www.x.no/offers')).toEqual([]);
  });

  it('accepts an address with a merge field in its query', () => {
    const url = 'https://x.no/?name={{contact.firstName}}';
    expect(codes(aWorkflow({ r: { type: 'redirect', params: { url } } }, 'click.respond > r'))).toEqual([]);
  });

  it('warns about a merge field of the address that is unknown or not complete', () => {
    const warnings = (url: string) =>
      check(aWorkflow(), {}, url).map(({ severity, message }) => [severity, message.en]);
    expect(warnings('https://x.no/?size={{contact.shoeSize}}')).toEqual([
      ['warning', 'The merge field “contact.shoeSize” does not exist; nothing is shown there'],
    ]);
    expect(warnings('https://x.no/?name={{contact.firstName')).toEqual([
      ['warning', 'A merge field in the text is not complete; it is shown as it is written'],
    ]);
    const html = '<p>{{contact.firstName}} {{ contact . firstName }}</p>';
    const page = aWorkflow({ t: { type: 'show-text', params: { html } } }, 'click.respond > t');
    expect(check(page)).toMatchObject([{ severity: 'warning', nodeId: 't', path: 'html' }]);
  });

  it('warns about an unknown fact in a text', () => {
    const document = aWorkflow(
      { t: { type: 'show-text', params: { html: '{{contact.shoeSize}}' } } },
      'click.respond > t',
    );
    expect(check(document)).toMatchObject([{ code: 'params.invalid', severity: 'warning', path: 'html' }]);
  });

  it('refuses items with duplicate ports', () => {
    const share = (id: string) => ({ id, label: id, weight: 1 });
    const split = (...ids: string[]) =>
      aWorkflow({ s: { type: 'split', params: { shares: ids.map(share) } } }, 'click.then > s');
    expect(codes(split('a', 'b'))).toEqual([]);
    expect(check(split('a', 'b', 'a'))).toMatchObject([{ code: 'params.invalid', path: 'shares.2.id' }]);
    expect(check(split('a', 'error'))).toMatchObject([{ path: 'shares.1.id' }]);
    const cases = [{ id: 'otherwise', label: 'x', condition: country }];
    expect(check(aWorkflow({ c: { type: 'choose', params: { cases } } }, 'click.then > c'))).toMatchObject([
      { path: 'cases.0.id' },
    ]);
  });
});

describe('the check of a condition', () => {
  const deep = (levels: number): unknown => (levels === 0 ? country : { all: [deep(levels - 1)] });
  it.each<[unknown, ProblemCode, string]>([
    [undefined, 'condition.empty', 'condition'],
    [null, 'condition.empty', 'condition'],
    [{}, 'condition.empty', 'condition'],
    [{ fact: '', operator: 'equal', value: '' }, 'condition.empty', 'condition.fact'],
    [{ all: [] }, 'condition.empty-group', 'condition'],
    [{ all: [country, { any: [] }] }, 'condition.empty-group', 'condition.all.1'],
    [{ not: { all: [] } }, 'condition.empty-group', 'condition.not'],
    [deep(11), 'condition.too-deep', `condition${'.all.0'.repeat(11)}`],
    [{ ...country, fact: 'contact.shoeSize' }, 'condition.unknown-fact', 'condition.fact'],
    [{ ...country, operator: 'regex' }, 'condition.unknown-operator', 'condition.operator'],
    [{ ...country, operator: 'not:equal' }, 'condition.unknown-operator', 'condition.operator'],
    [{ ...country, operator: 'greaterThan' }, 'condition.wrong-operator', 'condition.operator'],
    [{ ...country, value: undefined }, 'condition.wrong-value', 'condition.value'],
    [{ ...country, value: 47 }, 'condition.wrong-value', 'condition.value'],
    [{ ...country, value: ' ' }, 'condition.wrong-value', 'condition.value'],
    [{ ...country, value: 'Norway' }, 'condition.wrong-value', 'condition.value'],
    [{ ...country, value: { fact: 'contact.country' } }, 'condition.wrong-value', 'condition.value'],
    [{ ...country, operator: 'in', value: [] }, 'condition.wrong-value', 'condition.value'],
    [{ ...country, operator: 'in', value: ['NO', 'XX'] }, 'condition.wrong-value', 'condition.value'],
    [{ ...country, operator: 'isEmpty', value: 'NO' }, 'condition.wrong-value', 'condition.value'],
    [{ fact: 'click.count', operator: 'equal', value: '3' }, 'condition.wrong-value', 'condition.value'],
    [{ fact: 'click.first', operator: 'equal', value: 'yes' }, 'condition.wrong-value', 'condition.value'],
    [
      { fact: 'contact.since', operator: 'before', value: '1.1.2024' },
      'condition.wrong-value',
      'condition.value',
    ],
    [
      { fact: 'contact.since', operator: 'withinLastDays', value: -1 },
      'condition.wrong-value',
      'condition.value',
    ],
    [
      { fact: 'contact.interests', operator: 'contains', value: null },
      'condition.wrong-value',
      'condition.value',
    ],
    [{ ...country, path: '$..*' }, 'params.invalid', 'condition'],
    [{ condition: 'shared' }, 'params.invalid', 'condition'],
    [[country], 'params.invalid', 'condition'],
  ])('refuses %j', (condition, code, path) => {
    expect(check(withCondition(condition))).toMatchObject([{ code, path, severity: 'error', nodeId: 'q' }]);
  });

  it.each([
    deep(10),
    { not: country },
    { ...country, operator: 'in', value: ['no', 'SE'] },
    { ...country, operator: 'isEmpty', value: '' },
    { ...country, operator: 'startsWith', value: 'N' },
    { fact: 'click.count', operator: 'greaterThan', value: 0 },
    { fact: 'contact.since', operator: 'after', value: '2024-01-01T00:00:00Z' },
    { fact: 'contact.interests', operator: 'contains', value: INTEREST },
  ])('accepts %j', (condition) => {
    expect(check(withCondition(condition))).toEqual([]);
  });

  it('accepts outputs of earlier steps only', () => {
    const conditionOn = (fact: string) => ({
      type: 'condition',
      params: { condition: { fact, operator: 'isNotEmpty' } },
    });
    const document = (fact: string) =>
      aWorkflow(
        { r: request, q: conditionOn(fact), s: request },
        'click.then > r',
        'r.next > q',
        'q.yes > s',
      );
    expect(codes(document('steps.r.ownerId'))).toEqual([]);
    expect(codes(document('steps.r.createdAt'))).toEqual([]);
    expect(check(document('steps.s.ownerId'))[0]?.message.en).toBe(
      'The condition asks about a step that does not come before this one',
    );
    for (const fact of ['steps.q.ownerId', 'steps.r.nothing', 'steps.r.parts', 'steps.r', 'steps.']) {
      expect(codes(document(fact))).toEqual(['condition.unknown-fact']);
    }
  });

  it('covers every case of a choice', () => {
    const cases = [
      { id: 'a', label: 'A', condition: country },
      { id: 'b', label: 'B', condition: { all: [] } },
      { id: 'c', label: 'C' },
    ];
    const problems = check(aWorkflow({ c: { type: 'choose', params: { cases } } }, 'click.then > c'));
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['condition.empty-group', 'cases.1.condition'],
      ['condition.empty', 'cases.2.condition'],
    ]);
  });
});

describe('the check of references', () => {
  it('reports missing targets in parameters and conditions', () => {
    const document = aWorkflow(
      {
        q: {
          type: 'condition',
          params: { condition: { fact: 'contact.interests', operator: 'contains', value: INTEREST } },
        },
        a: setInterest,
        r: { type: 'create-request', params: { ...request.params, owner: { kind: 'user', userId: USER } } },
      },
      'click.then > q',
      'q.yes > a',
      'a.next > r',
    );
    expect(codes(document)).toEqual([]);
    const problems = check(document, { missingTargets: new Set([`interest:${INTEREST}`, `user:${USER}`]) });
    expect(problems.map(({ code, nodeId, path }) => [code, nodeId, path])).toEqual([
      ['target.missing', 'q', 'condition.value'],
      ['target.missing', 'a', 'target'],
      ['target.missing', 'r', 'owner.userId'],
    ]);
  });

  it('warns if a later step removes what an earlier one adds', () => {
    const removeInterest = { type: 'remove-interest', params: { target: INTEREST } };
    const oneAfterTheOther = aWorkflow({ a: setInterest, b: removeInterest }, 'click.then > a', 'a.next > b');
    expect(check(oneAfterTheOther)).toMatchObject([
      { code: 'target.conflict', severity: 'warning', nodeId: 'a' },
    ]);
    const q = { type: 'condition', params: { condition: country } };
    const onTwoWays = aWorkflow(
      { q, a: setInterest, b: removeInterest },
      'click.then > q',
      'q.yes > a',
      'q.no > b',
    );
    expect(codes(onTwoWays)).toEqual([]);
  });
});

describe('the check of any document that fits the schema', () => {
  const id = fc.constantFrom('click', 'a', 'b', 'c', 'd');
  const type = fc.oneof(fc.constantFrom(...CATALOGUE.map((entry) => entry.type)), fc.constant('nonsense'));
  const params = fc.dictionary(
    fc.constantFrom('condition', 'cases', 'shares', 'url', 'html', 'target', 'owner', 'title', '__proto__'),
    fc.oneof(fc.anything(), fc.array(fc.record({ id: fc.string(), condition: fc.anything() }))),
  );
  const document = fc.record({
    schemaVersion: fc.constant(1 as const),
    nodes: fc.array(fc.record({ id, type, params, disabled: fc.boolean() }), { maxLength: 6 }),
    edges: fc.array(
      fc.record({
        id,
        from: fc.record({ node: id, port: fc.constantFrom('then', 'respond', 'next', 'yes', 'error') }),
        to: id,
      }),
      { maxLength: 10 },
    ),
  });

  it('returns problems with known codes and texts in every language, and does not throw', () => {
    fc.assert(
      fc.property(document, fc.string(), (some, url) => {
        for (const problem of check(WorkflowDocument.parse(some), {}, url)) {
          expect(PROBLEM_CODES).toContain(problem.code);
          expect(problem.message.en).not.toBe('');
          expect(problem.message.nb).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('accepts every node type in its own lane', () => {
    const own = aNodeType('ring-a-bell', { lane: 'both' });
    expect(
      codes(aWorkflow({ a: 'ring-a-bell' }, 'click.respond > a'), { catalogue: [...CATALOGUE, own] }),
    ).toEqual([]);
  });
});
