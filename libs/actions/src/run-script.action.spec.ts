import { createSandbox } from '@linkflow/sandbox';
import { afterAll, describe, expect, it } from 'vitest';
import { aContext, type FakeClick } from './contract/fakes';
import { runScript } from './run-script.action';

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const run = (source: string, click: FakeClick = {}) =>
  runScript.run(
    aContext({
      ...click,
      ports: { sandbox, scripts: { sourceOf: async () => ({ name: 'Poeng', source }) } },
    }),
    runScript.example,
  );

describe('running a script', () => {
  it('tells the script what the original tells, as text', async () => {
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

  it('tells a script that the recipient has no card', async () => {
    expect((await run('({ custId })', { contactId: null })).output).toEqual({ custId: '' });
  });

  it('gives later conditions what it set and what it returned, the latter first', async () => {
    const { output } = await run(`setVariable('level', 'gold'); setVariable('score', 1); ({ score: 2 })`);
    expect(output).toEqual({ level: 'gold', score: 2 });
    expect((await run('40 + 2')).output).toEqual({ value: '42', number: 42 });
    expect((await run(`return 'gold'`)).output).toEqual({ value: 'gold' });
  });

  it('leaves out names that no condition could ask for', async () => {
    expect((await run(`({ 'a.b': 1, $where: 2, ok: 3 })`)).output).toEqual({ ok: 3 });
  });

  it('keeps what it logged', async () => {
    expect((await run(`console.log('hits', linkHits)`)).output).toEqual({ log: ['hits 3'] });
  });

  it.each([
    ['an endless loop', 'while (true) {}', 'script.timeout'],
    ['an error', `throw new Error('no price')`, 'script.threw'],
    ['a slip of the pen', 'const x = ;', 'script.syntax'],
  ])('fails for good on %s, with words for a marketer', async (_, source, code) => {
    await expect(run(source)).rejects.toMatchObject({
      name: 'Permanent',
      code,
      text: { nb: expect.stringContaining('kript') },
    });
  });

  it('fails for good when the script is gone', async () => {
    const ctx = aContext({ ports: { sandbox, scripts: { sourceOf: async () => null } } });
    await expect(runScript.run(ctx, runScript.example)).rejects.toMatchObject({
      name: 'Permanent',
      code: 'script.missing',
    });
  });

  it('is tried again when the sandbox itself is in trouble', async () => {
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
