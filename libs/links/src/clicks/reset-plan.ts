import { sliceOf } from '@linkflow/platform';
import { NO_CLICKS, addCounts, type ClickCounts } from './click-counts';
import { recipientOnLinkKey, type ClickDoc, type ClickerDoc } from './click-documents';
import { addTo, type SumsById } from './click-sums';
import { archivedVerdicts, bestOf, verdictOf } from './clicker-verdicts';
import { hourOfSlice, inHour, linkInMailing } from './total-keys';

/** The clicks of one recipient on one link before `at` no longer count. */
export interface ResetPair {
  linkId: string;
  recipientId: string;
  /** Id of the reset, and its time. */
  reset: string;
  at: Date;
  /**
   * Whether the deleted clicks of the clicker stop counting too. False for a late click that is older than the reset: deleted clicks may be
   * younger.
   */
  withArchived: boolean;
}

/** What a reset reads of a click. */
export type CountedClick = Pick<
  ClickDoc,
  '_id' | 'linkId' | 'mailingId' | 'recipientId' | 'kind' | 'at' | 'verdict' | 'reset'
>;

export interface RecipientState {
  clicks: readonly CountedClick[];
  clickers: readonly ClickerDoc[];
}

/** Writes that leave clicks out of the counts, and by how much the counts change. */
export interface ResetPlan {
  /** Ids of the clicks that no longer count, by the id of the reset. */
  clicks: Map<string, string[]>;
  /** Clickers that disappear, and clickers that lose their deleted clicks. */
  removed: ClickerDoc[];
  withoutArchived: ClickerDoc[];
  updated: { id: string; set: Partial<ClickerDoc> }[];
  /** Changes of the counts by slice. Those of `ARCHIVED` belong to sealed slices. */
  changes: Map<string, SumsById>;
}

/** Stands for the slices of deleted clicks, which are sealed. Less than the id of any slice. */
export const ARCHIVED = '';

/** Plans the reset of pairs of one recipient. Pure; planning a second time, with the result, changes nothing. */
export function planReset(before: RecipientState, pairs: readonly ResetPair[]): ResetPlan {
  const byKey = new Map(pairs.map((pair) => [recipientOnLinkKey(pair), pair]));
  const reset = new Map<string, string[]>();
  const clicks = before.clicks.map((click): CountedClick => {
    const pair = byKey.get(recipientOnLinkKey(click));
    if (!pair || click.reset || click.at >= pair.at) return click;
    reset.set(pair.reset, [...(reset.get(pair.reset) ?? []), click._id]);
    return { ...click, reset: pair.reset };
  });
  const removed: ClickerDoc[] = [];
  const withoutArchived: ClickerDoc[] = [];
  const left = before.clickers.flatMap((clicker): ClickerDoc[] => {
    const pair = byKey.get(clicker._id);
    if (!pair || clicker.firstAt >= pair.at) return [clicker];
    const counted = clicks.filter((click) => recipientOnLinkKey(click) === clicker._id && !click.reset);
    const after = clickerAfter(clicker, counted, pair);
    if (!after) {
      removed.push(clicker);
      return [];
    }
    if (pair.withArchived && hasArchived(clicker)) withoutArchived.push(clicker);
    return [after];
  });
  const clickers = withFirst(left);
  const stored = new Map(before.clickers.map((clicker) => [clicker._id, clicker]));
  const updated = clickers.flatMap((clicker) => {
    const set = differenceOf(stored.get(clicker._id), clicker);
    return Object.keys(set).length > 0 ? [{ id: clicker._id, set }] : [];
  });
  return {
    clicks: reset,
    removed,
    withoutArchived,
    updated,
    changes: changesBetween(before, { clicks, clickers }),
  };
}

/** What the clicker becomes; undefined if nothing of it counts any more. */
function clickerAfter(
  clicker: ClickerDoc,
  counted: readonly CountedClick[],
  { at, withArchived }: ResetPair,
): ClickerDoc | undefined {
  const isArchived = !withArchived && hasArchived(clicker);
  if (counted.length === 0 && !isArchived) return undefined;
  const times = counted.map((click) => click.at.getTime());
  const isCreatorLeft = isArchived || counted.some(({ _id }) => _id === clicker.createdByClick);
  const firstId = counted.map(({ _id }) => _id).sort()[0];
  return {
    ...(withArchived ? withoutArchivedFields(clicker) : clicker),
    firstAt: isArchived ? at : new Date(Math.min(...times)),
    lastAt: times.length > 0 ? new Date(Math.max(...times)) : clicker.lastAt,
    createdByClick: isCreatorLeft || firstId === undefined ? clicker.createdByClick : firstId,
    verdict: bestOf([...counted.map(verdictOf), ...(isArchived ? archivedVerdicts(clicker) : [])]),
  };
}

