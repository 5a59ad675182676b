import { expect, it, onTestFinished } from 'vitest';
import { defineReasons, reasonTexts } from './reasons';
import { registerLanguage } from './texts';

const reason = defineReasons({
  'script.timeout': {
    en: 'The script was stopped after {ms} ms',
    nb: 'Skriptet ble stoppet etter {ms} ms',
  },
});
const textOf = reasonTexts(reason);

it('makes the text of a stored reason from its code and arguments, in every language', () => {
  const catalogue = { 'The script was stopped after {ms} ms': 'Skript nach {ms} ms gestoppt' };
  const { unregister } = registerLanguage('de', { locale: 'de-DE', name: 'Deutsch', catalogue });
  onTestFinished(unregister);
  const stored: unknown = JSON.parse(JSON.stringify(reason('script.timeout', { ms: 200 })));
  expect(stored).toEqual({ code: 'script.timeout', params: { ms: 200 } });
  expect(textOf(reason('script.timeout', { ms: 200 }))).toEqual({
    en: 'The script was stopped after 200 ms',
    nb: 'Skriptet ble stoppet etter 200 ms',
    de: 'Skript nach 200 ms gestoppt',
  });
});

it('shows the stored text of a reason from an older version', () => {
  const message = { en: 'It was slow', nb: 'Det gikk sakte' };
  expect(textOf({ code: 'script.timeout', message })).toBe(message);
});

it('says which code an unknown reason has, and one without its arguments', () => {
  expect(textOf({ code: 'gone' })).toEqual({
    en: 'An error that is not known here: gone',
    nb: 'En feil som ikke er kjent her: gone',
  });
  expect(textOf({ code: 'script.timeout' })).toMatchObject({
    en: 'An error that is not known here: script.timeout',
  });
});

it('refuses two texts for one code, but not the same table twice', () => {
  const other = defineReasons({ 'script.timeout': { en: 'Too slow', nb: 'For tregt' } });
  expect(() => reasonTexts(reason, other)).toThrow('script.timeout is defined twice');
  expect(() => reasonTexts(reason, reason)).not.toThrow();
});
