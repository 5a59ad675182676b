import { reasonTexts } from '@linkflow/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { SCRIPT_REASONS, ScriptError, createSandbox } from '.';

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const CLICK = {
  custId: '66b0000000000000000000c1',
  linkId: '66b0000000000000000000a1',
  shipmentId: '66b0000000000000000000b1',
  linkUrl: 'https://example.com/news',
  linkHits: '7',
  firstHit: '1',
};

const run = (source: string, more: Partial<Parameters<typeof sandbox.run>[0]> = {}) =>
  sandbox.run({ source, variables: CLICK, ...more });

async function failure(
  source: string,
  more: Partial<Parameters<typeof sandbox.run>[0]> = {},
): Promise<ScriptError> {
  const error: unknown = await run(source, more).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ScriptError)) throw new Error(`Expected a ScriptError, got ${String(error)}`);
  return error;
}

describe('the environment of a script', () => {
  it('provides variables by getVariable and by name, always as text', async () => {
    const { output } = await run(
      `({ a: getVariable('linkHits'), b: linkHits, c: typeof firstHit, d: getVariable('nothing') })`,
    );
    expect(output).toEqual({ a: '7', b: '7', c: 'string', d: '' });
  });

  it('lets a script set returnUrl as a global or by setVariable', async () => {
    expect((await run(`returnUrl = linkUrl + '?from=' + custId`)).variables.returnUrl).toBe(
      'https://example.com/news?from=66b0000000000000000000c1',
    );
    expect((await run(`setVariable('returnUrl', 'https://example.org/')`)).variables.returnUrl).toBe(
      'https://example.org/',
    );
  });

  it('stores variables as text', async () => {
    const { variables } = await run(
      `setVariable('score', 12); setVariable('empty', null); setVariable('all', [1, 'a'])`,
    );
    expect(variables).toEqual({ ...CLICK, score: '12', empty: '', all: '1,a' });
  });

  it('makes the variables of the click read-only', async () => {
    const error = await failure(`linkUrl = 'https://elsewhere.example/'`);
    expect(error.code).toBe('script.threw');
    expect(error.message).toContain('read-only');
  });

  it('outputs the returned value or the value of the last expression', async () => {
    expect((await run(`const score = 40 + 2; ({ score, list: [1, 2] })`)).output).toEqual({
      score: 42,
      list: [1, 2],
    });
    expect(
      (await run(`if (firstHit === '1') return { first: true };\nreturn { first: false }`)).output,
    ).toEqual({ first: true });
    expect((await run(`6 * 7`)).output).toEqual({ value: 42 });
    expect((await run(`let x = 1`)).output).toEqual({});
  });

  it('collects the log up to its limits', async () => {
    expect((await run(`console.log('a', 1, { b: true }); console.log([2])`)).log).toEqual([
      'a 1 {"b":true}',
      '[2]',
    ]);
    const { log } = await run(`for (let i = 0; i < 5000; i++) console.log('x'.repeat(i))`, {
      limits: { outputBytes: 500_000 },
    });
    expect(log).toHaveLength(101);
    expect(log.at(-1)).toBe('…');
  });

  it('offers no timers, network, modules or host objects', async () => {
    const names = [
      'setTimeout',
      'fetch',
      'require',
      'process',
      'XMLHttpRequest',
      'WebAssembly',
      'importScripts',
      'std',
      'os',
      'Deno',
    ];
    const { output } = await run(
      `(${JSON.stringify(names)}).filter((name) => typeof globalThis[name] !== 'undefined')`,
    );
    expect(output).toEqual({ value: [] });
    const around = await run(
      `(function () { return Object.getOwnPropertyNames(this ?? globalThis).length > 0 })() && getVariable.constructor('return typeof process')()`,
    );
    expect(around.output).toEqual({ value: 'undefined' });
  });

  it('does not share state with the next script', async () => {
    await run(`globalThis.leak = 1; Array.prototype.leak = 2; JSON.stringify = null`);
    expect((await run(`[typeof leak, typeof [].leak, typeof JSON.stringify]`)).output).toEqual({
      value: ['undefined', 'undefined', 'function'],
    });
  });
});

