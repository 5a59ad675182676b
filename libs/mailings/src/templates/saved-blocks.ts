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
import { replacing } from '../blocks/replace-in-blocks';
import { linkIdsIn } from '../copies/portable-mailing';
import { requireRoom } from '../stored-limits';

/** Collection `saved_blocks`. */
export interface SavedBlockDoc {
  _id: string;
  name: string;
  block: Block;
  addedAt: Date;
  addedBy: Author;
}

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

  /** @throws AppError limit.reached */
  async add(block: Block, { id = newId(), name, by }: NewBlock): Promise<SavedBlock> {
    requireRoom('saved-blocks', await this.documents.estimatedDocumentCount());
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

  /** A local link belongs to one mailing, so its address takes its place, also in texts. A link that does not exist leads nowhere. */
  private async withoutLocalLinks(block: Block): Promise<Block> {
    const ids = linkIdsIn({ blocks: documentOf(block), html: null });
    const rows = await this.links.rows(ids);
    const addresses = await this.links.addressesOf(rows);
    const library = new Set(rows.filter(({ mailingId }) => mailingId === null).map(({ _id }) => _id));
    const local = ids.filter((linkId) => !library.has(linkId));
    const plain = (text: string): string =>
      local.reduce(
        (changed, linkId) => changed.replaceAll(linkPlaceholder(linkId), () => addresses.get(linkId) ?? ''),
        text,
      );
    return changeBlock(block, replacing(plain));
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
