import type mongoose from 'mongoose';
import { newId } from '@linkflow/platform';
import { LINKS, MAILINGS, PEOPLE, type ClickTargets } from './growth-data';
import type { Scene } from './scene';

const BULK = 5_000;

/** Inserts links, mailings and people into MongoDB as copies of the documents that the API has created for the scene. */
export async function createClickTargets(
  connection: mongoose.Connection,
  scene: Scene,
): Promise<ClickTargets> {
  const copier = new DocumentCopier(connection);
  const [, ...links] = [scene.linkId, ...ids(LINKS - 1)];
  await copier.copies('links', scene.linkId, links, (n) => ({ name: `Kobling ${n}` }));
  for (const linkId of links) {
    const version = `${scene.linkId}:${scene.version}`;
    await copier.copies('link_versions', version, [`${linkId}:${scene.version}`], () => ({ linkId }));
  }
  const mailings = ids(MAILINGS);
  await copier.copies('mailings', scene.mailingId, mailings, (n) => ({ name: `Utsendelse ${n}` }));
  const people = Array.from({ length: PEOPLE }, () => ({ recipientId: newId(), contactId: newId() }));
  const recipient = await copier.one('recipients', { mailingId: scene.mailingId });
  const contact = await copier.one('contacts', { _id: recipient.contactId });
  await copier.insert(
    'contacts',
    people.map(({ contactId }, n) => ({ ...contact, _id: contactId, email: `kort${n}@example.no` })),
  );
  await copier.insert(
    'recipients',
    people.map(({ recipientId, contactId }, n) => ({
      ...recipient,
      _id: recipientId,
      contactId,
      mailingId: mailings[n % mailings.length],
      email: `kort${n}@example.no`,
    })),
  );
  return { links: [scene.linkId, ...links], mailings, people };
}

const ids = (amount: number): string[] => Array.from({ length: amount }, newId);

interface Stored {
  _id: string;
  [field: string]: unknown;
}

class DocumentCopier {
  constructor(private readonly connection: mongoose.Connection) {}

  async copies(
    collection: string,
    originalId: string,
    ids: string[],
    change: (n: number) => Record<string, unknown>,
  ): Promise<void> {
    const original = await this.one(collection, { _id: originalId });
    await this.insert(
      collection,
      ids.map((_id, n) => ({ ...original, ...change(n), _id })),
    );
  }

  async one(collection: string, filter: Record<string, unknown>): Promise<Stored> {
    const found = await this.connection.collection<Stored>(collection).findOne(filter);
    if (!found) throw new Error(`${collection} has no document to copy`);
    return found;
  }

  async insert(collection: string, documents: Stored[]): Promise<void> {
    for (let from = 0; from < documents.length; from += BULK) {
      await this.connection.collection<Stored>(collection).insertMany(documents.slice(from, from + BULK));
    }
  }
}