describe('a failing script', () => {
  it('reports the error and its line', async () => {
    const error = await failure(`const a = 1;\n\nthrow new Error('No price for ' + linkId)`);
    expect(error).toMatchObject({ code: 'script.threw', line: 3 });
    expect(reasonTexts(SCRIPT_REASONS)(error.reason)).toEqual({
      en: `The script failed: No price for ${CLICK.linkId} (line 3)`,
      nb: `Skriptet feilet: No price for ${CLICK.linkId} (linje 3)`,
    });
    expect(
      await failure(
        `return 1;\nfunction f() {}\n`.replace('return 1;', 'if (firstHit) undefinedThing();\nreturn 1;'),
      ),
    ).toMatchObject({
      code: 'script.threw',
      line: 1,
    });
    expect((await failure(`throw 'just text'`)).message).toContain('just text');
    expect((await failure(`throw 10n`)).message).toContain('10n');
    expect((await failure(`throw { status: 4 }`)).message).toContain('{"status":4}');
  });

  it('can throw null or undefined', async () => {
    const { reason } = await failure('throw null');
    expect(reasonTexts(SCRIPT_REASONS)(reason)).toMatchObject({
      en: 'The script threw null, which does not say what is wrong',
      nb: 'Skriptet stoppet med null, som ikke sier hva som er galt',
    });
    expect(await failure('function f() { throw null } f()')).toMatchObject({ code: 'script.threw-nothing' });
    expect(await failure('throw undefined')).toMatchObject({ code: 'script.threw-nothing' });
    // The engine throws null, too, when there is no memory for an error object.
    expect(await failure('const a = []; while (true) a.push({ a })')).toMatchObject({
      code: 'script.memory',
    });
    expect(await failure('throw null')).toMatchObject({ code: 'script.threw-nothing' });
  });

  it.each([
    ['return Promise.resolve(1)', 'a promise'],
    ['(async () => 1)()', 'a promise'],
    ['return { later: [Promise.resolve(1)] }', 'a promise, as “later[0]”'],
    ['return () => 1', 'a function'],
    ['return { score: 7, of: { it() {} } }', 'a function, as “of.it”'],
    ['return Symbol("a")', 'a symbol'],
    ['return { n: 2n }', 'a BigInt, as “n”'],
    ['return 0 / 0', 'a number that is infinite or undefined (NaN)'],
    ['return { share: 1 / 0 }', 'a number that is infinite or undefined (NaN), as “share”'],
    ['return { at: new Date("nonsense") }', 'a date that does not exist, as “at”'],
    ['const a = []; a.push({ a }); return a', 'an object that contains itself, as “[0].a”'],
    ['return new Map([["a", 1]])', 'an object that is not plain data'],
    ['return { all: new Set() }', 'an object that is not plain data, as “all”'],
    ['return { a: { "x\\0y": 1 } }', 'a property with a null character in its name, as “a”'],
    ['setVariable("later", Promise.resolve(1))', 'a promise, as “later”'],
    ['setVariable("later", () => 1)', 'a function, as “later”'],
    ['setVariable("sum", { of: 1 }); 7', 'an object that is not plain data, as “sum”'],
    ['returnUrl = Symbol("a")', 'a symbol, as “returnUrl”'],
  ])('says in words what cannot be kept: %s', async (source, words) => {
    const error = await failure(source);
    expect(error.code).toBe('script.value');
    const { en, nb } = reasonTexts(SCRIPT_REASONS)(error.reason);
    expect(en).toBe(
      `The script gives back ${words}. It can give back texts, numbers, yes or no, dates, and lists and objects of these`,
    );
    expect(nb).toMatch(/^Skriptet gir tilbake (et|en) .*\. Det kan gi tilbake /);
  });

  it('cannot nest data deeper than the database stores it', async () => {
    const nested = (depth: number): string =>
      `let a = 1; for (let i = 0; i < ${depth}; i++) a = [a]; return { a }`;
    expect(await failure(nested(50))).toMatchObject({ code: 'script.too-deep' });
    expect(Object.keys((await run(nested(49))).output)).toEqual(['a']);
  });

  it('keeps everything that JSON can keep', async () => {
    const source = 'return { a: null, b: [1, "x", true, { c: [] }], d: new Date(0), e: undefined, f: -0.5 }';
    expect((await run(source)).output).toEqual({
      a: null,
      b: [1, 'x', true, { c: [] }],
      d: '1970-01-01T00:00:00.000Z',
      f: -0.5,
    });
    expect((await run('return null')).output).toEqual({ value: null });
    const twice = 'const shared = { n: 1 }; return { one: shared, two: shared }';
    expect((await run(twice)).output).toEqual({ one: { n: 1 }, two: { n: 1 } });
    expect((await run('new Map().set("a", 1)')).output).toEqual({});
  });

  it('reports a syntax error before it runs anything', async () => {
    expect(await failure(`setVariable('a', 'b');\nconst x = ;`)).toMatchObject({
      code: 'script.syntax',
      line: 2,
    });
    const error = await failure(`return 1;\nconst x = ;`);
    expect(error).toMatchObject({ code: 'script.syntax', line: 2 });
    // The message of the parser is English in every language, so it is quoted.
    expect(reasonTexts(SCRIPT_REASONS)(error.reason).nb).toMatch(
      /^Skriptet lar seg ikke lese \(linje 2\)\. JavaScript melder: «[^»]+»$/,
    );
  });

  it.each([
    ['an endless loop', 'while (true) {}'],
    ['an endless loop that catches', 'while (true) { try { while (true) {} } catch {} }'],
    ['an endless loop in finally', 'try { while (true) {} } finally { while (true) {} }'],
    ['a regular expression with endless backtracking', `/(a+)+$/.test('a'.repeat(60) + 'b')`],
    [
      'a built-in function that does not check the deadline',
      'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
    ],
    ['an endless result', '({ get a() { while (true) {} } })'],
  ])('ends %s when its time is over', async (_, source) => {
    expect((await failure(source, { limits: { timeMs: 120 } })).code).toBe('script.timeout');
  });

  it.each([
    ['a block larger than its memory', 'new Uint8Array(1e9)', 'script.memory'],
    ['a recursion without end', 'function f() { return f() + 1 } f()', 'script.too-deep'],
    ['too large a result', `'x'.repeat(100000)`, 'script.output'],
    ['too many variables', `for (let i = 0; i < 10000; i++) setVariable('v' + i, 'value')`, 'script.output'],
    ['a result that contains itself', 'const a = {}; a.a = a; a', 'script.value'],
    ['a manipulated toJSON', `Object.prototype.toJSON = () => 'bent'; 1`, 'script.threw'],
  ])('ends %s with a code', async (_, source, code) => {
    expect((await failure(source)).code).toBe(code);
  });

  it.each([
    ['small objects', 'const a = []; while (true) a.push({ a })'],
    ['lists', 'const a = []; while (true) a.push(new Array(1000).fill(a.length))'],
    ['blocks', 'const a = []; while (true) a.push(new Uint8Array(100000))'],
    ['texts', `let a = []; while (true) a.push('x'.repeat(1000) + a.length)`],
  ])('limits the memory of a script that allocates %s', async (_, source) => {
    await run('1');
    const before = process.memoryUsage().rss;
    expect((await failure(source, { limits: { timeMs: 20_000 } })).code).toBe('script.memory');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it.each([
    ['endlessly nested data', `JSON.parse('['.repeat(1e6))`],
    ['an endlessly nested source', `eval('('.repeat(1e6))`],
    ['a deeply nested result', 'let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; o'],
    ['recursive getters', 'const o = { get a() { return this.a } }; o.a'],
    ['a recursive sort', 'const f = () => [2, 1].sort(f); f()'],
  ])('survives %s', async (_, source) => {
    const error = await failure(source, { limits: { timeMs: 1000 } });
    expect(reasonTexts(SCRIPT_REASONS)(error.reason).en).not.toBe(error.code);
    expect((await run('1 + 1')).output).toEqual({ value: 2 });
  });

  it('runs the next script after a failed one', async () => {
    const bad = failure('while (true) {}', { limits: { timeMs: 60 } });
    const good = run('linkHits');
    expect((await bad).code).toBe('script.timeout');
    expect((await good).output).toEqual({ value: '7' });
  });
});

describe('stopping a script', () => {
  it('ends a running script when the signal is aborted', async () => {
    const abort = new AbortController();
    const before = performance.now();
    const running = run('while (true) {}', { limits: { timeMs: 10_000 }, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('stopped by hand')), 30);
    await expect(running).rejects.toThrow('stopped by hand');
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('removes a waiting script when its signal is aborted', async () => {
    const abort = new AbortController();
    const first = failure('while (true) {}', { limits: { timeMs: 100 } });
    const second = run('1', { signal: abort.signal });
    abort.abort(new Error('no longer wanted'));
    await expect(second).rejects.toThrow('no longer wanted');
    expect((await first).code).toBe('script.timeout');
  });

  it('does not start a script whose signal is aborted while its thread starts', async () => {
    const other = createSandbox();
    const abort = new AbortController();
    let isStarted = false;
    const running = other.run({
      source: '1',
      variables: {},
      signal: abort.signal,
      onStart: () => (isStarted = true),
    });
    abort.abort(new Error('too late'));
    await expect(running).rejects.toThrow('too late');
    expect(isStarted).toBe(false);
    await other.close();
  });

  it('can be closed and starts a new thread when needed', async () => {
    const own = createSandbox();
    await own.run({ source: '1', variables: {} });
    await own.close();
    expect((await own.run({ source: '2', variables: {} })).output).toEqual({ value: 2 });
    await own.close();
  });
});

describe('scripts that wait for a thread', () => {
  it('are not stopped by another script that always exceeds its time', async () => {
    const own = createSandbox({ threads: 2 });
    try {
      await own.warm();
      const looping = Array.from({ length: 10 }, () =>
        own
          .run({ source: 'while (true) {}', variables: {}, limits: { timeMs: 100 }, key: 'looping' })
          .catch(() => undefined),
      );
      const before = performance.now();
      const good = Array.from({ length: 10 }, (_, n) =>
        own.run({ source: 'linkHits', variables: CLICK, key: `good-${n % 3}` }),
      );
      expect((await Promise.all(good)).map(({ output }) => output)).toEqual(
        Array.from({ length: 10 }, () => ({ value: '7' })),
      );
      // The ten endless scripts together take one second (10 × 100 ms), so the good ones have not waited for them.
      expect(performance.now() - before).toBeLessThan(600);
      await Promise.all(looping);
    } finally {
      await own.close();
    }
  });

  it('take turns by their keys', async () => {
    const own = createSandbox({ threads: 1 });
    const order: string[] = [];
    const started = (key: string) =>
      own.run({ source: '1', variables: {}, key, onStart: () => order.push(key) });
    try {
      await Promise.all(['a', 'a', 'a', 'b', 'c', 'b'].map(started));
      expect(order).toEqual(['a', 'a', 'b', 'c', 'a', 'b']);
    } finally {
      await own.close();
    }
  });
});

describe('the syntax check', () => {
  it('accepts valid sources', async () => {
    expect(await sandbox.checkSyntax(`return { a: 1 }`)).toBeNull();
    expect(await sandbox.checkSyntax('')).toBeNull();
  });

  it('reports the error and its line', async () => {
    const problem = await sandbox.checkSyntax(`let a = 1;\nlet a = 2;`);
    expect(problem).toMatchObject({ line: 2 });
    expect(problem?.message).not.toBe('');
  });

  it('does not run the source', async () => {
    expect(await sandbox.checkSyntax('while (true) {}')).toBeNull();
  });
});

it('uses no more memory for the second thousand scripts than for the first', async () => {
  const script = `const a = []; for (let i = 0; i < 2000; i++) a.push('x' + i); setVariable('n', a.length); ({ n: a.length })`;
  /** Runs a thousand scripts. Returns the lowest memory use seen, because higher values contain garbage that is not collected yet. */
  const aThousand = async (): Promise<number> => {
    let least = Infinity;
    for (let i = 1; i <= 1000; i++) {
      await run(script);
      if (i % 50 === 0) least = Math.min(least, process.memoryUsage().rss);
    }
    return least;
  };
  const first = await aThousand();
  expect((await aThousand()) - first).toBeLessThan(16 * 1024 * 1024);
}, 60_000);
