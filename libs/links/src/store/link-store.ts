import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ClickDoc, ClickerDoc, FolderDoc, LinkDoc, RecipientDoc, VersionDoc } from './documents';

/** The collections of this lib, typed, and transactions over them. */
@Injectable()
export class LinkStore {
  readonly links: mongo.Collection<LinkDoc>;
  readonly versions: mongo.Collection<VersionDoc>;
  readonly folders: mongo.Collection<FolderDoc>;
  readonly clicks: mongo.Collection<ClickDoc>;
  readonly clickers: mongo.Collection<ClickerDoc>;
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
    this.recipients = db.collection<RecipientDoc>('recipients');
  }

  /** All or nothing. `work` may be called again when it met another transaction, so it must read what it decides on. */
  transaction<T>(work: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    return this.connection
      .getClient()
      .withSession((session) =>
        session.withTransaction(() => work(session), { writeConcern: { w: 'majority' } }),
      );
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
        // Counts per link and per mailing are answered from the index alone.
        { key: { linkId: 1, kind: 1 } },
        { key: { mailingId: 1, kind: 1 } },
        // Clicks of one recipient, and whether one was the first that ran on its link.
        { key: { recipientId: 1, linkId: 1, run: 1, at: 1 } },
      ]),
      this.clickers.createIndexes([
        { key: { linkId: 1, lastAt: -1 } },
        { key: { mailingId: 1, recipientId: 1 } },
      ]),
    ]);
  }
}

/** Names compare as people read them: without regard to case, in the order of the Norwegian alphabet. */
export const NAME_ORDER: mongo.CollationOptions = { locale: 'nb', strength: 2 };
