import { inEveryLanguage, format, type Language, type Text } from './texts';

const UNITS = [
  {
    seconds: 86_400,
    text: { en: '{n, plural, one {# day} other {# days}}', nb: '{n, plural, one {# dag} other {# dager}}' },
  },
  {
    seconds: 3_600,
    text: {
      en: '{n, plural, one {# hour} other {# hours}}',
      nb: '{n, plural, one {# time} other {# timer}}',
    },
  },
  {
    seconds: 60,
    text: {
      en: '{n, plural, one {# minute} other {# minutes}}',
      nb: '{n, plural, one {# minutt} other {# minutter}}',
    },
  },
  {
    seconds: 1,
    text: {
      en: '{n, plural, one {# second} other {# seconds}}',
      nb: '{n, plural, one {# sekund} other {# sekunder}}',
    },
  },
] as const satisfies readonly { seconds: number; text: Text }[];

const AND: Text = { en: '{large} and {small}', nb: '{large} og {small}' };

/**
 * A duration in words, in its two largest units: `28 seconds`, `4 minutes and 28 seconds`, `2 hours`, `3 days and 1 hour`. Less than a second
 * has one decimal: `0.4 seconds`.
 */
export function durationText(seconds: number): Text {
  if (seconds > 0 && seconds < 1)
    return inEveryLanguage((language) => inUnit(3, Math.round(seconds * 10) / 10, language));
  const whole = Math.max(0, Math.round(seconds));
  const largest = Math.max(
    0,
    UNITS.findIndex((unit) => whole >= unit.seconds),
  );
  const index = whole === 0 ? UNITS.length - 1 : largest;
  const unit = UNITS[index]?.seconds ?? 1;
  const next = UNITS[index + 1];
  const rest = next ? Math.floor((whole % unit) / next.seconds) : 0;
  return inEveryLanguage((language) => {
    const large = inUnit(index, Math.floor(whole / unit), language);
    return rest === 0 ? large : format(AND, language, { large, small: inUnit(index + 1, rest, language) });
  });
}

function inUnit(index: number, n: number, language: Language): string {
  const unit = UNITS[index];
  return unit ? format(unit.text, language, { n }) : '';
}
