import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { AgentClass, LookRecord, RequestEvidence } from '@linkflow/contracts';
import { BatchLoader, Batcher, RetentionConfig, collectionOf, readConfig } from '@linkflow/platform';
import { Recipients } from '../recipients';
import { agentClass } from '../verdicts';

/** A request for a tracked URL that was no click, as it is kept. */
export interface Look {
  id: string;
  at: Date;
  linkId: string;
  kind: LookRecord['kind'];
  seen: RequestEvidence;
  agent: AgentClass;
}

/**
 * Collection `looks`: the looks at the links of one recipient, who has one document. `_id` is the id of the recipient. The document is
 * deleted when the clicks of that time are.
 */
export interface LooksDoc {
  _id: string;
  /** In the order in which they were recorded. */
  looks: Look[];
  /** Absent if clicks are kept for ever. */
  expiresAt?: Date;
}

const LOOKS = 'looks';

/** Looks that are kept for a recipient, the first ones: later ones repeat what these say. A judgement stays the same then. */
export const MAX_LOOKS = 60;
const DAY_MS = 86_400_000;

/** HEAD requests and prefetches: evidence about the clicks of their recipient. They are not counted and start no run. */
@Injectable()
export class Looks {
  private readonly documents: mongo.Collection<LooksDoc>;
  private readonly keptDays = readConfig(RetentionConfig).RETENTION_CLICKS_DAYS;
  /** Lists of recipients whose looks are asked for in one turn share a query. Few recipients have any, so it finds less than it asks for. */
  private readonly lists = new BatchLoader<readonly string[], ReadonlyMap<string, LooksDoc>>(
    async (lists) => {
      const found = new Map((await this.find(lists.flat())).map((one) => [one._id, one]));
      return lists.map(() => found);
    },
  );

  constructor(
    @InjectConnection() connection: Connection,
    private readonly batcher: Batcher,
    private readonly recipients: Recipients,
  ) {
    this.documents = collectionOf(connection, LOOKS);
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  }

  /**
   * Stores looks idempotently. Those of unknown and erased recipients and of test messages are not stored.
   * @returns the looks of recipients for whom something was stored, whose clicks must be judged again
   */
  async record(looks: readonly LookRecord[]): Promise<LookRecord[]> {
    const byRecipient = [...Map.groupBy(looks, ({ recipient }) => recipient)];
    const stored = await Promise.all(
      byRecipient.map(async ([recipientId, given]) => ((await this.add(recipientId, given)) ? given : [])),
    );
    return stored.flat();
  }

  /** The looks at the links of recipients, by recipient, in the order of their times. A recipient without looks is absent. */
  async of(recipientIds: readonly string[]): Promise<Map<string, Look[]>> {
    const byRecipient = new Map<string, Look[]>();
    if (recipientIds.length === 0) return byRecipient;
    const found = await this.lists.load(recipientIds);
    for (const id of recipientIds) {
      const looks = found.get(id)?.looks;
      if (looks)
        byRecipient.set(
          id,
          looks.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
        );
    }
    return byRecipient;
  }

  /** Deletes the looks of erased recipients. */
  async erase(recipientIds: readonly string[]): Promise<void> {
    await this.documents.deleteMany({ _id: { $in: [...recipientIds] } });
  }

  find(recipientIds: readonly string[]): Promise<LooksDoc[]> {
    return this.documents.find({ _id: { $in: [...recipientIds] } }).toArray();
  }

  /** Returns false if nothing was stored. */
  private async add(recipientId: string, given: readonly LookRecord[]): Promise<boolean> {
    const recipient = await this.recipients.find(recipientId);
    if (!recipient || recipient.erasedAt || recipient.test) return false;
    const looks = given.map(lookOf);
    const newest = Math.max(...given.map(({ at }) => at));
    const spec = {
      _id: recipientId,
      // Matches no document that is full, or that has these looks already; the upsert then fails.
      where: {
        'looks.id': { $nin: looks.map(({ id }) => id) },
        [`looks.${MAX_LOOKS - 1}`]: { $exists: false },
      },
      update: {
        $push: { looks: { $each: looks, $slice: MAX_LOOKS } },
        ...(this.keptDays !== 'off' && { $max: { expiresAt: new Date(newest + this.keptDays * DAY_MS) } }),
      },
      upsert: true,
    };
    // Two upserts of one recipient may collide. The second attempt finds the document.
    if ((await this.batcher.update(LOOKS, spec)) !== 'existed') return true;
    return (await this.batcher.update(LOOKS, spec)) !== 'existed';
  }
}

const lookOf = ({ id, at, link, kind, seen, ua }: LookRecord): Look => ({
  id,
  at: new Date(at),
  linkId: link,
  kind,
  seen,
  agent: agentClass(ua),
});
