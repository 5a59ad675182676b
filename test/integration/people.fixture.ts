import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll } from 'vitest';
import { ROUTES, type Verdict } from '@linkflow/contracts';
import { searchTextOf } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { signIn, startApps, testEnvironment, type ApiClient, type RunningApps } from '../support';
import { storeClicks } from './stored-clicks.fixture';

/** A click of a contact, by its number, on a link, by its number. */
export interface Clicked {
  who: number;
  link: number;
  verdict?: Verdict;
  at?: Date;
}

/** A mailing that was sent to contacts who clicked. */
export interface SentMailing {
  id: string;
  /** Ids of the recipients, by the number of their contact. */
  recipients: string[];
  click(clicks: readonly Clicked[]): Promise<void>;
}

/** The api and a worker, with contacts, links and mailings that were clicked. */
export function peopleForFile(name: string) {
  const environment = testEnvironment(name);
  let apps: RunningApps;
  let api: ApiClient;
  let db: Connection;
  beforeAll(async () => {
    apps = await startApps({ environment, only: ['api', 'worker'], seedDemo: true });
    api = await signIn(apps.apiUrl);
    db = await mongoose.createConnection(environment.mongoUri).asPromise();
  }, 180_000);
  afterAll(async () => {
    await db?.close();
    await apps?.stop();
    await environment.dispose();
  });
  const put = (collection: string, documents: object[]) =>
    documents.length === 0 ? undefined : db.collection(collection).insertMany(documents);

  return {
    get api() {
      return api;
    },
    get db() {
      return db;
    },
    environment,
    contacts: (count: number): Promise<string[]> =>
      Promise.all(
        Array.from({ length: count }, async (_, n) => {
          const body = { firstName: `P${n}`, lastName: newId(), email: `${newId()}@example.no` };
          return (await api.call(ROUTES.contacts.create, { body })).id;
        }),
      ),
    /** Many contacts, without the API. */
    async manyContacts(count: number): Promise<string[]> {
      const ids = Array.from({ length: count }, () => newId());
      const at = new Date();
      for (let from = 0; from < count; from += 10_000)
        await put(
          'contacts',
          ids.slice(from, from + 10_000).map((_id) => ({
            _id,
            firstName: 'P',
            lastName: _id,
            name: `P ${_id}`,
            email: `${_id}@example.no`,
            emailKey: `${_id}@example.no`,
            fields: {},
            createdAt: at,
            updatedAt: at,
          })),
        );
      return ids;
    },
    async links(count: number): Promise<string[]> {
      const names = Array.from({ length: count }, (_, n) => `Link ${n}`);
      return Promise.all(
        names.map(async (called) => {
          const body = { name: called, url: `https://example.com/${newId()}` };
          return (await api.call(ROUTES.links.create, { body })).id;
        }),
      );
    },
    /** A mailing to contacts. `unsent`: the numbers of those who did not get it. Null: a recipient without a card. */
    async sent(
      links: readonly string[],
      contacts: readonly (string | null)[],
      { unsent = [] as readonly number[] } = {},
    ): Promise<SentMailing> {
      const html = links.map((id) => `<a href="{{link:${id}}}">x</a>`).join('');
      const { id } = await api.call(ROUTES.mailings.create, {
        body: { name: 'Spring', subject: 'Hi', html },
      });
      const at = new Date();
      const recipients = contacts.map(() => newId());
      for (let from = 0; from < contacts.length; from += 10_000)
        await put(
          'recipients',
          contacts.slice(from, from + 10_000).map((contactId, n) => ({
            _id: recipients[from + n],
            mailingId: id,
            contactId,
            email: `${recipients[from + n]}@example.no`,
            addressKey: `${recipients[from + n]}@example.no`,
            name: 'P',
            searchText: searchTextOf({ email: `${recipients[from + n]}@example.no`, name: 'P' }),
            addedAt: at,
            removedAt: null,
            delivery: {
              state: unsent.includes(from + n) ? 'failed' : 'sent',
              round: 1,
              attempts: 1,
              at,
              sentAt: at,
            },
          })),
        );
      const click = (clicks: readonly Clicked[]) => {
        const judged = clicks.map(({ who, link, verdict = 'human', at = new Date() }) => ({
          linkId: links[link] ?? '',
          recipientId: recipients[who] ?? '',
          at,
          verdict,
        }));
        return storeClicks(db, id, judged);
      };
      return { id, recipients, click };
    },
    /** The ids of the contacts in a selection or project, as stored. */
    async members(kind: 'selection' | 'project', targetId: string): Promise<string[]> {
      const found = await db
        .collection<{ contactId: string }>('memberships')
        .find({ kind, targetId, active: true })
        .toArray();
      return found.map(({ contactId }) => contactId).sort();
    },
  };
}