function withoutArchivedFields(clicker: ClickerDoc): ClickerDoc {
  const { _id, linkId, recipientId, mailingId, firstAt, lastAt, createdByClick, first, mailingVerdict } =
    clicker;
  const fields = { _id, linkId, recipientId, mailingId, firstAt, lastAt, createdByClick, first };
  return { ...fields, ...(mailingVerdict && { mailingVerdict }) };
}

const hasArchived = ({ archivedClicks = 0, firstRunClick }: ClickerDoc): boolean =>
  archivedClicks > 0 || firstRunClick !== undefined;

/** One clicker of a recipient counts for its mailing, with the best verdict of all. */
function withFirst(clickers: readonly ClickerDoc[]): ClickerDoc[] {
  const first =
    clickers.find((clicker) => clicker.first) ??
    clickers.toSorted((a, b) => (a.createdByClick < b.createdByClick ? -1 : 1))[0];
  const mailingVerdict = bestOf(clickers.map(verdictOf));
  return clickers.map((clicker) =>
    clicker === first ? { ...clicker, first: true, mailingVerdict } : clicker,
  );
}

/** Fields of a clicker that a reset may change, with what a missing one means. */
const COMPARED = {
  firstAt: undefined,
  lastAt: undefined,
  createdByClick: undefined,
  first: false,
  verdict: 'human',
  mailingVerdict: 'human',
} as const;

function differenceOf(before: ClickerDoc | undefined, after: ClickerDoc): Partial<ClickerDoc> {
  const fields = Object.keys(COMPARED) as (keyof typeof COMPARED)[];
  const valueIn = (clicker: ClickerDoc | undefined, field: keyof typeof COMPARED) =>
    (clicker?.[field] ?? COMPARED[field])?.valueOf();
  const changed = fields.filter((field) => valueIn(before, field) !== valueIn(after, field));
  return Object.fromEntries(changed.map((field) => [field, after[field]]));
}

function changesBetween(before: RecipientState, after: RecipientState): Map<string, SumsById> {
  const changes = new Map<string, SumsById>();
  addState(changes, after, 1);
  addState(changes, before, -1);
  return changes;
}

/** Adds what the documents contribute to the counts of their links and mailings, by slice; as ClickSums counts them. */
function addState(sums: Map<string, SumsById>, { clicks, clickers }: RecipientState, sign: 1 | -1): void {
  const add = (slice: string, id: string, counts: Partial<ClickCounts>): void => {
    let ofSlice = sums.get(slice);
    if (!ofSlice) sums.set(slice, (ofSlice = new Map()));
    addTo(ofSlice, id, counts, sign);
  };
  for (const { _id, kind, reset, linkId, mailingId, ...click } of clicks) {
    if (kind !== 'click' || reset) continue;
    const verdict = verdictOf(click);
    const counts = {
      clicks: 1,
      humanClicks: verdict === 'human' ? 1 : 0,
      suspectClicks: verdict === 'suspect' ? 1 : 0,
    };
    const slice = sliceOf(_id);
    const hour = hourOfSlice(slice);
    for (const key of [linkId, mailingId, linkInMailing(mailingId, linkId)]) add(slice, key, counts);
    for (const id of [linkId, mailingId]) add(slice, inHour(id, hour), counts);
  }
  for (const clicker of clickers) {
    const { linkId, mailingId, createdByClick, archivedClicks = 0 } = clicker;
    const slice = sliceOf(createdByClick);
    for (const key of [linkId, linkInMailing(mailingId, linkId)])
      add(slice, key, clickerCounts(verdictOf(clicker)));
    if (clicker.first) add(slice, mailingId, clickerCounts(clicker.mailingVerdict ?? 'human'));
    if (archivedClicks === 0) continue;
    const { archivedSuspects = 0, archivedBots = 0 } = clicker;
    const counts = {
      clicks: archivedClicks,
      humanClicks: archivedClicks - archivedSuspects - archivedBots,
      suspectClicks: archivedSuspects,
    };
    for (const key of [linkId, mailingId, linkInMailing(mailingId, linkId)]) add(ARCHIVED, key, counts);
  }
}

const clickerCounts = (verdict: string): Partial<ClickCounts> => ({
  clickers: 1,
  humanClickers: verdict === 'human' ? 1 : 0,
  suspectClickers: verdict === 'suspect' ? 1 : 0,
});

/** The counts of a slice after changes. Links and mailings without counts are left out. */
export function changedCounts(
  counts: readonly (ClickCounts & { of: string })[],
  changes: SumsById,
): (ClickCounts & { of: string })[] {
  const sums = new Map(counts.map(({ of, ...stored }) => [of, { ...NO_CLICKS, ...stored }]));
  for (const [of, change] of changes) {
    const sum = sums.get(of) ?? { ...NO_CLICKS };
    addCounts(sum, change);
    sums.set(of, sum);
  }
  return [...sums].flatMap(([of, sum]) => (Object.values(sum).some((n) => n !== 0) ? [{ of, ...sum }] : []));
}
