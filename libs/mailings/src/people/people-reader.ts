import { Injectable } from '@nestjs/common';
import type { PeopleCount, PeopleFilter, Verdict } from '@linkflow/contracts';
import { ClickResets, ClickingRecipients } from '@linkflow/links';
import type { mongo } from 'mongoose';
import { MailingsRepository } from '../mailings.repository';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';

type OfLink = Extract<PeopleFilter, { of: 'link' }>;
type OfMailing = Extract<PeopleFilter, { of: 'mailing' }>;
type Member = Pick<RecipientDoc, '_id' | 'contactId'>;

/** Recipients that are looked at together. Small enough that the event loop is not held up. */
const CHUNK = 1_000;
/** After this time, a request stops counting, ms. */
const COUNT_MS = 2_000;

type Counted = Omit<PeopleCount, 'resetLinks'>;

/** Some of the people of a filter. */
export interface PeoplePage {
  /** Each contact is in one page, once. */
  contactIds: string[];
  /** Where the next page begins; null after the last one. */
  cursor: string | null;
}

/** A part of the recipients that a filter looks at. `at`: the position behind a person. */
interface Scanned {
  people: { contactId: string; at: string }[];
  withoutCard: number;
  /** The position behind this part; null if it is the last one. */
  end: string | null;
}

/**
 * The people of a filter, in pages. Memory does not depend on their number, and a reader that was interrupted continues at its cursor. Who
 * clicks or is added meanwhile may be missing. Resets and verdicts are respected as in the lists of clickers and recipients.
 */
@Injectable()
export class PeopleReader {
  constructor(
    private readonly recipients: RecipientsRepository,
    private readonly clicks: ClickingRecipients,
    private readonly resets: ClickResets,
    private readonly mailings: MailingsRepository,
  ) {}

  /**
   * The next people, at most `size`; fewer only at the end.
   * @param after the cursor of the page before; empty for the first page
   */
  async next(filter: PeopleFilter, after: string, size: number): Promise<PeoplePage> {
    const contactIds: string[] = [];
    for (let from = after; ;) {
      const { people, end } = await this.scan(filter, from, Math.max(size, CHUNK));
      for (const { contactId, at } of people) {
        contactIds.push(contactId);
        if (contactIds.length === size) return { contactIds, cursor: at };
      }
      if (end === null) return { contactIds, cursor: null };
      from = end;
    }
  }

  /** Counts the people, as long as a request may, or until the end. */
  async count(filter: PeopleFilter, { untilEnd = false } = {}): Promise<Counted> {
    const until = performance.now() + (untilEnd ? Infinity : COUNT_MS);
    const count: Counted = { people: 0, withoutCard: 0, complete: true };
    for (const part of filter.of === 'mailing' ? [ALL, WITHOUT_CARD] : [ALL]) {
      for (let from: string | null = ''; from !== null;) {
        if (performance.now() > until) return { ...count, complete: false };
        const scanned: Scanned = await (part === WITHOUT_CARD && filter.of === 'mailing'
          ? this.withoutCard(filter, from)
          : this.scan(filter, from, CHUNK));
        count.people += scanned.people.length;
        count.withoutCard += scanned.withoutCard;
        from = scanned.end;
      }
    }
    return count;
  }

  /** Ids of the links whose resets make some who had clicked one of the filter's people; see `PeopleCount.resetLinks`. */
  async resetLinks(filter: PeopleFilter): Promise<string[]> {
    if (filter.of === 'link' || (filter.clicked !== 'none' && filter.without.length === 0)) return [];
    const { mailingId } = filter;
    const [mailing] = await this.mailings.rows([mailingId]);
    const since = mailing?.sending?.startedAt;
    if (!since) return [];
    const linkIds = filter.clicked === 'none' ? mailing.linkIds : filter.without;
    return this.resets.linksResetSince(since, { linkIds, mailingId });
  }

  private scan(filter: PeopleFilter, after: string, limit: number): Promise<Scanned> {
    return filter.of === 'link'
      ? this.ofLink(filter, after, limit)
      : this.ofMailing(filter, { after, limit });
  }

  /** Positions are ids of recipients. */
  private async ofLink(filter: OfLink, after: string, limit: number): Promise<Scanned> {
    const { linkId, mailingId, recipientIds: among } = filter;
    const ids = await this.clicks.clickersAfter(
      { linkId, mailingId, verdict: verdictOf(filter), among },
      { after, limit },
    );
    const members = await this.members({ _id: { $in: ids } }, { _id: 1 }, ids.length);
    const withCard = members.filter(hasCard);
    const repeated = mailingId ? new Set<string>() : await this.repeated(filter, withCard);
    return {
      people: withCard.flatMap(({ _id, contactId }) => (repeated.has(_id) ? [] : [{ contactId, at: _id }])),
      withoutCard: ids.length - withCard.length,
      end: ids.length < limit ? null : (ids.at(-1) ?? null),
    };
  }

