import { describe, expect, it } from 'vitest';
import { signalName } from './signal-names';
import { signalReason } from './verdicts';

describe('the name of a signal', () => {
  it.each(Object.keys(signalReason.texts))('%s is not its code', (code) => {
    expect(signalName(code).en).not.toBe(code);
  });

  it('of another version is its code', () => {
    expect(signalName('agent.from-the-future')).toEqual({
      en: 'agent.from-the-future',
      nb: 'agent.from-the-future',
    });
  });
});
