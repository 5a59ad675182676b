import { describe, expect, it } from 'vitest';
import { ROUTES, type ContactCard } from '@linkflow/contracts';
import { type ApiClient } from '../support';
import {
  ALL,
  iso,
  openRelease,
  type ChangeDoc,
  type ClickDoc,
  type ClickerDoc,
  type ContactDoc,
  type Dump,
  type LinkDoc,
  type MembershipDoc,
  type NamedDoc,
  type RecipientDoc,
  type VersionDoc,
  type WorkDoc,
} from './migration-0.1.fixture';

/*
 * The apps of this release must open the database of release 0.1, migrate it, and show the same data. All expected values are computed
 * from the documents of the dump.
 */
let dump: Dump;
let api: ApiClient;
openRelease('migration-0-1-data', (opened) => ({ dump, api } = opened));

describe('links and mailings of release 0.1', () => {
  it('have the same totals of clicks and clickers', async () => {
    const clicks = dump.all<ClickDoc>('clicks').filter(({ kind }) => kind === 'click');
    const clickers = dump.all<ClickerDoc>('clickers');
    const distinct = (docs: ClickerDoc[]): number => new Set(docs.map(({ recipientId }) => recipientId)).size;

    const links = await api.call(ROUTES.links.list, { query: ALL });
    const listed = dump.all<LinkDoc>('links').filter((link) => !link.deletedAt && !link.mailingId);
    expect(new Map(links.items.map(({ id, clicks, clickers }) => [id, [clicks, clickers]]))).toEqual(
      new Map(
        listed.map(({ _id }) => [
          _id,
          [
            clicks.filter(({ linkId }) => linkId === _id).length,
            distinct(clickers.filter(({ linkId }) => linkId === _id)),
          ],
        ]),
      ),
    );
    const mailings = await api.call(ROUTES.mailings.list, { query: ALL });
    const recipients = dump.all<RecipientDoc>('recipients').filter(({ removedAt }) => !removedAt);
    expect(
      new Map(
        mailings.items.map(({ id, clicks, clickers, recipients }) => [id, [clicks, clickers, recipients]]),
      ),
    ).toEqual(
      new Map(
        dump
          .all('mailings')
          .map(({ _id }) => [
            _id,
            [
              clicks.filter(({ mailingId }) => mailingId === _id).length,
              distinct(clickers.filter(({ mailingId }) => mailingId === _id)),
              recipients.filter(({ mailingId }) => mailingId === _id).length,
            ],
          ]),
      ),
    );
  });

  it('list the same recipients who clicked, with their times and clicks', async () => {
    for (const { _id: id } of dump.all<LinkDoc>('links').filter(({ deletedAt }) => !deletedAt)) {
      const { items } = await api.call(ROUTES.links.clickers, { params: { id }, query: ALL });
      const expected = dump
        .all<ClickerDoc>('clickers')
        .filter(({ linkId }) => linkId === id)
        .map((clicker) => ({
          recipientId: clicker.recipientId,
          email: dump.by<RecipientDoc>('recipients', clicker.recipientId).email,
          firstAt: iso(clicker.firstAt),
          lastAt: iso(clicker.lastAt),
          clicks: dump
            .all<ClickDoc>('clicks')
            .filter(
              (click) =>
                click.kind === 'click' && click.linkId === id && click.recipientId === clicker.recipientId,
            ).length,
        }));
      const shown = items.map(({ recipientId, email, firstAt, lastAt, clicks }) => ({
        recipientId,
        email,
        firstAt,
        lastAt,
        clicks,
      }));
      expect(shown).toHaveLength(expected.length);
      expect(shown).toEqual(expect.arrayContaining(expected));
    }
  });

  it('keep their drafts and versions', async () => {
    for (const link of dump.all<LinkDoc>('links').filter(({ deletedAt }) => !deletedAt)) {
      const params = { id: link._id };
      const versions = dump.all<VersionDoc>('link_versions').filter(({ linkId }) => linkId === link._id);
      const shown = await api.call(ROUTES.workflows.versions, { params });
      expect(shown).toEqual(
        versions
          .toSorted((a, b) => b.number - a.number)
          .map(({ number, hash, url, note, copyOf, publishedAt, publishedBy }) => ({
            number,
            hash,
            url,
            ...(note !== null && { note }),
            ...(copyOf !== null && { copyOf }),
            publishedAt: iso(publishedAt),
            publishedBy: expect.objectContaining(publishedBy),
            live: number === link.liveVersion,
          })),
      );
      for (const { number, document, layout } of versions) {
        const detail = await api.call(ROUTES.workflows.version, { params: { ...params, number } });
        expect({ document: detail.document, layout: detail.layout }).toEqual({ document, layout });
      }
      const detail = await api.call(ROUTES.links.get, { params });
      expect(detail).toMatchObject({ name: link.name, liveVersion: link.liveVersion });
      expect(detail.changed).toBe(link.draft.hash !== link.liveHash);
      const { revision, url, document } = link.draft;
      expect(detail.draft).toMatchObject({ revision, url, document });
    }
  });
});

