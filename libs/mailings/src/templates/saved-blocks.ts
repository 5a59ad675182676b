import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import {
  BLOCKS_VERSION,
  MailStyles,
  type Block,
  type BlockDocument,
  type SavedBlock,
} from '@linkflow/contracts';
import { LinksService, NAME_ORDER, linkPlaceholder, type Author } from '@linkflow/links';
import { AppError, Clock, collectionOf, newId } from '@linkflow/platform';
import { changeBlock } from '../blocks/change-blocks';
import { linkIdsIn } from '../copies/portable-mailing';

/** Collection `saved_blocks`. */
export interface SavedBlockDoc {
  _id: string;
  name: string;
  block: Block;
  addedAt: Date;
  addedBy: Author;
}

/** Most blocks that colleagues can save. */
const MAX_SAVED = 500;

/** Blocks that colleagues saved, to use them in other mailings. */
@Injectable()
export class SavedBlocks {
  readonly documents: mongo.Collection<SavedBlockDoc>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly links: LinksService,
    private readonly clock: Clock,
  ) {
    this.documents = collectionOf(connection, 'saved_blocks');
  }

  async list(): Promise<SavedBlock[]> {
    const rows = await this.documents.find().collation(NAME_ORDER).sort({ name: 1 }).toArray();
    return rows.map(viewOf);
  }

  /** @throws AppError service.unavailable if there are too many */
  async add(block: Block, { id = newId(), name, by }: NewBlock): Promise<SavedBlock> {
    if ((await this.documents.estimatedDocumentCount()) >= MAX_SAVED)
      throw new AppError('service.unavailable', `There are too many saved blocks: at most ${MAX_SAVED}.`);
    const document: SavedBlockDoc = {
      _id: id,
      name,
      block: await this.withoutLocalLinks(block),
      addedAt: this.clock.now(),
      addedBy: by,
    };
    await this.documents.insertOne(document);
    return viewOf(document);
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<SavedBlock> {
    const document = await this.documents.findOne({ _id: id });
    if (!document) throw noSuchBlock();
    return viewOf(document);
  }

  /** @throws AppError not-found */
  async remove(id: string): Promise<void> {
    const { deletedCount } = await this.documents.deleteOne({ _id: id });
    if (deletedCount === 0) throw noSuchBlock();
  }

  /** A local link belongs to one mailing, so its address takes its place. A link that does not exist leads nowhere. */
  private async withoutLocalLinks(block: Block): Promise<Block> {
    const ids = linkIdsIn({ blocks: documentOf(block), html: null });
    const rows = await this.links.rows(ids);
    const addresses = await this.links.addressesOf(rows);
    const library = new Set(rows.filter(({ mailingId }) => mailingId === null).map(({ _id }) => _id));
    const plain = (linkId: string): string => addresses.get(linkId) ?? '';
    return changeBlock(block, {
      link: (link) =>
        link?.kind !== 'tracked' || library.has(link.linkId)
          ? link
          : { kind: 'url', url: plain(link.linkId) },
      html: (html) =>
        ids
          .filter((linkId) => !library.has(linkId))
          .reduce((text, linkId) => text.replaceAll(linkPlaceholder(linkId), plain(linkId)), html),
    });
  }
}

const documentOf = (block: Block): BlockDocument => ({
  version: BLOCKS_VERSION,
  styles: MailStyles.parse({}),
  blocks: [block],
});

interface NewBlock {
  id?: string;
  name: string;
  by: Author;
}

const viewOf = ({ _id, name, block, addedAt }: SavedBlockDoc): SavedBlock => ({
  id: _id,
  name,
  block,
  addedAt: addedAt.toISOString(),
});

const noSuchBlock = (): AppError => new AppError('not-found', 'The saved block does not exist.');
