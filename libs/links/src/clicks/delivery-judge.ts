import { Injectable } from '@nestjs/common';
import type { AgentClass, ClickRecord, ClickVerdict, Verdict } from '@linkflow/contracts';
import { Batcher, Clock, LiveEvents } from '@linkflow/platform';
import { WebhookEvents } from '@linkflow/webhooks';
import { Recipients, type LinkRecipient, type MailFacts } from '../recipients';
import { Networks, agentClass, judge, type Delivery, type DeliveryRequest } from '../verdicts';
import { CLICKERS, CLICKS, asRead, withVerdictEvent, type ClickDoc } from './click-documents';
import { ClickPolicies, settles } from './click-trust';
import { ClickerVerdicts, verdictOf, type JudgedClicks } from './clicker-verdicts';
import { DeliveryWindows, type ClickWindow, type JudgedClick, type RequestTime } from './delivery-windows';
import { Looks, type Look } from './looks';
import { DirtySlices } from './slices';

/** Rounds of reading and judging, see `judge`. */
const MAX_ROUNDS = 5;
/** A score that differs by less is not stored, if the verdict is the same. */
const SCORE_STEP = 5;

/** A change of verdicts that a judgement would make; see `DeliveryJudge.changes`. */
export interface VerdictChange {
  clickId: string;
  linkId: string;
  mailingId: string;
  /** Whether the click counts; see `COUNTED_CLICKS`. */
  isCounted: boolean;
  before: Verdict;
  after: Verdict;
}

/** A window, and what the classifier says of each of its clicks. */
interface JudgedWindow {
  window: ClickWindow;
  mailingId: string;
  /** Undefined for clicks that are not judged, or without evidence. They keep what they have. */
  verdicts: readonly (ClickVerdict | undefined)[];
}

export interface JudgeOptions {
  /** Whether the runs of clicks whose verdict changes must follow. If not, because history is judged again, they only get the verdict. */
  runsFollow: boolean;
}

/**
 * Judges the clicks of a recipient with the classifier (libs/links/src/verdicts), stores the verdicts, and keeps those of the clickers in
 * step. The verdict of a click depends on the stored clicks and looks of its recipient only, so judging twice changes nothing the second time.
 */
