import mongoose from 'mongoose';
import { searchTextOf } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { signIn, type ApiClient, type RunningApps, type TestEnvironment } from '../support';
import type { ClickTargets } from './growth-data';
import type { Scene } from './scene';

const BULK = 5_000;
/** The mailings were sent before the first of the clicks. */
const SENT_BEFORE_MS = 31 * 86_400_000;

/** How many documents are created. */
export interface ClickTargetCounts {
  links: number;
  mailings: number;
  /** Number of recipients, each of one mailing. */
  people: number;
  /** Number of contacts, which the recipients share. */
  contacts: number;
}

interface OpenedTargets {
  api: ApiClient;
  connection: mongoose.Connection;
  targets: ClickTargets;
}

/** Creates the documents that clicks refer to, and has a connection to MongoDB during the work. */
export async function withClickTargets(
  { apps, environment, scene }: { apps: RunningApps; environment: TestEnvironment; scene: Scene },
  counts: ClickTargetCounts,
  work: (opened: OpenedTargets) => Promise<void>,
): Promise<void> {
  const connection = await mongoose.createConnection(environment.mongoUri).asPromise();
  try {
    const api = await signIn(apps.apiUrl);
    await work({ api, connection, targets: await createClickTargets(connection, scene, counts) });
  } finally {
    await connection.close();
  }
}

/** Inserts links, sent mailings and people into MongoDB as copies of the documents that the API has created for the scene. */
async function createClickTargets(
  connection: mongoose.Connection,
  scene: Scene,
  counts: ClickTargetCounts,
): Promise<ClickTargets> {
  const copier = new DocumentCopier(connection);
  const links = ids(counts.links - 1);
  await copier.copies('links', scene.linkId, links, (n) => ({ name: `Kobling ${n}` }));
  for (const linkId of links) {
    const version = `${scene.linkId}:${scene.version}`;
    await copier.copies('link_versions', version, [`${linkId}:${scene.version}`], () => ({ linkId }));
  }
  const mailings = ids(counts.mailings);
  const at = new Date(Date.now() - SENT_BEFORE_MS);
  const sending = {
    state: 'sent',
    startedAt: at,
    finishedAt: at,
    by: { kind: 'user', id: newId(), name: 'Måling' },
  };
  await copier.copies('mailings', scene.mailingId, mailings, (n) => ({ name: `Utsendelse ${n}`, sending }));
  const contacts = ids(counts.contacts);
  // Shifted by one with each round through the contacts, so that no contact is in a mailing twice.
  const contactOf = (n: number): number => (n + Math.floor(n / contacts.length)) % contacts.length;
  const people = Array.from({ length: counts.people }, (_, n) => ({
    recipientId: newId(),
    contactId: contacts[contactOf(n)] ?? '',
  }));
  const recipient = await copier.one('recipients', { mailingId: scene.mailingId });
  const contact = await copier.one('contacts', { _id: recipient.contactId });
  const delivery = { state: 'sent', attempts: 1, round: 1, at, sentAt: at };
  await copier.insert('contacts', contacts.length, (n) => ({
    ...contact,
    _id: contacts[n] ?? '',
    email: `kort${n}@example.no`,
  }));
  await copier.insert('recipients', people.length, (n) => ({
    ...recipient,
    _id: people[n]?.recipientId ?? '',
    contactId: people[n]?.contactId,
    mailingId: mailings[n % mailings.length],
    email: `kort${contactOf(n)}@example.no`,
    searchText: searchTextOf({
      email: `kort${contactOf(n)}@example.no`,
      name: String(recipient['name']),
    }),
    delivery,
  }));
  const ofEach = people.length / mailings.length;
  await copier.insert('recipient_counts', mailings.length, (n) => ({
    _id: mailings[n] ?? '',
    changes: 1,
    recipients: ofEach,
  }));
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
    await this.insert(collection, ids.length, (n) => ({ ...original, ...change(n), _id: ids[n] ?? '' }));
  }

  async one(collection: string, filter: Record<string, unknown>): Promise<Stored> {
    const found = await this.connection.collection<Stored>(collection).findOne(filter);
    if (!found) throw new Error(`${collection} has no document to copy`);
    return found;
  }

  /** Inserts documents in bulks, so that they are not all in memory. */
  async insert(collection: string, count: number, documentOf: (n: number) => Stored): Promise<void> {
    for (let from = 0; from < count; from += BULK) {
      const documents = Array.from({ length: Math.min(BULK, count - from) }, (_, n) => documentOf(from + n));
      await this.connection.collection<Stored>(collection).insertMany(documents);
    }
  }
}
