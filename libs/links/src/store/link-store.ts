import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { readAgain, transaction } from '@linkflow/platform';
import {
  SLICES,
  type ClickDoc,
  type ClickerDoc,
  type FolderDoc,
  type LinkDoc,
  type RecipientDoc,
  type RollupDoc,
  type SliceDoc,
  type TotalDoc,
  type VersionDoc,
} from './documents';

/** The collections of this lib, typed, and transactions over them. */
@Injectable()
export class LinkStore {
  readonly links: mongo.Collection<LinkDoc>;
  readonly versions: mongo.Collection<VersionDoc>;
  readonly folders: mongo.Collection<FolderDoc>;
  readonly clicks: mongo.Collection<ClickDoc>;
  readonly clickers: mongo.Collection<ClickerDoc>;
  readonly totals: mongo.Collection<TotalDoc>;
  readonly slices: mongo.Collection<SliceDoc>;
  readonly rollup: mongo.Collection<RollupDoc>;
  /** Read only here. */
  readonly recipients: mongo.Collection<RecipientDoc>;

  constructor(@InjectConnection() private readonly connection: Connection) {
    const { db } = connection;
    if (!db) throw new Error('The store was made before MongoDB was connected.');
    this.links = db.collection<LinkDoc>('links');
    this.versions = db.collection<VersionDoc>('link_versions');
    this.folders = db.collection<FolderDoc>('folders');
    this.clicks = db.collection<ClickDoc>('clicks');
    this.clickers = db.collection<ClickerDoc>('clickers');
    this.totals = db.collection<TotalDoc>('click_totals');
    this.slices = db.collection<SliceDoc>(SLICES);
    this.rollup = db.collection<RollupDoc>('click_rollup');
    this.recipients = db.collection<RecipientDoc>('recipients');
  }

  /** All or nothing. `work` may be called again when it met another transaction, so it must read what it decides on. */
  transaction<T>(work: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    return transaction(this.connection, work);
  }

  /** Everything that is read is as it was at one moment. What is read in it is read one after the other. */
  atOneMoment<T>(read: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    return readAgain(SNAPSHOT_UNAVAILABLE, async () => {
      const session = this.connection.getClient().startSession({ snapshot: true });
      try {
        return await read(session);
      } finally {
        await session.endSession();
      }
    });
  }

  /** Makes the indexes that are missing. Called by the one app that sets up the database. */
  async ensureIndexes(): Promise<void> {
    const byName: mongo.IndexDescription = { key: { name: 1 }, collation: NAME_ORDER };
    await Promise.all([
      this.links.createIndexes([
        { key: { deletedAt: 1, updatedAt: -1 } },
        { key: { folderId: 1, deletedAt: 1 } },
        { key: { mailingId: 1, deletedAt: 1 } },
        byName,
      ]),
      this.versions.createIndexes([{ key: { linkId: 1, number: -1 }, unique: true }]),
      this.folders.createIndexes([{ key: { parentId: 1, name: 1 }, unique: true, collation: NAME_ORDER }]),
      this.clicks.createIndexes([
        // Clicks of a link in a slice are counted from the index alone. Those of a mailing are found by their ids.
        { key: { linkId: 1, kind: 1, _id: 1 } },
        // Clicks of one recipient, and whether one was the first that ran on its link.
        { key: { recipientId: 1, linkId: 1, run: 1, at: 1 } },
      ]),
      this.clickers.createIndexes([
        { key: { linkId: 1, lastAt: -1 } },
        // Clickers of a slice are counted from the index alone.
        { key: { born: 1, linkId: 1, mailingId: 1, first: 1 } },
        { key: { recipientId: 1 }, unique: true, partialFilterExpression: { first: true } },
      ]),
      this.slices.createIndexes([
        { key: { touchedAt: 1 }, partialFilterExpression: { touchedAt: { $exists: true } } },
      ]),
    ]);
  }
}

/** A collection or an index was made a moment ago, and the moment that was to be read is before it. */
const SNAPSHOT_UNAVAILABLE = 246;

/** Names compare as people read them: without regard to case, in the order of the Norwegian alphabet. */
export const NAME_ORDER: mongo.CollationOptions = { locale: 'nb', strength: 2 };