@Injectable()
export class DeliveryJudge {
  constructor(
    private readonly batcher: Batcher,
    private readonly windows: DeliveryWindows,
    private readonly clickers: ClickerVerdicts,
    private readonly recipients: Recipients,
    private readonly networks: Networks,
    private readonly policies: ClickPolicies,
    private readonly dirtySlices: DirtySlices,
    private readonly looks: Looks,
    private readonly webhooks: WebhookEvents,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {}

  /** Judges a click by itself, before it is stored. */
  async alone(click: ClickRecord, recipient: LinkRecipient): Promise<ClickVerdict | undefined> {
    const mail = await this.recipients.mailOf(recipient.mailingId);
    const request: JudgedClick = {
      _id: click.id,
      linkId: click.link,
      recipientId: click.recipient,
      at: new Date(click.at),
      kind: click.kind,
      run: click.run,
      version: click.version,
      seen: click.seen,
      agent: agentOf(click),
    };
    const window = {
      recipientId: recipient._id,
      clicks: [request],
      from: 0,
      to: 1,
      hasEarlier: false,
      hasLater: false,
    };
    return (await this.verdictsOf(window, { recipient, mail, looks: [] }))[0];
  }

  /**
   * Judges the clicks again that requests at these times can matter for, and stores what has changed. Another worker may record clicks of the
   * same recipient at the same time and judge them too. Each worker that has written something reads and judges again, so the last writer has
   * seen all of them.
   * @returns the verdicts of the clicks by id, as they are stored now. Those of a recipient are absent if others were still writing.
   */
  async judge(times: readonly RequestTime[], options: JudgeOptions): Promise<ReadonlyMap<string, Verdict>> {
    const verdicts = new Map<string, Verdict>();
    for (let round = 0, open = [...times]; open.length > 0 && round < MAX_ROUNDS; round += 1) {
      const written = new Set<string>();
      await this.eachWindow(open, async (judged) => {
        for (const id of await this.store(judged, options)) written.add(id);
        for (const { window, verdicts: found } of judged) {
          if (written.has(window.recipientId)) continue;
          for (const [index, click] of window.clicks.entries())
            verdicts.set(click._id, verdictAfter(click, found[index]));
        }
      });
      open = open.filter(({ recipientId }) => written.has(recipientId));
    }
    return verdicts;
  }

  /** The changes that judging again around these times would make, without making them. */
  async changes(times: readonly RequestTime[]): Promise<VerdictChange[]> {
    const all = new Map<string, VerdictChange>();
    await this.eachWindow(times, (judged) => {
      for (const { window, mailingId, verdicts } of judged) {
        for (const [index, click] of window.clicks.entries()) {
          const before = verdictOf(click);
          const after = verdictAfter(click, verdicts[index]);
          const { _id: clickId, linkId, kind, reset } = click;
          const isCounted = kind === 'click' && !reset;
          if (after !== before) all.set(clickId, { clickId, linkId, mailingId, isCounted, before, after });
        }
      }
    });
    return [...all.values()];
  }

  /** Judges windows until all times were in one. */
  private async eachWindow(
    times: readonly RequestTime[],
    take: (judged: JudgedWindow[]) => void | Promise<void>,
  ): Promise<void> {
    for (let open = times; open.length > 0;) {
      const { windows, rest } = await this.windows.read(open);
      await take(await this.judged(windows));
      open = rest;
    }
  }

  /** Stores what has changed. Returns the recipients for whom something was written. */
  private async store(judged: readonly JudgedWindow[], options: JudgeOptions): Promise<string[]> {
    const [clickers, tells] = await Promise.all([
      this.clickers.updatesOf(judged.map(withVerdictsAfter)),
      this.webhooks.wants('click.verdict-changed'),
    ]);
    const now = this.clock.now();
    const settleMs = tells ? await this.settleTimes(judged) : undefined;
    const written = await Promise.all(
      judged.map(async ({ window: { recipientId, clicks }, mailingId, verdicts }) => {
        const updates = clicks.flatMap(
          (click, index) => updateOf(click, verdicts[index], { ...options, now, settleMs }) ?? [],
        );
        const ofClickers = clickers.get(recipientId) ?? [];
        const touched = [...updates.map(({ id }) => id), ...ofClickers.map(({ slice }) => slice)];
        if (touched.length === 0) return undefined;
        await this.dirtySlices.beforeWrite(touched);
        // The order matters if the process crashes in between: a clicker that counts as suspect or as a machine always has a stored click with
        // such a verdict, which makes the next judgement check the clickers.
        await this.writeClicks(updates.filter(({ verdict }) => verdict !== 'human'));
        await Promise.all(
          // A reset of counters may have moved the clicker to another slice. The next round reads it again then.
          ofClickers.map(({ id, slice, set }) =>
            this.batcher.update(CLICKERS, {
              _id: id,
              where: { createdByClick: slice },
              update: { $set: set },
            }),
          ),
        );
        await this.writeClicks(updates.filter(({ verdict }) => verdict === 'human'));
        await this.dirtySlices.afterWrite(touched);
        for (const { click, isChanged } of updates) if (isChanged) this.announce(click, mailingId);
        return recipientId;
      }),
    );
    return written.filter((id) => id !== undefined);
  }

  /** Tells the open pages that show counts. */
  private announce({ _id: clickId, linkId, recipientId, at }: JudgedClick, mailingId: string): void {
    const clickedAt = at.toISOString();
    this.live.announce(() => ({ type: 'click', clickId, linkId, mailingId, recipientId, at: clickedAt }));
  }

  /** How long clicks take to settle at least, by link, ms. */
  private async settleTimes(judged: readonly JudgedWindow[]): Promise<ReadonlyMap<string, number>> {
    const links = new Set(judged.flatMap(({ window }) => window.clicks.map(({ linkId }) => linkId)));
    return new Map(
      await Promise.all(
        [...links].map(async (id): Promise<[string, number]> => [id, (await this.policies.of(id)).settleMs]),
      ),
    );
  }

  private async writeClicks(updates: readonly ClickUpdate[]): Promise<void> {
    // A click whose verdict somebody else has written meanwhile is left to the next round, which reads it again.
    await Promise.all(
      updates.map(({ id, where, update }) => this.batcher.update(CLICKS, { _id: id, where, update })),
    );
  }

  private async judged(windows: readonly ClickWindow[]): Promise<JudgedWindow[]> {
    const ids = windows.map(({ recipientId }) => recipientId);
    if (ids.length === 0) return [];
    const [looks, recipients] = await Promise.all([this.looks.of(ids), this.recipients.findMany(ids)]);
    const byId = new Map(recipients.map((recipient) => [recipient._id, recipient]));
    const judged = await Promise.all(
      windows.map(async (window): Promise<JudgedWindow | undefined> => {
        const recipient = byId.get(window.recipientId);
        if (!recipient) return undefined;
        const mail = await this.recipients.mailOf(recipient.mailingId);
        const given = { recipient, mail, looks: looksIn(window, looks.get(recipient._id) ?? []) };
        const { mailingId } = recipient;
        return { window, mailingId, verdicts: await this.verdictsOf(window, given) };
      }),
    );
    return judged.filter((one) => one !== undefined);
  }

  /** The verdicts on the clicks of a window, in their order; undefined where nothing was judged. */
  private async verdictsOf(
    { clicks, from, to }: ClickWindow,
    { recipient, mail, looks }: { recipient: LinkRecipient; mail: MailFacts; looks: readonly Look[] },
  ): Promise<(ClickVerdict | undefined)[]> {
    const requests = [
      ...looks.map((look) => ({ index: -1, request: requestOfLook(look) })),
      ...clicks.map((click, index) => ({ index, request: requestOf(click) })),
    ].sort((a, b) => a.request.at - b.request.at);
    const given: Delivery = {
      deliveredAt: recipient.delivery?.sentAt?.getTime() ?? null,
      linksInMail: mail.links,
      // The hidden link of a message has the id of its recipient, see `isHiddenLink`.
      hiddenLink: recipient._id,
      requests: requests.map(({ request }) => request),
    };
    const wanted = {
      from: requests.findIndex(({ index }) => index >= from),
      to: requests.findLastIndex(({ index }) => index >= 0 && index < to) + 1,
    };
    const policies = await Promise.all(clicks.map(async ({ linkId }) => this.policies.of(linkId)));
    const byStrictness = new Map<string, ClickVerdict[]>();
    const verdicts: (ClickVerdict | undefined)[] = clicks.map(() => undefined);
    for (let place = wanted.from; place < wanted.to; place += 1) {
      const index = requests[place]?.index ?? -1;
      if (!clicks[index]?.seen) continue;
      const strictness = policies[index]?.strictness ?? 'normal';
      let found = byStrictness.get(strictness);
      if (!found) {
        found = judge(given, { networks: this.networks, strictness, wanted });
        byStrictness.set(strictness, found);
      }
      verdicts[index] = found[place - wanted.from];
    }
    return verdicts;
  }
}

/** The looks at the time of a window. Those outside of it are too far away to matter. */
function looksIn({ clicks, hasEarlier, hasLater }: ClickWindow, looks: readonly Look[]): readonly Look[] {
  const [first, last] = [clicks[0], clicks.at(-1)];
  return looks.filter(
    ({ at }) => (!hasEarlier || !first || at >= first.at) && (!hasLater || !last || at <= last.at),
  );
}

/** The verdict that a click has after the judgement. */
const verdictAfter = (click: JudgedClick, judgement: ClickVerdict | undefined): Verdict =>
  click.correction?.verdict ?? judgement?.verdict ?? click.judgement?.verdict ?? 'human';

const withVerdictsAfter = ({ window, verdicts }: JudgedWindow): JudgedClicks => ({
  window,
  after: window.clicks.map((click, index) => verdictAfter(click, verdicts[index])),
});

/** The class of a click's user agent. */
export const agentOf = ({ agent, ua }: Pick<ClickRecord, 'agent' | 'ua'>): AgentClass =>
  agent ?? agentClass(ua);

/** A click that starts no run was answered with a confirm page. */
const requestOf = ({ linkId, at, kind, run, seen, agent }: JudgedClick): DeliveryRequest => ({
  at: at.getTime(),
  link: linkId,
  kind: kind === 'confirm' ? 'confirm' : 'get',
  ...((kind === 'confirm' || !run) && { asksToConfirm: true }),
  ...(seen && { evidence: seen }),
  ...(agent && { agent }),
});

const requestOfLook = ({ linkId, at, kind, seen, agent }: Look): DeliveryRequest => ({
  at: at.getTime(),
  link: linkId,
  kind,
  evidence: seen,
  agent,
});

interface ClickUpdate {
  id: string;
  click: JudgedClick;
  /** Whether the click gets another verdict. */
  isChanged: boolean;
  verdict: Verdict;
  where: Record<string, unknown>;
  update: { $set: Partial<ClickDoc>; $inc: Record<string, number>; $push?: Record<string, unknown> };
}

/** What the run of a click must do whose verdict changes. What it had to do before is not forgotten. */
function followAfter({ correction, follow }: JudgedClick, runsFollow: boolean): ClickDoc['follow'] {
  if (correction) return 'correction';
  if (follow && follow !== 'mark') return follow;
  return runsFollow ? 'judgement' : 'mark';
}

interface UpdateOptions extends JudgeOptions {
  now: Date;
  /** See `settleTimes`; absent if no other system wants to know of changes. */
  settleMs: ReadonlyMap<string, number> | undefined;
}

/** What other systems are to be told of a change, if they may have been told the verdict before. */
function untoldAfter(
  click: JudgedClick,
  { runsFollow, now, settleMs }: UpdateOptions,
): ClickDoc['untold'] | undefined {
  const { linkId, kind, at, correction, follow, untold } = click;
  if (!settleMs || kind !== 'click') return undefined;
  const toldAt = at.getTime() + (settles(click) ? (settleMs.get(linkId) ?? 0) : 0);
  if (now.getTime() < toldAt && !untold) return undefined;
  const isCorrected = correction !== undefined || follow === 'correction';
  return {
    before: untold?.before ?? verdictOf(click),
    at: now,
    reason: isCorrected ? 'correction' : runsFollow ? 'judgement' : 'rejudgement',
  };
}

function updateOf(
  click: JudgedClick,
  judgement: ClickVerdict | undefined,
  options: UpdateOptions,
): ClickUpdate | undefined {
  const { runsFollow, now } = options;
  const before = click.judgement;
  const verdict = verdictAfter(click, judgement);
  const isChanged = verdict !== verdictOf(click);
  const isSame =
    !judgement ||
    (before !== undefined &&
      before.verdict === judgement.verdict &&
      before.classifier === judgement.classifier &&
      Math.abs(before.score - judgement.score) < SCORE_STEP);
  if (isSame && !isChanged) return undefined;
  const mustFollow = isChanged && click.run && click.version > 0;
  const follow = followAfter(click, runsFollow);
  const untold = isChanged ? untoldAfter(click, options) : undefined;
  // What a colleague said is in the history already.
  const event = isChanged &&
    !click.correction && {
      at: now,
      verdict,
      ...(judgement && { score: judgement.score }),
      ...(!runsFollow && { again: true as const }),
    };
  return {
    id: click._id,
    click,
    isChanged,
    verdict,
    where: asRead(click),
    update: {
      $inc: { verdictWrites: 1 },
      $set: {
        verdict,
        ...(judgement && { judgement }),
        ...(mustFollow && { follow }),
        ...(untold && { untold }),
      },
      ...(event && withVerdictEvent(click, event)),
    },
  };
}
