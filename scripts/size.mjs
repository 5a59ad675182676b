/**
 * `npm run size`: how much disk MongoDB needs. `npm run size -- --clicks 1000000 --days 365` calculates for a million clicks a month whose
 * documents are all kept for a year; the other options set each part.
 */
import { parseArgs } from 'node:util';
import { Failure, printFailure } from './lib/failure.mjs';
import { sizeOf } from './lib/size.mjs';

const number = { type: /** @type {const} */ ('string') };
const OPTIONS = {
  clicks: number,
  steps: number,
  'first-clicks': number,
  days: number,
  'clicks-days': number,
  'runs-days': number,
  'history-days': number,
};

try {
  print(sizeOf(readLoad()));
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}

/** The defaults of the days are those of the settings RETENTION_*_DAYS, which may also be `off`. */
function readLoad() {
  let values;
  try {
    ({ values } = parseArgs({ options: OPTIONS }));
  } catch (error) {
    throw failure(error instanceof Error ? error.message : String(error));
  }
  const read = (/** @type {keyof typeof OPTIONS} */ name, /** @type {number} */ fallback) => {
    const value = values[name];
    if (value === undefined) return fallback;
    if (value === 'off' && name.endsWith('days')) return Number.POSITIVE_INFINITY;
    if (value === '' || !(Number(value) >= 0)) throw failure(`--${name} must be a number.`);
    return Number(value);
  };
  const share = read('first-clicks', 0.8);
  if (share > 1) throw failure('--first-clicks is a share of the clicks, from 0 to 1.');
  const days = (
    /** @type {'clicks-days' | 'runs-days' | 'history-days'} */ name,
    /** @type {number} */ fallback,
  ) => read(name, read('days', fallback));
  return {
    clicks: read('clicks', 1_000_000),
    steps: read('steps', 3),
    firstClicks: share,
    days: {
      clicks: days('clicks-days', 730),
      runs: days('runs-days', 365),
      history: days('history-days', 1_095),
    },
  };
}

/** @param {string} message */
function failure(message) {
  return new Failure(message, {
    hint: `Options: ${Object.keys(OPTIONS)
      .map((name) => `--${name}`)
      .join(', ')}`,
  });
}

/** @param {ReturnType<typeof sizeOf>} rows */
function print(rows) {
  const gigabytes = (/** @type {number} */ bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
  const stays = rows.filter(({ days }) => !Number.isFinite(days));
  const deleted = rows.filter(({ days }) => Number.isFinite(days));
  for (const { what, days, documents, bytes } of rows) {
    const kept = Number.isFinite(days) ? `kept ${days} days` : 'kept for ever, each year';
    console.log(
      `${what.padEnd(18)}${kept.padEnd(26)}${documents.toLocaleString('en').padStart(14)}${gigabytes(bytes).padStart(12)}`,
    );
  }
  const sum = (/** @type {typeof rows} */ some) => some.reduce((total, { bytes }) => total + bytes, 0);
  console.log(`\n${gigabytes(sum(deleted))}, and ${gigabytes(sum(stays))} more each year`);
}
