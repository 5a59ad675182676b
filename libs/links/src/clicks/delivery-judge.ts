import { Injectable } from '@nestjs/common';
import type { AgentClass, ClickRecord, ClickVerdict, Verdict } from '@linkflow/contracts';
import { Batcher } from '@linkflow/platform';
import { Recipients, type LinkRecipient, type MailFacts } from '../recipients';
import { Networks, agentClass, judge, type Delivery, type DeliveryRequest } from '../verdicts';
import {
  CLICKERS,
  CLICKS,
  recipientOnLinkKey,
  withVerdictEvent,
  type ClickDoc,
  type ClickerDoc,
} from './click-documents';
import { ClickPolicies } from './click-trust';
import { ClicksRepository } from './clicks.repository';
import { DirtySlices } from './slices';

/** The fields of a stored click that its verdict depends on. */
const JUDGED_FIELDS = [
  'linkId',
  'recipientId',
  'at',
  'kind',
  'run',
  'version',
  'seen',
  'agent',
  'verdict',
  'judgement',
  'correction',
  'history',
  'follow',
] as const satisfies readonly (keyof ClickDoc)[];
type JudgedClick = Pick<ClickDoc, '_id' | (typeof JUDGED_FIELDS)[number]>;

const PROJECTION = Object.fromEntries(JUDGED_FIELDS.map((field) => [field, 1]));

/** Newest clicks of a recipient that are judged together. Older ones keep what the classifier found. */
const MAX_CLICKS = 200;
/** Rounds of reading and judging, see `judge`. */
const MAX_ROUNDS = 5;
/** A score that differs by less is not stored, if the verdict is the same. */
const SCORE_STEP = 5;

const BEST_FIRST: readonly Verdict[] = ['human', 'suspect', 'bot'];
const bestOf = (verdicts: Iterable<Verdict>): Verdict => {
  const found = new Set(verdicts);
  return BEST_FIRST.find((verdict) => found.has(verdict)) ?? 'human';
};

/** The verdict that counts. A click of an early release has none and counts as human. */
export const verdictOf = ({ verdict = 'human' }: Pick<ClickDoc | ClickerDoc, 'verdict'>): Verdict => verdict;

/** A change of verdicts that a judgement would make; see `DeliveryJudge.changes`. */
export interface VerdictChange {
  clickId: string;
  linkId: string;
  mailingId: string;
  kind: ClickDoc['kind'];
  before: Verdict;
  after: Verdict;
}

/** The clicks of a recipient in the order of their times, and what the classifier says of each. */
interface JudgedRecipient {
  recipientId: string;
  mailingId: string;
  clicks: readonly JudgedClick[];
  /** Undefined for clicks without evidence, which keep what they have. */
  verdicts: readonly (ClickVerdict | undefined)[];
}

export interface JudgeOptions {
  /** Whether the runs of clicks whose verdict changes must follow. False when history is judged again. */
  runsFollow: boolean;
}

/**
 * Judges the clicks of a recipient with the classifier (libs/links/src/verdicts), stores the verdicts, and keeps those of the clickers in
 * step. The verdict of a click depends on the stored clicks of its recipient only, so judging twice changes nothing the second time.
 */
@Injectable()
export class DeliveryJudge {
  constructor(
    private readonly batcher: Batcher,
    private readonly repository: ClicksRepository,
    private readonly recipients: Recipients,
    private readonly networks: Networks,
    private readonly policies: ClickPolicies,
    private readonly dirtySlices: DirtySlices,
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
    return (await this.verdictsOf([request], recipient, mail))[0];
  }

  /**
   * Judges all clicks of these recipients again and stores what has changed. Another worker may record clicks of the same recipient at the
   * same time and judge them too. Each worker that has written something reads and judges again, so the last writer has seen all clicks.
   */
  async judge(recipientIds: readonly string[], options: JudgeOptions): Promise<void> {
    for (let round = 0, open = [...new Set(recipientIds)]; open.length > 0 && round < MAX_ROUNDS; round += 1)
      open = await this.judgeOnce(open, options);
  }

