/**
 * Bytes on disk of one stored document, with its share of all indexes of its collection, as MongoDB compresses them.
 * test/integration/size.spec.ts measures them; these are those of 100,000 documents.
 */
export const BYTES = {
  /** A recorded click. */
  click: 300,
  /** A recipient who clicked a link; kept after its clicks are deleted. */
  clicker: 440,
  /** A run without its steps. */
  run: 450,
  /** A step of a run. */
  step: 45,
  /** A line of a card's history. */
  change: 150,
};

const DAYS_PER_MONTH = 30.4;

/**
 * What MongoDB stores when deletions and new clicks are in balance.
 *
 * @typedef {object} Load
 * @property {number} clicks per month
 * @property {number} steps per click, on average
 * @property {number} firstClicks share of the clicks that are a recipient's first on a link
 * @property {{ clicks: number, runs: number, history: number }} days how long each is kept
 *
 * @param {Load} load
 * @returns {{ what: string, days: number, documents: number, bytes: number }[]} `days`: Infinity for what is kept for ever, whose
 * documents and bytes are those of one year
 */
export function sizeOf({ clicks, steps, firstClicks, days }) {
  const during = (/** @type {number} */ kept) => (clicks * kept) / DAYS_PER_MONTH;
  const row = (
    /** @type {string} */ what,
    /** @type {number} */ kept,
    /** @type {number} */ perClick,
    /** @type {number} */ bytesEach,
  ) => {
    const documents = Math.round(during(Number.isFinite(kept) ? kept : 365) * perClick);
    return { what, days: kept, documents, bytes: Math.round(documents * bytesEach) };
  };
  return [
    row('clicks', days.clicks, 1, BYTES.click),
    row('runs', days.runs, 1, BYTES.run + steps * BYTES.step),
    row('history of cards', days.history, steps, BYTES.change),
    row('clickers', Number.POSITIVE_INFINITY, firstClicks, BYTES.clicker),
  ];
}