  /** Those of the clickers whose contact is also an earlier clicker, of another mailing. The first one stands for the contact. */
  private async repeated(filter: OfLink, members: readonly WithCard[]): Promise<Set<string>> {
    const contactIds = members.map(({ contactId }) => contactId);
    const all = await this.members({ contactId: { $in: contactIds } }, {}, contactIds.length * 4);
    const chosen = filter.recipientIds && new Set(filter.recipientIds);
    const byContact = Map.groupBy(
      all.filter(({ _id }) => chosen?.has(_id) ?? true),
      ({ contactId }) => contactId ?? '',
    );
    const earlierOf = ({ _id, contactId }: WithCard): string[] =>
      (byContact.get(contactId) ?? []).flatMap((other) => (other._id < _id ? [other._id] : []));
    const earlier = members.flatMap(earlierOf);
    if (earlier.length === 0) return new Set();
    const clicked = await this.clicks.clickedLink(filter.linkId, earlier, verdictOf(filter));
    return new Set(
      members.flatMap((member) => (earlierOf(member).some((id) => clicked.has(id)) ? [member._id] : [])),
    );
  }

  /** Positions are ids of contacts, of which a mailing has each once. */
  private async ofMailing(
    filter: OfMailing,
    { after, limit }: { after: string; limit: number },
  ): Promise<Scanned> {
    const where = { ...this.recipientsOf(filter), contactId: { $gt: after, $type: 'string' as const } };
    const members = await this.members(where, { contactId: 1 }, limit);
    const matching = await this.matching(filter, members);
    return {
      people: matching.filter(hasCard).map(({ contactId }) => ({ contactId, at: contactId })),
      withoutCard: 0,
      end: members.length < limit ? null : (members.at(-1)?.contactId ?? null),
    };
  }

  /** Counts the recipients who match and have no contact. Positions are ids of recipients. */
  private async withoutCard(filter: OfMailing, after: string): Promise<Scanned> {
    const where = { $and: [this.recipientsOf(filter), { contactId: null, _id: { $gt: after } }] };
    const members = await this.members(where, { _id: 1 }, CHUNK);
    const matching = await this.matching(filter, members);
    const end = members.length < CHUNK ? null : (members.at(-1)?._id ?? null);
    return { people: [], withoutCard: matching.length, end };
  }

  private recipientsOf(filter: OfMailing): mongo.Filter<RecipientDoc> {
    const { mailingId, state, sourceId, q, recipientIds } = filter;
    const filters = this.recipients.matching({ mailingId, state, sourceId, q });
    return {
      ...filters,
      // Those of an erased person keep the id of the contact for a day.
      erasedAt: { $exists: false },
      ...(recipientIds && { _id: { $in: recipientIds } }),
      ...(needsDelivery(filter) && { 'delivery.state': 'sent' as const }),
    };
  }

  /** Those who clicked and did not click what the filter says. */
  private async matching(filter: OfMailing, members: readonly Member[]): Promise<Member[]> {
    const { clicked, with: demanded, without } = filter;
    const verdict = verdictOf(filter);
    let left = [...members];
    const keep = async (clickers: (ids: string[]) => Promise<Set<string>>, wanted: boolean) => {
      if (left.length === 0) return;
      const found = await clickers(left.map(({ _id }) => _id));
      left = left.filter(({ _id }) => found.has(_id) === wanted);
    };
    if (clicked) await keep((ids) => this.clicks.clickedAny(ids, verdict), clicked === 'any');
    for (const linkId of demanded) await keep((ids) => this.clicks.clickedLink(linkId, ids, verdict), true);
    for (const linkId of without) await keep((ids) => this.clicks.clickedLink(linkId, ids, verdict), false);
    return left;
  }

  private members(
    filter: mongo.Filter<RecipientDoc>,
    sort: Record<string, 1>,
    limit: number,
  ): Promise<Member[]> {
    const found = this.recipients.documents
      .find(filter)
      .batchSize(limit + 1)
      .project<Member>({ contactId: 1 });
    return (Object.keys(sort).length > 0 ? found.sort(sort).limit(limit) : found).toArray();
  }
}

const ALL = 'all';
const WITHOUT_CARD = 'without-card';

type WithCard = Member & { contactId: string };

const hasCard = (member: Member): member is WithCard => member.contactId !== null;

/** The verdict that clickers must have; undefined if it does not matter. */
const verdictOf = (filter: PeopleFilter): Verdict | undefined =>
  filter.clicks === 'people' ? 'human' : filter.of === 'link' ? filter.verdict : undefined;

/** Who clicked has got the mailing. Who did not click may not have got it. */
const needsDelivery = ({ clicked, with: demanded, without }: OfMailing): boolean =>
  clicked === 'none' || (without.length > 0 && demanded.length === 0 && clicked !== 'any');
