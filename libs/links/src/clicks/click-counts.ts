import type { Verdict } from '@linkflow/contracts';

/**
 * Counts of one link or mailing. `clicks` excludes presses of the button on a confirm page; `clickers` is the number of recipients who
 * clicked. Those of machines are the rest: `clicks - humanClicks - suspectClicks`. A clicker has the best verdict of its clicks: human
 * before suspect before bot.
 */
export interface ClickCounts {
  clicks: number;
  humanClicks: number;
  suspectClicks: number;
  clickers: number;
  humanClickers: number;
  suspectClickers: number;
}

export const COUNT_FIELDS = [
  'clicks',
  'humanClicks',
  'suspectClicks',
  'clickers',
  'humanClickers',
  'suspectClickers',
] as const satisfies readonly (keyof ClickCounts)[];

export const NO_CLICKS: ClickCounts = {
  clicks: 0,
  humanClicks: 0,
  suspectClicks: 0,
  clickers: 0,
  humanClickers: 0,
  suspectClickers: 0,
};

/** The counts among the properties of a document; missing ones are 0. */
export function countsIn(found: Partial<ClickCounts>): ClickCounts {
  const counts = { ...NO_CLICKS };
  addCounts(counts, found);
  return counts;
}

/** Adds `counts` to `sum`, or takes them away. Missing counts are 0. */
export function addCounts(sum: ClickCounts, counts: Partial<ClickCounts>, sign: 1 | -1 = 1): void {
  for (const field of COUNT_FIELDS) sum[field] += sign * (counts[field] ?? 0);
}

/** The number of clickers with a verdict; of all without one. */
export const clickersWith = (
  { clickers, humanClickers, suspectClickers }: ClickCounts,
  verdict?: Verdict,
): number => numberWith({ all: clickers, human: humanClickers, suspect: suspectClickers }, verdict);

/** The number of clicks with a verdict; of all without one. */
export const clicksWith = ({ clicks, humanClicks, suspectClicks }: ClickCounts, verdict?: Verdict): number =>
  numberWith({ all: clicks, human: humanClicks, suspect: suspectClicks }, verdict);

function numberWith(numbers: { all: number; human: number; suspect: number }, verdict?: Verdict): number {
  const { all, human, suspect } = numbers;
  return verdict === 'bot' ? all - human - suspect : numbers[verdict ?? 'all'];
}

export const areEqual = (one: ClickCounts, other: ClickCounts): boolean =>
  COUNT_FIELDS.every((field) => one[field] === other[field]);

/** Aggregation expression: 1 if the verdict in `field` is this one, else 0. A document of an early release has no verdict: a person's. */
const oneIf = (field: string, verdict: 'human' | 'suspect') => ({
  $cond: [{ $eq: [{ $ifNull: [field, 'human'] }, verdict] }, 1, 0],
});

/** Accumulators of a `$group` over clicks. */
export const CLICK_SUMS = {
  clicks: { $sum: 1 },
  humanClicks: { $sum: oneIf('$verdict', 'human') },
  suspectClicks: { $sum: oneIf('$verdict', 'suspect') },
};

/** The names of the counts by verdict. */
const BY_VERDICT = {
  clicks: { human: 'humanClicks', suspect: 'suspectClicks' },
  clickers: { human: 'humanClickers', suspect: 'suspectClickers' },
} as const;

/** The counts of `n` clicks or clickers with a verdict. A document of an early release has no verdict: a person's. */
export function countsOf(
  what: keyof typeof BY_VERDICT,
  verdict: Verdict | null | undefined,
  n: number,
): Partial<ClickCounts> {
  const { human, suspect } = BY_VERDICT[what];
  return {
    [what]: n,
    ...((verdict ?? 'human') === 'human' && { [human]: n }),
    ...(verdict === 'suspect' && { [suspect]: n }),
  };
}

/**
 * Stages that count clicks or clickers for each value of `field`. They count the documents of each verdict first, in half the time that
 * MongoDB needs to evaluate conditions for each document.
 */
export function countsBy(
  field: 'linkId' | 'mailingId',
  { what, verdict }: { what: 'clicks' | 'clickers'; verdict: 'verdict' | 'mailingVerdict' },
): Record<string, unknown>[] {
  const numberIf = (wanted: 'human' | 'suspect') => ({
    $sum: { $cond: [{ $eq: [{ $ifNull: ['$_id.verdict', 'human'] }, wanted] }, '$n', 0] },
  });
  const { human, suspect } = BY_VERDICT[what];
  return [
    { $group: { _id: { of: `$${field}`, verdict: `$${verdict}` }, n: { $sum: 1 } } },
    {
      $group: {
        _id: '$_id.of',
        [what]: { $sum: '$n' },
        [human]: numberIf('human'),
        [suspect]: numberIf('suspect'),
      },
    },
  ];
}

/** Accumulators of a `$group` over clickers: their clicks that were deleted after their retention. */
export const ARCHIVED_SUMS = {
  clicks: { $sum: '$archivedClicks' },
  humanClicks: {
    $sum: {
      $subtract: [
        '$archivedClicks',
        { $add: [{ $ifNull: ['$archivedSuspects', 0] }, { $ifNull: ['$archivedBots', 0] }] },
      ],
    },
  },
  suspectClicks: { $sum: '$archivedSuspects' },
};

/** The clicks of a recipient by verdict. Those of machines are the rest. */
export interface RecipientClicks {
  clicks: number;
  humanClicks: number;
  suspectClicks: number;
  /** Times among the clicks of people that are still stored; null if there are none. */
  firstHumanAt: Date | null;
  lastHumanAt: Date | null;
}

/** The counts of a recipient's clicks; zeros for a recipient without clicks. */
export const clickCountsIn = ({
  clicks = 0,
  humanClicks = 0,
  suspectClicks = 0,
}: Partial<RecipientClicks> = {}): Pick<RecipientClicks, 'clicks' | 'humanClicks' | 'suspectClicks'> => ({
  clicks,
  humanClicks,
  suspectClicks,
});

/** Documents of early releases have no verdict and count as human. */
export const withVerdict = (verdict: Verdict) =>
  verdict === 'human'
    ? { verdict: { $in: ['human', null] as (Verdict | null)[] as Verdict[] } }
    : { verdict };
