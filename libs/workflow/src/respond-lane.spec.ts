import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWorkflow } from './compile-workflow';
import type { Answer } from './compiled-workflow';
import { decidePort, plainAnswerOf, stableShare, walkRespondLane } from './respond-lane';
import { aWorkflow } from './testing/builders';
import { CATALOGUE } from './testing/catalogue';

const URL = 'https://example.com/home';
const SCRIPT = '0123456789abcdef01234567';
const compile = (...args: Parameters<typeof aWorkflow>) =>
  compileWorkflow(aWorkflow(...args), URL, CATALOGUE);
const to = (url: string): Answer => ({ kind: 'redirect', url });
const redirect = (url: string) => ({ type: 'redirect', params: { url } });
const isNorwegian = {
  type: 'condition',
  params: { condition: { fact: 'contact.country', operator: 'equal', value: 'NO' } },
};

/** Texts by stored value. */
const TEXTS: Record<string, string> = { NO: 'Norge' };

/** Ports that record their calls. */
function ports(facts: Record<string, unknown> = {}, returnUrl?: string) {
  const calls: string[][] = [];
  const scripts: string[] = [];
  const given: Readonly<Record<string, string>>[] = [];
  return {
    calls,
    given,
    scripts,
    now: new Date('2026-01-01T00:00:00Z'),
    timeZone: 'Europe/Oslo',
    seed: 'recipient',
    texts: (values: Readonly<Record<string, unknown>>) =>
      Promise.resolve(
        Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, TEXTS[String(value)] ?? String(value)]),
        ),
      ),
    facts: (names: readonly string[]) => {
      calls.push([...names]);
      return Promise.resolve(facts);
    },
    script: (node: { id: string }, texts: Readonly<Record<string, string>>) => {
      scripts.push(node.id);
      given.push(texts);
      return Promise.resolve(returnUrl === undefined ? {} : { returnUrl });
    },
  };
}

describe('the answer without conditions', () => {
  it.each<[string, ReturnType<typeof compile>, Answer]>([
    ['redirects to the URL of the link for an empty lane', compile(), to(URL)],
    [
      'redirects to the address of the node',
      compile({ r: redirect('https://x.no/') }, 'click.respond > r'),
      to('https://x.no/'),
    ],
    [
      'shows a text',
      compile({ t: { type: 'show-text', params: { html: '<p>Hi</p>' } } }, 'click.respond > t'),
      { kind: 'text', nodeId: 't', html: '<p>Hi</p>' },
    ],
    [
      'ignores a disabled response',
      compile({ r: { ...redirect('https://x.no/'), disabled: true } }, 'click.respond > r'),
      to(URL),
    ],
    [
      'redirects to an address that was written without a scheme',
      compile({ r: redirect('x.no/a b') }, 'click.respond > r'),
      to('https://x.no/a%20b'),
    ],
    [
      'ignores an invalid address',
      compile({ r: redirect('javascript:alert(1)') }, 'click.respond > r'),
      to(URL),
    ],
  ])('%s', (_, compiled, expected) => {
    const recorded = ports();
    expect(compiled.constantAnswer).toEqual(expected);
    expect(walkRespondLane(compiled, recorded)).toBe(compiled.constantAnswer);
    expect(recorded.calls).toEqual([]);
  });
});

describe('the answer in words', () => {
  const first = (type: string, params: Record<string, unknown> = {}) =>
    plainAnswerOf(compile({ n: { type, params } }, 'click.respond > n'));

  it('is the website of the link or of the first node', () => {
    expect(plainAnswerOf(compile())).toEqual({ kind: 'redirect', url: URL });
    expect(first('redirect', { url: 'x.no/a' })).toEqual({ kind: 'redirect', url: 'https://x.no/a' });
    expect(first('redirect', { url: 'https://x.no/?e={{contact.email}}' }).url).toBe(
      'https://x.no/?e={{contact.email}}',
    );
    // What a click ignores is not told either.
    for (const url of ['', 'javascript:alert(1)', 'https://{{contact.email}}/'])
      expect(first('redirect', { url })).toEqual({ kind: 'redirect', url: URL });
  });

  it.each([
    ['show-text', {}, 'text'],
    ['confirm', {}, 'confirm'],
    ['open-form', { formId: SCRIPT }, 'form'],
    ['open-subscriptions', { page: 'unsubscribe' }, 'unsubscribe'],
    ['open-subscriptions', { page: 'subscriptions' }, 'subscriptions'],
    ['return-script', { scriptId: SCRIPT }, 'varies'],
  ])('of %s %j is %s', (type, params, kind) => {
    expect(first(type, params)).toEqual({ kind, url: URL });
  });

  it('is not known if a condition decides, and follows the next node if the first is disabled', () => {
    const nodes = { q: isNorwegian, n: redirect('https://x.no/') };
    expect(plainAnswerOf(compile(nodes, 'click.respond > q', 'q.yes > n')).kind).toBe('varies');
    const off = { t: { type: 'show-text', params: {}, disabled: true } };
    expect(plainAnswerOf(compile(off, 'click.respond > t'))).toEqual({ kind: 'redirect', url: URL });
  });
});