describe('contact cards of release 0.1', () => {
  const ref = (doc: NamedDoc): { id: string; name: string } => ({ id: doc._id, name: doc.name });
  const byId = <T extends { id: string }>(a: T, b: T): number => (a.id < b.id ? -1 : 1);

  it('keep their fields, memberships, work and history', async () => {
    const fields = dump.all<NamedDoc & { key: string; entity: string }>('fields');
    for (const contact of dump.all<ContactDoc>('contacts')) {
      const card: ContactCard = await api.call(ROUTES.contacts.get, { params: { id: contact._id } });
      const { name, email, phone, country, title, companyId } = contact;
      expect(card).toMatchObject({ name, email, phone, country, title });
      expect(card.company?.name).toBe(companyId ? dump.by<NamedDoc>('companies', companyId).name : undefined);

      const shownFields = Object.fromEntries(card.fields.map(({ field, value }) => [field.key, value]));
      expect(shownFields).toEqual(
        Object.fromEntries(
          fields
            .filter(({ entity }) => entity === 'contact')
            .map(({ key }) => [key, contact.fields[key] ?? null]),
        ),
      );

      const memberships = dump
        .all<MembershipDoc>('memberships')
        .filter(({ contactId, active }) => active && contactId === contact._id);
      const collectionOf = { interest: 'interests', selection: 'selections', project: 'projects' } as const;
      for (const kind of ['interest', 'selection', 'project'] as const) {
        const shown = card[collectionOf[kind]].map(({ target, since }) => ({
          ...ref({ _id: target.id, ...target }),
          since,
        }));
        const expected = memberships
          .filter((membership) => membership.kind === kind)
          .map(({ targetId, since }) => ({
            ...ref(dump.by<NamedDoc>(collectionOf[kind], targetId)),
            since: iso(since),
          }));
        expect(shown.toSorted(byId)).toEqual(expected.toSorted(byId));
      }

      const idsOfWork = (collection: string): string[] =>
        dump
          .all<WorkDoc>(collection)
          .filter(({ contactId }) => contactId === contact._id)
          .map(({ _id }) => _id)
          .toSorted();
      expect(card.followUps.map(({ id }) => id).toSorted()).toEqual(idsOfWork('follow_ups'));
      expect(card.requests.map(({ id }) => id).toSorted()).toEqual(idsOfWork('requests'));

      const history = dump
        .all<ChangeDoc>('changes')
        .filter((change) => change.contactId === contact._id && !isWithoutChange(change));
      const entryOf = (change: Omit<ContactCard['changes'][number], 'source' | 'id'>): unknown => ({
        kind: change.kind,
        target: { id: change.target.id, name: change.target.name },
        value: change.value ?? null,
        previous: change.previous ?? null,
        at: change.at,
        applied: change.applied,
      });
      const known = new Set(dump.all('runs').map(({ _id }) => _id));
      const shown = card.changes
        .filter(({ source }) => source.kind !== 'run' || known.has(source.runId))
        .map(entryOf);
      const expected = history.map(({ at, kind, ...change }) =>
        entryOf({ ...change, kind: kind as ContactCard['changes'][number]['kind'], at: iso(at) ?? '' }),
      );
      expect(shown).toHaveLength(Math.min(expected.length, MAX_SHOWN_CHANGES));
      expect(expected).toEqual(expect.arrayContaining(shown));
      const timesDescend = card.changes.every(({ at }, index) => at <= (card.changes[index - 1]?.at ?? at));
      expect(timesDescend).toBe(true);
    }
  });
});
/** Whether the value of a line was already set, so that nothing changed. Cards do not show such lines. */
const isWithoutChange = ({ kind, applied, value, previous }: ChangeDoc): boolean => {
  if (!applied) return false;
  if (kind === 'field-set') return (value ?? null) === (previous ?? null);
  return previous === (kind.endsWith('-set') || kind.endsWith('-added'));
};
/** Number of changes that a contact's card shows: the newest ones. */
const MAX_SHOWN_CHANGES = 100;
