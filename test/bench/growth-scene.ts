import type mongoose from 'mongoose';
import { newId } from '@linkflow/platform';
import { LINKS, MAILINGS, PEOPLE, type Surroundings } from './growth-data';
import type { Scene } from './scene';

const BULK = 5_000;

/** Makes what stands around the clicks in bulk, as copies of what the API has made for the scene. */
export async function surround(connection: mongoose.Connection, scene: Scene): Promise<Surroundings> {
  const store = new Copies(connection);
  const [, ...links] = [scene.linkId, ...ids(LINKS - 1)];
  await store.copies('links', scene.linkId, links, (n) => ({ name: `Kobling ${n}` }));
  for (const linkId of links) {
    const version = `${scene.linkId}:${scene.version}`;
    await store.copies('link_versions', version, [`${linkId}:${scene.version}`], () => ({ linkId }));
  }
  const mailings = ids(MAILINGS);
  await store.copies('mailings', scene.mailingId, mailings, (n) => ({ name: `Utsendelse ${n}` }));
  const people = Array.from({ length: PEOPLE }, () => ({ recipientId: newId(), contactId: newId() }));
  const recipient = await store.one('recipients', { mailingId: scene.mailingId });
  const contact = await store.one('contacts', { _id: recipient.contactId });
  await store.insert(
    'contacts',
    people.map(({ contactId }, n) => ({ ...contact, _id: contactId, email: `kort${n}@example.no` })),
  );
  await store.insert(
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

class Copies {
  constructor(private readonly connection: mongoose.Connection) {}

  async copies(
    collection: string,
    of: string,
    as: string[],
    change: (n: number) => Record<string, unknown>,
  ): Promise<void> {
    const original = await this.one(collection, { _id: of });
    await this.insert(
      collection,
      as.map((_id, n) => ({ ...original, ...change(n), _id })),
    );
  }

  async one(collection: string, which: Record<string, unknown>): Promise<Stored> {
    const found = await this.connection.collection<Stored>(collection).findOne(which);
    if (!found) throw new Error(`Nothing to copy in ${collection}`);
    return found;
  }

  async insert(collection: string, documents: Stored[]): Promise<void> {
    for (let from = 0; from < documents.length; from += BULK) {
      await this.connection.collection<Stored>(collection).insertMany(documents.slice(from, from + BULK));
    }
  }
}