describe('the answer after a condition', () => {
  const compiled = compile(
    {
      q: isNorwegian,
      n: redirect('https://x.no/?n={{contact.firstName|venn}}'),
      o: redirect('https://x.com/'),
    },
    'click.respond > q',
    'q.yes > n',
    'q.no > o',
  );

  it('reads the facts of the lane once', async () => {
    const recorded = ports({ 'contact.country': 'no', 'contact.firstName': 'Åse B' });
    expect(compiled.constantAnswer).toBeNull();
    expect(await walkRespondLane(compiled, recorded)).toEqual(to('https://x.no/?n=%C3%85se%20B'));
    expect(recorded.calls).toEqual([['contact.country', 'contact.firstName']]);
  });

  it('does not lead to a website that a fact names, in a version of an early release', async () => {
    const old = compile({ r: redirect('https://x.no{{contact.firstName}}/') }, 'click.respond > r');
    const recorded = ports({ 'contact.firstName': '.evil.example' });
    expect(await walkRespondLane(old, recorded)).toEqual(to(URL));
  });

  it('treats an unknown fact as no', async () => {
    expect(await walkRespondLane(compiled, ports())).toEqual(to('https://x.com/'));
  });

  it('uses the fallback of a merge field for an unknown fact', async () => {
    expect(await walkRespondLane(compiled, ports({ 'contact.country': 'NO' }))).toEqual(
      to('https://x.no/?n=venn'),
    );
  });

  it('redirects to the URL of the link after a path without a response', async () => {
    const loose = compile({ q: isNorwegian, o: redirect('https://x.com/') }, 'click.respond > q', 'q.no > o');
    expect(await walkRespondLane(loose, ports({ 'contact.country': 'NO' }))).toEqual(to(URL));
  });
});

describe('the answer with merge fields', () => {
  it("escapes merged values, but not the author's text", async () => {
    const compiled = compile(
      { t: { type: 'show-text', params: { html: '<b>{{contact.firstName}}</b>' } } },
      'click.respond > t',
    );
    expect(await walkRespondLane(compiled, ports({ 'contact.firstName': '<i>' }))).toEqual({
      kind: 'text',
      nodeId: 't',
      html: '<b>&lt;i&gt;</b>',
    });
  });

  it('shows values as people write them, but passes them to websites as they are stored', async () => {
    const html = '<a href="https://x.no/?c={{contact.country}}">{{contact.country}}</a>';
    const compiled = compile({ t: { type: 'show-text', params: { html } } }, 'click.respond > t');
    expect(await walkRespondLane(compiled, ports({ 'contact.country': 'NO' }))).toMatchObject({
      html: '<a href="https://x.no/?c=NO">Norge</a>',
    });
  });

  it('fills merge fields in the URL of the link', async () => {
    const compiled = compileWorkflow(aWorkflow(), `${URL}?c={{contact.country}}`, CATALOGUE);
    expect(compiled.constantAnswer).toBeNull();
    expect(await walkRespondLane(compiled, ports({ 'contact.country': 'N&O' }))).toEqual(
      to(`${URL}?c=N%26O`),
    );
  });
});

describe('the answer after a script', () => {
  const script = { type: 'return-script', params: { scriptId: SCRIPT } };
  const alone = compile({ s: script }, 'click.respond > s');
  const before = compile({ s: script, r: redirect('https://x.no/') }, 'click.respond > s', 's.next > r');
  it.each<[string, ReturnType<typeof compile>, string | undefined, Answer]>([
    ["replaces the URL of the link by the script's address", alone, 'https://s.no/', to('https://s.no/')],
    [
      "replaces the address of a later redirect by the script's address",
      before,
      'https://s.no/',
      to('https://s.no/'),
    ],
    ['ignores a script that returns no address', before, undefined, to('https://x.no/')],
    ['ignores an invalid address of a script', before, 'javascript:alert(1)', to('https://x.no/')],
  ])('%s', async (_, compiled, returnUrl, expected) => {
    const recorded = ports({}, returnUrl);
    expect(await walkRespondLane(compiled, recorded)).toEqual(expected);
    expect(recorded.scripts).toEqual(['s']);
    expect(recorded.calls).toEqual([]);
  });
});

it('gives a script the texts of the facts in the values of its parameters', async () => {
  const params = { scriptId: SCRIPT, values: { country: 'From {{contact.country}}', points: 5 } };
  const compiled = compile({ s: { type: 'return-script', params } }, 'click.respond > s');
  const recorded = ports({ 'contact.country': 'NO' }, 'https://s.no/');
  expect(await walkRespondLane(compiled, recorded)).toEqual(to('https://s.no/'));
  expect(recorded.given).toEqual([{ 'contact.country': 'Norge' }]);
  expect(recorded.calls).toEqual([['contact.country']]);
});

