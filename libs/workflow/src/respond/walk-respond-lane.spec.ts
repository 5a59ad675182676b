import { describe, expect, it } from 'vitest';
import { compileWorkflow } from '../compile/compile-workflow';
import { aWorkflow } from '../testing/a-workflow';
import { CATALOGUE } from '../testing/catalogue';
import type { Answer } from './answer';
import { walkRespondLane } from './walk-respond-lane';

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

/** Answers and counts what is asked. */
function ports(facts: Record<string, unknown> = {}, returnUrl?: string) {
  const asked: string[][] = [];
  const scripts: string[] = [];
  return {
    asked,
    scripts,
    now: new Date('2026-01-01T00:00:00Z'),
    seed: 'recipient',
    facts: (names: readonly string[]) => {
      asked.push([...names]);
      return Promise.resolve(facts);
    },
    script: (node: { id: string }) => {
      scripts.push(node.id);
      return Promise.resolve(returnUrl === undefined ? {} : { returnUrl });
    },
  };
}

describe('without a question, the answer is there at once', () => {
  it.each<[string, ReturnType<typeof compile>, Answer]>([
    ['an empty lane leads to the address of the link', compile(), to(URL)],
    [
      'a redirect leads to its own',
      compile({ r: redirect('https://x.no/') }, 'click.respond > r'),
      to('https://x.no/'),
    ],
    [
      'a text is shown',
      compile({ t: { type: 'show-text', params: { html: '<p>Hi</p>' } } }, 'click.respond > t'),
      { kind: 'text', nodeId: 't', html: '<p>Hi</p>' },
    ],
    [
      'a response that is turned off is passed over',
      compile({ r: { ...redirect('https://x.no/'), disabled: true } }, 'click.respond > r'),
      to(URL),
    ],
    [
      'an address that is none is never sent out',
      compile({ r: redirect('javascript:alert(1)') }, 'click.respond > r'),
      to(URL),
    ],
  ])('%s', (_, compiled, expected) => {
    const asking = ports();
    expect(compiled.constantAnswer).toEqual(expected);
    expect(walkRespondLane(compiled, asking)).toBe(compiled.constantAnswer);
    expect(asking.asked).toEqual([]);
  });
});

describe('with a condition', () => {
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

  it('the facts of the whole lane are read once', async () => {
    const asking = ports({ 'contact.country': 'no', 'contact.firstName': 'Åse B' });
    expect(compiled.constantAnswer).toBeNull();
    expect(await walkRespondLane(compiled, asking)).toEqual(to('https://x.no/?n=%C3%85se%20B'));
    expect(asking.asked).toEqual([['contact.country', 'contact.firstName']]);
  });

  it('an unknown fact is a no', async () => {
    expect(await walkRespondLane(compiled, ports())).toEqual(to('https://x.com/'));
  });

  it('the default of a merge field stands in for what is not known', async () => {
    expect(await walkRespondLane(compiled, ports({ 'contact.country': 'NO' }))).toEqual(
      to('https://x.no/?n=venn'),
    );
  });

  it('a way that ends without a response leads to the address of the link', async () => {
    const loose = compile({ q: isNorwegian, o: redirect('https://x.com/') }, 'click.respond > q', 'q.no > o');
    expect(await walkRespondLane(loose, ports({ 'contact.country': 'NO' }))).toEqual(to(URL));
  });
});

describe('with a text that asks for facts', () => {
  it('what is merged is escaped, what the author wrote is not', async () => {
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

  it('the address of the link may ask too', async () => {
    const compiled = compileWorkflow(aWorkflow(), `${URL}?c={{contact.country}}`, CATALOGUE);
    expect(compiled.constantAnswer).toBeNull();
    expect(await walkRespondLane(compiled, ports({ 'contact.country': 'N&O' }))).toEqual(
      to(`${URL}?c=N%26O`),
    );
  });
});

describe('with a script', () => {
  const script = { type: 'return-script', params: { scriptId: SCRIPT } };
  const alone = compile({ s: script }, 'click.respond > s');
  const before = compile({ s: script, r: redirect('https://x.no/') }, 'click.respond > s', 's.next > r');
  it.each<[string, ReturnType<typeof compile>, string | undefined, Answer]>([
    ['its address replaces that of the link', alone, 'https://s.no/', to('https://s.no/')],
    ['its address replaces that of a redirect after it', before, 'https://s.no/', to('https://s.no/')],
    ['that gives none, all is as without it', before, undefined, to('https://x.no/')],
    ['that gives a bad one, all is as without it', before, 'javascript:alert(1)', to('https://x.no/')],
  ])('%s', async (_, compiled, returnUrl, expected) => {
    const asking = ports({}, returnUrl);
    expect(await walkRespondLane(compiled, asking)).toEqual(expected);
    expect(asking.scripts).toEqual(['s']);
    expect(asking.asked).toEqual([]);
  });
});

describe('with a confirm page', () => {
  const page = {
    type: 'confirm',
    params: { title: 'Hi {{contact.firstName}}', html: '<p>Sure?</p>', button: 'Yes' },
  };
  const compiled = compile(
    { c: page, t: { type: 'show-text', params: { html: 'Done' } } },
    'click.respond > c',
    'c.confirmed > t',
  );

  it('the page is the answer', async () => {
    expect(await walkRespondLane(compiled, ports({ 'contact.firstName': 'Åse' }))).toEqual({
      kind: 'confirm',
      nodeId: 'c',
      title: 'Hi Åse',
      html: '<p>Sure?</p>',
      button: 'Yes',
    });
  });

  it('the walk goes on after it when its button was pressed', async () => {
    expect(await walkRespondLane(compiled, ports(), 'c')).toEqual({
      kind: 'text',
      nodeId: 't',
      html: 'Done',
    });
  });

  it('one that is not in this version leads to the address of the link', async () => {
    expect(await walkRespondLane(compiled, ports(), 'gone')).toEqual(to(URL));
  });
});

describe('with a split', () => {
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

  it('a recipient gets the same side every time, and not all the same', async () => {
    const answer = async (seed: string) => walkRespondLane(compiled, { ...ports(), seed });
    const seeds = Array.from({ length: 30 }, (_, n) => `r${n}`);
    const first = await Promise.all(seeds.map(answer));
    expect(await Promise.all(seeds.map(answer))).toEqual(first);
    expect(new Set(first.map((entry) => JSON.stringify(entry))).size).toBe(2);
  });
});
