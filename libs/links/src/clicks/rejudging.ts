import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { Verdict } from '@linkflow/contracts';
import { AppError, Clock, collectionOf, lowestIdAt, newId } from '@linkflow/platform';
import { CLASSIFIER_VERSION } from '../verdicts';
import type { ClickDoc } from './click-documents';
import { ClicksRepository } from './clicks.repository';
import { DeliveryJudge, type VerdictChange } from './delivery-judge';

/** Collection `rejudgements`: history that is judged again. States: `running → done | stopped`. */
export interface RejudgementDoc {
  _id: string;
  state: 'running' | 'done' | 'stopped';
  from: Date;
  to: Date;
  /** Id of the last click that was looked at. Clicks are read in the order of their ids. */
  cursor: string;
  clicks: number;
  changes: { before: Verdict; after: Verdict; clicks: number }[];
  classifier: number;
  at: Date;
  endedAt?: Date;
  by: { id: string; name: string };
}

/** By how much judging again would change the number of clicks with each verdict. */
export type VerdictDifference = Record<Verdict, number>;

/** What judging again would change. `complete` is false if only the newest clicks of the period were looked at. */
export interface PreviewedChanges {
  clicks: number;
  complete: boolean;
  changes: RejudgementDoc['changes'];
  /** By the id of the link or mailing. */
  links: Map<string, VerdictDifference>;
  mailings: Map<string, VerdictDifference>;
  classifier: number;
}

/** Clicks that are read together. Each is judged with the others of its recipient. */
const PAGE_SIZE = 200;
/** Clicks that a preview looks at. */
const MAX_PREVIEWED = 5_000;
const MAX_LISTED = 20;
/** Time of one round, ms. */
const ROUND_MS = 10_000;

/**
 * Judges recorded clicks again, with a newer classifier or newer network lists. Only verdicts and counts change: no step is executed, and none
 * is undone. Judging twice changes nothing the second time, so an interrupted page is repeated.
 */
@Injectable()
export class Rejudging {
  private readonly documents: mongo.Collection<RejudgementDoc>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly repository: ClicksRepository,
    private readonly judge: DeliveryJudge,
    private readonly clock: Clock,
  ) {
    this.documents = collectionOf(connection, 'rejudgements');
  }

  list(): Promise<RejudgementDoc[]> {
    return this.documents.find().sort({ _id: -1 }).limit(MAX_LISTED).toArray();
  }

  async preview({ from, to }: { from: Date; to: Date }): Promise<PreviewedChanges> {
    const preview: PreviewedChanges = {
      clicks: 0,
      complete: true,
      changes: [],
      links: new Map(),
      mailings: new Map(),
      classifier: CLASSIFIER_VERSION,
    };
    let before = lowestIdAt(to.getTime());
    const start = lowestIdAt(from.getTime());
    for (;;) {
      const page = await this.page({ $gte: start, $lt: before }, -1);
      const oldest = page.at(-1);
      if (!oldest) return preview;
      const found = await this.changesIn(page);
      addChanges(preview.changes, found);
      for (const change of found) {
        if (!change.isCounted) continue;
        addDifference(preview.links, change.linkId, change);
        addDifference(preview.mailings, change.mailingId, change);
      }
      preview.clicks += page.length;
      if (preview.clicks >= MAX_PREVIEWED) return { ...preview, complete: false };
      before = oldest._id;
    }
  }

  async start({ from, to }: { from: Date; to: Date }, by: RejudgementDoc['by']): Promise<RejudgementDoc> {
    const rejudgement: RejudgementDoc = {
      _id: newId(),
      state: 'running',
      from,
      to,
      cursor: lowestIdAt(from.getTime()),
      clicks: 0,
      changes: [],
      classifier: CLASSIFIER_VERSION,
      at: this.clock.now(),
      by,
    };
    await this.documents.insertOne(rejudgement);
    return rejudgement;
  }

  /** @throws AppError not-found */
  async stop(id: string): Promise<RejudgementDoc> {
    await this.documents.updateOne(
      { _id: id, state: 'running' },
      { $set: { state: 'stopped', endedAt: this.clock.now() } },
    );
    return this.get(id);
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<RejudgementDoc> {
    const found = await this.documents.findOne({ _id: id });
    if (!found) throw new AppError('not-found', 'There is no such rejudgement');
    return found;
  }

  /** Judges pages of running rejudgements for some seconds, or until `signal` is aborted. The caller holds a lease that is longer. */
  async run(signal: AbortSignal): Promise<void> {
    const until = performance.now() + ROUND_MS;
    while (!signal.aborted && performance.now() < until) {
      const running = await this.documents.findOne({ state: 'running' }, { sort: { _id: 1 } });
      if (!running) return;
      await this.advance(running);
    }
  }

  private async advance({ _id, cursor, to, changes, clicks }: RejudgementDoc): Promise<void> {
    const page = await this.page({ $gt: cursor, $lt: lowestIdAt(to.getTime()) }, 1);
    const last = page.at(-1);
    if (!last) {
      await this.documents.updateOne(
        { _id, state: 'running' },
        { $set: { state: 'done', endedAt: this.clock.now() } },
      );
      return;
    }
    const found = await this.changesIn(page);
    await this.judge.judge(page.map(timeOf), { runsFollow: false });
    addChanges(changes, found);
    await this.documents.updateOne(
      { _id, cursor },
      { $set: { cursor: last._id, clicks: clicks + page.length, changes } },
    );
  }

  /** What judging the clicks of a page again would change. Other clicks of their recipients are not counted. */
  private async changesIn(page: readonly PagedClick[]): Promise<VerdictChange[]> {
    const inPage = new Set(page.map(({ _id }) => _id));
    const changes = await this.judge.changes(page.map(timeOf));
    return changes.filter(({ clickId }) => inPage.has(clickId));
  }

  private page(range: mongo.Condition<string>, direction: 1 | -1): Promise<PagedClick[]> {
    return this.repository.clicks
      .find(
        { _id: range },
        { projection: { recipientId: 1, at: 1 }, sort: { _id: direction }, limit: PAGE_SIZE },
      )
      .toArray();
  }
}

type PagedClick = Pick<ClickDoc, '_id' | 'recipientId' | 'at'>;

const timeOf = ({ recipientId, at }: PagedClick) => ({ recipientId, at: at.getTime() });

function addChanges(sums: RejudgementDoc['changes'], changes: readonly VerdictChange[]): void {
  for (const { before, after } of changes) {
    const sum = sums.find((one) => one.before === before && one.after === after);
    if (sum) sum.clicks += 1;
    else sums.push({ before, after, clicks: 1 });
  }
}

function addDifference(
  sums: Map<string, VerdictDifference>,
  id: string,
  { before, after }: VerdictChange,
): void {
  const sum = sums.get(id) ?? { human: 0, suspect: 0, bot: 0 };
  sums.set(id, sum);
  sum[before] -= 1;
  sum[after] += 1;
}
