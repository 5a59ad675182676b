import { describe, expect, it } from 'vitest';
import { durationText } from './durations';
import { reasonTexts } from './reasons';
import { signalReason } from './verdicts';

describe('a duration in words', () => {
  it.each([
    [0, '0 seconds', '0 sekunder'],
    [0.4, '0.4 seconds', '0,4 sekunder'],
    [1, '1 second', '1 sekund'],
    [59, '59 seconds', '59 sekunder'],
    [60, '1 minute', '1 minutt'],
    [268, '4 minutes and 28 seconds', '4 minutter og 28 sekunder'],
    [3_600, '1 hour', '1 time'],
    [7_265, '2 hours and 1 minute', '2 timer og 1 minutt'],
    [86_400 * 3 + 3_600, '3 days and 1 hour', '3 dager og 1 time'],
    [86_400 + 59, '1 day', '1 dag'],
  ])('%d seconds', (seconds, en, nb) => {
    expect(durationText(seconds)).toMatchObject({ en, nb });
  });
});

describe('a reason with a duration', () => {
  const textOf = reasonTexts(signalReason);

  it('has it in words', () => {
    expect(textOf({ code: 'time.delivery', params: { seconds: 268 } }).nb).toBe(
      'Klikket kom 4 minutter og 28 sekunder etter at e-posten var levert',
    );
    expect(textOf({ code: 'confirm.fast', params: { tenths: 4 } }).nb).toBe(
      'Knappen ble trykket raskere enn en person kan (etter 0,4 sekunder)',
    );
  });

  it.each(Object.entries(signalReason.texts))('%s counts no units itself', (_code, { en, nb }) => {
    for (const text of [en, nb]) expect(text).not.toMatch(/\{(seconds|minutes|tenths)/);
  });
});