  /** The changes that judging these recipients again would make, without making them. */
  async changes(recipientIds: readonly string[]): Promise<VerdictChange[]> {
    const all: VerdictChange[] = [];
    for (const { mailingId, clicks, verdicts } of await this.judged(recipientIds)) {
      for (const [index, click] of clicks.entries()) {
        const before = verdictOf(click);
        const after = verdictAfter(click, verdicts[index]);
        const { _id: clickId, linkId, kind } = click;
        if (after !== before) all.push({ clickId, linkId, mailingId, kind, before, after });
      }
    }
    return all;
  }

  /** Returns the recipients for which something was written. */
  private async judgeOnce(recipientIds: readonly string[], options: JudgeOptions): Promise<string[]> {
    const judged = await this.judged(recipientIds);
    const clickers = await this.clickersOf(judged.filter(isDoubtful));
    const written = await Promise.all(
      judged.map(async (one) => {
        const { recipientId, clicks, verdicts } = one;
        const updates = clicks.flatMap((click, index) => updateOf(click, verdicts[index], options) ?? []);
        const ofClickers = clickerUpdates(one, clickers.get(recipientId) ?? []);
        const touched = [...updates.map(({ id }) => id), ...ofClickers.map(({ slice }) => slice)];
        if (touched.length === 0) return undefined;
        await this.dirtySlices.beforeWrite(touched);
        // The order matters if the process crashes in between: a clicker that counts as suspect or as a machine always has a stored click with
        // such a verdict, so `isDoubtful` makes the next judgement check the clickers.
        await this.writeClicks(updates.filter(({ verdict }) => verdict !== 'human'));
        await Promise.all(
          ofClickers.map(({ id, set }) => this.batcher.update(CLICKERS, { _id: id, update: { $set: set } })),
        );
        await this.writeClicks(updates.filter(({ verdict }) => verdict === 'human'));
        await this.dirtySlices.afterWrite(touched);
        return recipientId;
      }),
    );
    return written.filter((id) => id !== undefined);
  }

  private async writeClicks(updates: readonly ClickUpdate[]): Promise<void> {
    await Promise.all(updates.map(({ id, update }) => this.batcher.update(CLICKS, { _id: id, update })));
  }

  /** The clickers of judged clicks, by recipient. */
  private async clickersOf(judged: readonly JudgedRecipient[]): Promise<Map<string, ClickerDoc[]>> {
    const keys = new Set(judged.flatMap(({ clicks }) => clicks.map(recipientOnLinkKey)));
    if (keys.size === 0) return new Map();
    const found = await this.repository.clickers.find({ _id: { $in: [...keys] } }).toArray();
    return Map.groupBy(found, ({ recipientId }) => recipientId);
  }

  private async judged(recipientIds: readonly string[]): Promise<JudgedRecipient[]> {
    const [byRecipient, recipients] = await Promise.all([
      this.clicksOf(recipientIds),
      this.recipients.findMany(recipientIds),
    ]);
    return Promise.all(
      recipients.map(async (recipient) => {
        const clicks = byRecipient.get(recipient._id) ?? [];
        const mail = await this.recipients.mailOf(recipient.mailingId);
        return {
          recipientId: recipient._id,
          mailingId: recipient.mailingId,
          clicks,
          verdicts: await this.verdictsOf(clicks, recipient, mail),
        };
      }),
    );
  }

  /** The clicks of each recipient, in the order of their times. */
  private async clicksOf(recipientIds: readonly string[]): Promise<Map<string, JudgedClick[]>> {
    const found = await this.repository.clicks
      .find<JudgedClick>({ recipientId: { $in: [...recipientIds] } }, { projection: PROJECTION })
      .toArray();
    found.sort((a, b) => a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1));
    return Map.groupBy(found, ({ recipientId }) => recipientId);
  }

  /** The verdicts of clicks, in their order; undefined for old clicks and clicks without evidence, which keep what they have. */
  private async verdictsOf(
    all: readonly JudgedClick[],
    { delivery }: LinkRecipient,
    mail: MailFacts,
  ): Promise<(ClickVerdict | undefined)[]> {
    const older = Math.max(0, all.length - MAX_CLICKS);
    const clicks = all.slice(older);
    const given: Delivery = {
      deliveredAt: delivery?.sentAt?.getTime() ?? null,
      linksInMail: mail.links,
      ...(mail.hiddenLink !== undefined && { hiddenLink: mail.hiddenLink }),
      confirmLinks: new Set(clicks.filter(asksToConfirm).map(({ linkId }) => linkId)),
      requests: clicks.map(requestOf),
    };
    const policies = await Promise.all(clicks.map(async ({ linkId }) => this.policies.of(linkId)));
    const byStrictness = new Map<string, ClickVerdict[]>();
    return all.map((click, position) => {
      const index = position - older;
      if (index < 0 || !click.seen) return undefined;
      const strictness = policies[index]?.strictness ?? 'normal';
      let verdicts = byStrictness.get(strictness);
      if (!verdicts)
        byStrictness.set(strictness, (verdicts = judge(given, { networks: this.networks, strictness })));
      return verdicts[index];
    });
  }
}

