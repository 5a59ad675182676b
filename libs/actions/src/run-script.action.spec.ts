import { reasonTexts, type ScriptOutput, type ScriptParam } from '@linkflow/contracts';
import { createSandbox } from '@linkflow/sandbox';
import { afterAll, describe, expect, it } from 'vitest';
import { aContext, type FakeClick } from './testing/fakes';
import type { Permanent } from './action-context';
import { ACTION_REASONS } from './registry';
import { runScript } from './run-script.action';

const sandbox = createSandbox();
afterAll(() => sandbox.close());

interface RunOptions {
  outputs?: readonly ScriptOutput[];
  params?: readonly ScriptParam[];
  /** The values that the step gives. */
  values?: Record<string, unknown>;
}

const run = (source: string, click: FakeClick = {}, { outputs = [], params = [], values }: RunOptions = {}) =>
  runScript.run(
    aContext({
      ...click,
      ports: { sandbox, scripts: { sourceOf: async () => ({ name: 'Poeng', source, outputs, params }) } },
    }),
    { ...runScript.example, values },
  );

describe('the action run-script', () => {
  it('gives the script the variables of the original product, as text', async () => {
    const { output } = await run('({ custId, linkId, shipmentId, linkUrl, linkHits, firstHit })');
    expect(output).toEqual({
      custId: '66b0000000000000000000c1',
      linkId: '66b0000000000000000000c3',
      shipmentId: '66b0000000000000000000c4',
      linkUrl: 'https://example.com/',
      linkHits: '3',
      firstHit: '1',
    });
  });

  it('gives an empty contact id for a recipient without a card', async () => {
    expect((await run('({ custId })', { contactId: null })).output).toEqual({ custId: '' });
  });

  it('outputs the variables that it set and its returned value, which has precedence', async () => {
    const { output } = await run(`setVariable('level', 'gold'); setVariable('score', 1); ({ score: 2 })`);
    expect(output).toEqual({ level: 'gold', score: 2 });
    expect((await run('40 + 2')).output).toEqual({ value: '42', number: 42 });
    expect((await run(`return 'gold'`)).output).toEqual({ value: 'gold' });
  });

  it('keeps null as an empty value', async () => {
    expect((await run('return null')).output).toEqual({ value: null });
    expect((await run('return { score: null }')).output).toEqual({ score: null });
  });

  it('gives declared outputs their types, also if they are variables', async () => {
    const outputs: ScriptOutput[] = [
      { name: 'score', type: 'number' },
      { name: 'gold', type: 'boolean' },
      { name: 'since', type: 'date' },
      { name: 'code', type: 'text' },
    ];
    const source = `setVariable('score', 7); setVariable('gold', true); setVariable('since', '2026-11-27'); ({ code: 12 })`;
    expect((await run(source, {}, { outputs })).output).toEqual({
      score: 7,
      gold: true,
      since: '2026-11-27',
      code: '12',
    });
    expect((await run(`setVariable('score', '')`, {}, { outputs })).output).toEqual({ score: null });
    expect((await run('({})', {}, { outputs })).output).toEqual({});
  });

  it.each([
    ['number', `({ it: 'seven' })`, '“it” should be a number, but the script gives something else'],
    ['boolean', `({ it: 5 })`, '“it” should be yes or no, but the script gives something else'],
    ['date', `({ it: 'soon' })`, '“it” should be a date, but the script gives something else'],
    ['list', `({ it: 'a' })`, '“it” should be a list, but the script gives something else'],
    ['text', `({ it: { a: 1 } })`, '“it” should be a text, but the script gives something else'],
  ] as const)('fails if a value is not the declared %s', async (type, source, words) => {
    const error: unknown = await run(source, {}, { outputs: [{ name: 'it', type }] }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'Permanent', code: 'script.output-type' });
    expect(reasonTexts(...ACTION_REASONS)((error as Permanent).reason).en).toBe(words);
  });

  it('drops output names that conditions cannot use', async () => {
    expect((await run(`({ 'a.b': 1, $where: 2, ok: 3 })`)).output).toEqual({ ok: 3 });
  });

  describe('gives the script the values of its parameters', () => {
    const param = (name: string, part: Partial<ScriptParam> = {}): ScriptParam => ({
      name,
      label: `The ${name}`,
      type: 'text',
      required: false,
      default: null,
      ...part,
    });
    const params = [
      param('greeting', { required: true }),
      param('points', { type: 'number', default: 5 }),
      param('vip', { type: 'boolean' }),
      param('until', { type: 'date' }),
      param('size', { type: 'choice', options: ['S', 'M'] }),
    ];

    it('with their types, with merge fields filled in, defaults, and null for no value', async () => {
      const values = { greeting: 'Hei {{contact.firstName}}', vip: false, size: 'M', gone: 1 };
      expect((await run('return { ...params }', {}, { params, values })).output).toEqual({
        greeting: 'Hei Kari',
        points: 5,
        vip: false,
        until: null,
        size: 'M',
      });
    });

    it('in an object that it cannot change', async () => {
      const values = { greeting: 'Hei' };
      const change = await run(`params.points = 6`, {}, { params, values }).catch((error: unknown) => error);
      expect(change).toMatchObject({ code: 'script.threw' });
      const own = await run(`const params = { mine: 1 }; params`, {}, { params, values });
      expect(own.output).toEqual({ mine: 1 });
    });

    it.each([
      [{}, 'script.param-missing', '“The greeting” is not filled in, but the script needs it'],
      [
        { greeting: 'Hei', size: 'XL' },
        'script.param-invalid',
        '“The size” has a value that the script does not take any more',
      ],
    ])('unless they do not fit what it declares now: %j', async (values, code, words) => {
      const error: unknown = await run('1', {}, { params, values }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'Permanent', code });
      expect(reasonTexts(...ACTION_REASONS)((error as Permanent).reason).en).toBe(words);
    });
  });

  it('outputs its log', async () => {
    expect((await run(`console.log('hits', linkHits)`)).output).toEqual({ log: ['hits 3'] });
  });

  it.each([
    ['an endless loop', 'while (true) {}', 'script.timeout'],
    ['an error', `throw new Error('no price')`, 'script.threw'],
    ['a syntax error', 'const x = ;', 'script.syntax'],
  ])('fails permanently on %s, with a text for marketers', async (_, source, code) => {
    const error: unknown = await run(source).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'Permanent', code });
    expect(reasonTexts(...ACTION_REASONS)((error as Permanent).reason).nb).toContain('kript');
  });

  it('fails permanently if the script does not exist', async () => {
    const ctx = aContext({ ports: { sandbox, scripts: { sourceOf: async () => null } } });
    await expect(runScript.run(ctx, runScript.example)).rejects.toMatchObject({
      name: 'Permanent',
      code: 'script.missing',
    });
  });

  it('is retried if the sandbox fails', async () => {
    const broken = { ...sandbox, run: () => Promise.reject(new Error('no threads left')) };
    const ctx = aContext({ ports: { sandbox: broken } });
    await expect(runScript.run(ctx, runScript.example)).rejects.toMatchObject({
      name: 'Retryable',
      code: 'script.unavailable',
    });
  });

  it('stops a running script when the step is aborted', async () => {
    const abort = new AbortController();
    const running = run('while (true) {}', { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('the worker stops')), 20);
    await expect(running).rejects.toThrow('the worker stops');
  });
});
