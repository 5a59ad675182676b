import type { ScriptOutput, ScriptTrial } from '@linkflow/contracts';
import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { renderParts } from '../../testing';
import { ScriptOutputs } from './script-outputs';

function renderOutputs(trial: ScriptTrial, initial: readonly ScriptOutput[] = []) {
  let present = initial;
  function Example() {
    const [outputs, setOutputs] = useState(initial);
    const change = (next: ScriptOutput[]) => {
      present = next;
      setOutputs(next);
    };
    return (
      <ScriptOutputs
        source="return 1"
        params={[]}
        outputs={outputs}
        onChange={change}
        errorAt={() => undefined}
      />
    );
  }
  const rendered = renderParts(<Example />, ({ method, path }) =>
    method === 'POST' && path === '/api/scripts/try' ? trial : undefined,
  );
  return { ...rendered, outputs: () => present };
}

const TRIAL: ScriptTrial = {
  values: { score: 7, gold: true, note: null },
  log: ['hits 1'],
  outputs: [
    { name: 'score', type: 'number' },
    { name: 'gold', type: 'boolean' },
  ],
  problem: null,
};

describe('the outputs of a script', () => {
  it('are learned from a test run, which shows what the script gave', async () => {
    const { user, sent, outputs } = renderOutputs(TRIAL, [{ name: 'gold', type: 'text' }]);
    await user.click(screen.getByRole('button', { name: 'Test run' }));
    const result = await screen.findByRole('status');
    expect(result.textContent).toContain('score 7');
    expect(result.textContent).toContain('note empty');
    expect(result.textContent).toContain('hits 1');
    expect(sent[0]?.body).toEqual({ source: 'return 1', params: [] });
    // What is declared already keeps its type.
    await user.click(within(result).getByRole('button', { name: 'Add 1 output' }));
    expect(outputs()).toEqual([
      { name: 'gold', type: 'text' },
      { name: 'score', type: 'number' },
    ]);
    expect(within(result).queryByRole('button')).toBeNull();
  });

  it('are declared, changed and removed by hand', async () => {
    const { user, outputs } = renderOutputs(TRIAL);
    await user.click(screen.getByRole('button', { name: 'Add an output' }));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'level');
    await user.click(screen.getByRole('combobox', { name: 'Type' }));
    await user.click(screen.getByRole('option', { name: 'Date' }));
    expect(outputs()).toEqual([{ name: 'level', type: 'date' }]);
    await user.click(screen.getByRole('button', { name: 'Remove level' }));
    expect(outputs()).toEqual([]);
  });

  it('are not learned from a run that failed; its reason is shown', async () => {
    const message = { en: 'The script failed: no price', nb: 'Skriptet feilet: no price' };
    const { user } = renderOutputs({
      values: {},
      log: [],
      outputs: [],
      problem: { code: 'script.threw', message },
    });
    await user.click(screen.getByRole('button', { name: 'Test run' }));
    expect((await screen.findByRole('alert')).textContent).toContain('no price');
  });
});
