import { formatValue, type ValueReader } from '@linkflow/contracts';

let lastMoment = { key: '', text: '' };

/**
 * A moment as `12 March 2027 at 14:30` or `12. mars 2027 kl. 14:30`. The last result is cached, because formatting dates is slow and most
 * clicks of a burst happen in the same minute.
 */
export function momentIn(at: Date, reader: ValueReader): string {
  const key = `${Math.floor(at.getTime() / 60_000)} ${reader.language} ${reader.timeZone}`;
  if (lastMoment.key !== key) lastMoment = { key, text: formatValue(at, {}, reader) };
  return lastMoment.text;
}
