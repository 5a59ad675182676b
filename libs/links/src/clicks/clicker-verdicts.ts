import { Injectable } from '@nestjs/common';
import type { Verdict } from '@linkflow/contracts';
import { NOT_RESET, recipientOnLinkKey, type ClickDoc, type ClickerDoc } from './click-documents';
import { withVerdict } from './click-counts';
import { ClicksRepository } from './clicks.repository';
import type { ClickWindow } from './delivery-windows';

const BEST_FIRST: readonly Verdict[] = ['human', 'suspect', 'bot'];

export const bestOf = (verdicts: Iterable<Verdict>): Verdict => {
  const found = new Set(verdicts);
  return BEST_FIRST.find((verdict) => found.has(verdict)) ?? 'human';
};

/** The verdict that counts. A click of an early release has none and counts as human. */
export const verdictOf = ({ verdict = 'human' }: Pick<ClickDoc | ClickerDoc, 'verdict'>): Verdict => verdict;

/** The clicks of a recipient, and the verdict that each of them has after the judgement. */
export interface JudgedClicks {
  window: ClickWindow;
  after: readonly Verdict[];
}

/** A change of a clicker. `slice`: the id of the click in whose slice the clicker is counted. */
export interface ClickerUpdate {
  id: string;
  slice: string;
  set: Partial<ClickerDoc>;
}

/**
 * Finds the verdicts of clickers: the best of their clicks, in the window that was judged and outside of it. Clicks before a reset of the
 * counters do not matter.
 */
@Injectable()
export class ClickerVerdicts {
  constructor(private readonly repository: ClicksRepository) {}

  /** The clickers whose verdicts must change, by recipient. */
  async updatesOf(judged: readonly JudgedClicks[]): Promise<Map<string, ClickerUpdate[]>> {
    const [whole, parts] = [judged.filter(isWhole), judged.filter((one) => !isWhole(one))];
    const doubtful = whole.filter(isDoubtful);
    const clickers = await this.ofLinks(
      doubtful.flatMap(({ window }) => [...new Set(window.clicks.map(recipientOnLinkKey))]),
    );
    const updates = new Map(
      doubtful.map((one) => {
        const { recipientId } = one.window;
        return [recipientId, updatesFor(clickers.get(recipientId) ?? [], bestInWindow(one))];
      }),
    );
    for (const one of parts) updates.set(one.window.recipientId, await this.updatesOfPart(one));
    return updates;
  }

  /** As `updatesOf`, for a recipient who has clicks outside of the window. Reads a few documents for each link of the mail. */
  private async updatesOfPart(one: JudgedClicks): Promise<ClickerUpdate[]> {
    const { recipientId } = one.window;
    const linkIds: string[] = await this.repository.clicks.distinct('linkId', { recipientId });
    const clickers = await this.ofLinks(linkIds.map((linkId) => recipientOnLinkKey({ linkId, recipientId })));
    const best = bestInWindow(one);
    const withOthers = await Promise.all(
      (clickers.get(recipientId) ?? []).map(async (clicker): Promise<[string, Verdict]> => {
        const inWindow = best.get(clicker._id);
        if (inWindow === undefined) return [clicker._id, verdictOf(clicker)];
        return [clicker._id, await this.bestWithOthers(one.window, clicker.linkId, inWindow)];
      }),
    );
    return updatesFor(clickers.get(recipientId) ?? [], new Map(withOthers));
  }

  /** The best verdict of the clicks on a link in the window, `inWindow`, and outside of it. */
  private async bestWithOthers(
    { recipientId, clicks }: ClickWindow,
    linkId: string,
    inWindow: Verdict,
  ): Promise<Verdict> {
    const [first, last] = [clicks[0], clicks.at(-1)];
    if (!first || !last) return inWindow;
    const edges = new Set([first.at.getTime(), last.at.getTime()]);
    const atTheEdges = clicks.filter(({ at }) => edges.has(at.getTime()));
    for (const verdict of BEST_FIRST.slice(0, BEST_FIRST.indexOf(inWindow))) {
      const outside = await this.repository.clicks.findOne(
        {
          recipientId,
          linkId,
          ...withVerdict(verdict),
          reset: NOT_RESET,
          _id: { $nin: atTheEdges.map(({ _id }) => _id) },
          $or: [{ at: { $lte: first.at } }, { at: { $gte: last.at } }],
        },
        { projection: { _id: 1 } },
      );
      if (outside) return verdict;
    }
    return inWindow;
  }

  private async ofLinks(keys: readonly string[]): Promise<Map<string, ClickerDoc[]>> {
    if (keys.length === 0) return new Map();
    const found = await this.repository.clickers.find({ _id: { $in: [...keys] } }).toArray();
    return Map.groupBy(found, ({ recipientId }) => recipientId);
  }
}

const isWhole = ({ window: { hasEarlier, hasLater } }: JudgedClicks): boolean => !hasEarlier && !hasLater;

/** Whether one of the clicks was or now is suspect or a machine's. If none is, all clickers count as people, before and after. */
const isDoubtful = ({ window, after }: JudgedClicks): boolean =>
  window.clicks.some((click, index) => verdictOf(click) !== 'human' || after[index] !== 'human');

/** The best verdict in the window, by clicker. */
function bestInWindow({ window, after }: JudgedClicks): Map<string, Verdict> {
  const byClicker = Map.groupBy(
    window.clicks.flatMap((click, index) =>
      !click.reset ? [{ key: recipientOnLinkKey(click), verdict: after[index] ?? ('human' as const) }] : [],
    ),
    ({ key }) => key,
  );
  return new Map([...byClicker].map(([key, clicks]) => [key, bestOf(clicks.map(({ verdict }) => verdict))]));
}

/** @param best the best verdict of the stored clicks, by clicker */
function updatesFor(clickers: readonly ClickerDoc[], best: ReadonlyMap<string, Verdict>): ClickerUpdate[] {
  const bestOfClicker = (clicker: ClickerDoc): Verdict =>
    bestOf([best.get(clicker._id) ?? [], archivedVerdicts(clicker)].flat());
  const bestOfMailing = bestOf(clickers.map(bestOfClicker));
  return clickers.flatMap((clicker) => {
    const verdict = bestOfClicker(clicker);
    const set: Partial<ClickerDoc> = {
      ...(verdict !== (clicker.verdict ?? 'human') && { verdict }),
      ...(clicker.first &&
        bestOfMailing !== (clicker.mailingVerdict ?? 'human') && { mailingVerdict: bestOfMailing }),
    };
    return Object.keys(set).length === 0 ? [] : [{ id: clicker._id, slice: clicker.createdByClick, set }];
  });
}

export function archivedVerdicts({
  archivedClicks = 0,
  archivedSuspects = 0,
  archivedBots = 0,
}: ClickerDoc): Verdict[] {
  const verdicts: Verdict[] = [];
  if (archivedClicks > archivedSuspects + archivedBots) verdicts.push('human');
  if (archivedSuspects > 0) verdicts.push('suspect');
  if (archivedBots > 0) verdicts.push('bot');
  return verdicts;
}