/** The verdict that a click has after the judgement. */
const verdictAfter = (click: JudgedClick, judgement: ClickVerdict | undefined): Verdict =>
  click.correction?.verdict ?? judgement?.verdict ?? click.judgement?.verdict ?? 'human';

/** Whether one of the clicks was or now is suspect or a machine's. If none is, all clickers count as people, before and after. */
const isDoubtful = ({ clicks, verdicts }: JudgedRecipient): boolean =>
  clicks.some(
    (click, index) => verdictOf(click) !== 'human' || verdictAfter(click, verdicts[index]) !== 'human',
  );

/** The clickers of a recipient whose verdicts must change. `slice`: the id of the click in whose slice the clicker is counted. */
function clickerUpdates(
  { clicks, verdicts }: JudgedRecipient,
  clickers: readonly ClickerDoc[],
): { id: string; slice: string; set: Partial<ClickerDoc> }[] {
  const byClicker = Map.groupBy(
    clicks.map((click, index) => ({
      key: recipientOnLinkKey(click),
      verdict: verdictAfter(click, verdicts[index]),
    })),
    ({ key }) => key,
  );
  const bestOfClicker = (clicker: ClickerDoc): Verdict =>
    bestOf([
      ...(byClicker.get(clicker._id) ?? []).map(({ verdict }) => verdict),
      ...archivedVerdicts(clicker),
    ]);
  const best = bestOf(clickers.map(bestOfClicker));
  return clickers.flatMap((clicker) => {
    const verdict = bestOfClicker(clicker);
    const set: Partial<ClickerDoc> = {
      ...(verdict !== (clicker.verdict ?? 'human') && { verdict }),
      ...(clicker.first && best !== (clicker.mailingVerdict ?? 'human') && { mailingVerdict: best }),
    };
    return Object.keys(set).length === 0 ? [] : [{ id: clicker._id, slice: clicker.createdByClick, set }];
  });
}

/** The class of a click's user agent. */
export const agentOf = ({ agent, ua }: Pick<ClickRecord, 'agent' | 'ua'>): AgentClass =>
  agent ?? agentClass(ua);

/** Whether the click was answered with a confirm page, or pressed its button. */
const asksToConfirm = ({ kind, run }: JudgedClick): boolean => kind === 'confirm' || !run;

const requestOf = ({ linkId, at, kind, seen, agent }: JudgedClick): DeliveryRequest => ({
  at: at.getTime(),
  link: linkId,
  kind: kind === 'confirm' ? 'confirm' : 'get',
  ...(seen && { evidence: seen }),
  ...(agent && { agent }),
});

function archivedVerdicts({
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

interface ClickUpdate {
  id: string;
  verdict: Verdict;
  update: { $set: Partial<ClickDoc>; $push?: Record<string, unknown> };
}

function updateOf(
  click: JudgedClick,
  judgement: ClickVerdict | undefined,
  { runsFollow }: JudgeOptions,
): ClickUpdate | undefined {
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
  const mustFollow = isChanged && runsFollow && click.run && click.version > 0;
  const follow = click.correction ? 'correction' : (click.follow ?? 'judgement');
  // What a colleague said is in the history already.
  const event = isChanged &&
    !click.correction && {
      at: new Date(),
      verdict,
      ...(judgement && { score: judgement.score }),
      ...(!runsFollow && { again: true as const }),
    };
  return {
    id: click._id,
    verdict,
    update: {
      $set: { verdict, ...(judgement && { judgement }), ...(mustFollow && { follow }) },
      ...(event && withVerdictEvent(click, event)),
    },
  };
}