describe('the answer with a confirm page', () => {
  const page = {
    type: 'confirm',
    params: { title: 'Hi {{contact.firstName}}', html: '<p>Sure?</p>', button: 'Yes' },
  };
  const compiled = compile(
    { c: page, t: { type: 'show-text', params: { html: 'Done' } } },
    'click.respond > c',
    'c.confirmed > t',
  );

  it('shows the confirm page', async () => {
    expect(await walkRespondLane(compiled, ports({ 'contact.firstName': 'Åse' }))).toEqual({
      kind: 'confirm',
      nodeId: 'c',
      title: 'Hi Åse',
      html: '<p>Sure?</p>',
      button: 'Yes',
    });
  });

  it('continues after the confirm page when its button was pressed', async () => {
    expect(await walkRespondLane(compiled, ports(), 'c')).toEqual({
      kind: 'text',
      nodeId: 't',
      html: 'Done',
    });
  });

  it('redirects to the URL of the link if the version does not contain the confirm page', async () => {
    expect(await walkRespondLane(compiled, ports(), 'gone')).toEqual(to(URL));
  });
});

describe('the answer after a split', () => {
  const compiled = compile(
    {
      s: {
        type: 'split',
        params: { shares: ['a', 'b'].map((id) => ({ id, label: id, weight: 1 })) },
      },
      a: redirect('https://a.no/'),
      b: redirect('https://b.no/'),
    },
    'click.respond > s',
    's.a > a',
    's.b > b',
  );

  it('is the same for the same recipient and differs between recipients', async () => {
    const answer = async (seed: string) => walkRespondLane(compiled, { ...ports(), seed });
    const seeds = Array.from({ length: 30 }, (_, n) => `r${n}`);
    const first = await Promise.all(seeds.map(answer));
    expect(await Promise.all(seeds.map(answer))).toEqual(first);
    expect(new Set(first.map((entry) => JSON.stringify(entry))).size).toBe(2);
  });
});

const holds = (...true_: string[]) => {
  const calls: unknown[] = [];
  return {
    calls,
    evaluate: (condition: unknown) => {
      calls.push(condition);
      return Promise.resolve(true_.includes(String(condition)));
    },
  };
};

describe('the port of a flow node', () => {
  it('is yes or no for a condition', async () => {
    const node = { id: 'q', type: 'condition', params: { condition: 'rain' } };
    expect(await decidePort(node, 's', holds('rain').evaluate)).toBe('yes');
    expect(await decidePort(node, 's', holds().evaluate)).toBe('no');
  });

  it('is the first true case of a choice, and later cases are not evaluated', async () => {
    const cases = ['a', 'b', 'c'].map((id) => ({ id, label: id, condition: id }));
    const node = { id: 'c', type: 'choose', params: { cases } };
    const { calls, evaluate } = holds('b', 'c');
    expect(await decidePort(node, 's', evaluate)).toBe('b');
    expect(calls).toEqual(['a', 'b']);
    expect(await decidePort(node, 's', holds().evaluate)).toBe('otherwise');
    expect(await decidePort({ ...node, params: {} }, 's', holds().evaluate)).toBe('otherwise');
  });

  it('is stable per recipient and independent between splits', async () => {
    const shares = ['a', 'b'].map((id) => ({ id, label: id, weight: 1 }));
    const split = (id: string) => ({ id, type: 'split', params: { shares } });
    const { evaluate } = holds();
    const seeds = Array.from({ length: 50 }, (_, n) => `recipient-${n}`);
    const first = await Promise.all(seeds.map((seed) => decidePort(split('s'), seed, evaluate)));
    expect(await Promise.all(seeds.map((seed) => decidePort(split('s'), seed, evaluate)))).toEqual(first);
    expect(await Promise.all(seeds.map((seed) => decidePort(split('t'), seed, evaluate)))).not.toEqual(first);
    expect(await decidePort({ ...split('s'), params: { shares: [{}] } }, 'x', evaluate)).toBeNull();
  });

  it('is null for other node types', async () => {
    expect(await decidePort({ id: 'a', type: 'wait', params: {} }, 's', holds().evaluate)).toBeNull();
  });
});

describe('the share of a split', () => {
  it('follows the weights within two percent', () => {
    const shares = [
      { id: 'a', weight: 70 },
      { id: 'b', weight: 20 },
      { id: 'c', weight: 10 },
      { id: 'd', weight: 0 },
    ];
    const counts: Record<string, number> = {};
    for (let n = 0; n < 20_000; n++) {
      const id = stableShare(n.toString(16).padStart(24, '0'), shares) ?? 'none';
      counts[id] = (counts[id] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(['a', 'b', 'c']);
    for (const { id, weight } of shares) expect(Math.abs((counts[id] ?? 0) / 200 - weight)).toBeLessThan(2);
  });

  it('is a share with a positive weight, or null', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.double({ min: -1, max: 5 })), (seed, weights) => {
        const shares = weights.map((weight, index) => ({ id: String(index), weight }));
        const usable = shares.filter((share) => share.weight > 0).map((share) => share.id);
        const id = stableShare(seed, shares);
        expect(usable.length === 0 ? id === null : usable.includes(id ?? '')).toBe(true);
      }),
    );
  });
});
