import { Inject, Injectable, Optional } from '@nestjs/common';
import {
  activityFactOf,
  type Condition,
  type ContactSummary,
  type SelectionPreview,
} from '@linkflow/contracts';
import { ContactActivity } from '@linkflow/crm-port';
import { Clock, OrganisationConfig, readConfig } from '@linkflow/platform';
import { conditionTest, factsInCondition } from '@linkflow/workflow';
import type { mongo } from 'mongoose';
import { ContactFacts } from '../facts';
import { MEMBERSHIPS } from '../lists/lists.service';
import { CrmStore } from '../shared/collection';
import { CONTACTS, ContactsRepository, type ContactDoc } from './contacts.repository';
import type { MembershipDoc } from './memberships';

/** Contacts that are tested together. Small enough that the event loop is not held up. */
const PAGE = 500;
/** Contacts that a preview shows. */
const SHOWN = 10;
/** After this time, a preview stops counting, ms. */
const PREVIEW_MS = 2_000;

/**
 * The contacts that meet a condition, such as the criteria of a dynamic selection. They are tested page by page in the order of their ids, so
 * the memory that is needed does not depend on their number.
 */
@Injectable()
export class MatchingContacts {
  private readonly contacts: mongo.Collection<ContactDoc>;
  private readonly memberships: mongo.Collection<MembershipDoc>;
  private readonly timeZone = readConfig(OrganisationConfig).ORGANISATION_TIME_ZONE;

  constructor(
    store: CrmStore,
    private readonly cards: ContactsRepository,
    private readonly facts: ContactFacts,
    private readonly clock: Clock,
    @Optional() @Inject(ContactActivity) private readonly activity?: ContactActivity,
  ) {
    this.contacts = store.collection(CONTACTS);
    this.memberships = store.collection(MEMBERSHIPS);
  }

  /** The next ids after `after`, at most `limit`; none if no more contacts meet the condition. */
  async idsAfter(condition: Condition, after: string | null, limit: number): Promise<string[]> {
    const ids: string[] = [];
    for await (const page of this.pages(condition, after)) {
      ids.push(...page);
      if (ids.length >= limit) return ids.slice(0, limit);
    }
    return ids;
  }

  /** The first contacts and how many there are, as far as they can be counted in a short time. */
  async preview(condition: Condition): Promise<SelectionPreview> {
    const until = performance.now() + PREVIEW_MS;
    const first: string[] = [];
    let count = 0;
    let complete = true;
    for await (const ids of this.pages(condition, null)) {
      count += ids.length;
      first.push(...ids.slice(0, SHOWN - first.length));
      if (performance.now() > until) {
        complete = false;
        break;
      }
    }
    const summaries = await this.cards.summariesById(first);
    const contacts = first.flatMap((id): ContactSummary[] => {
      const contact = summaries.get(id);
      return contact ? [contact] : [];
    });
    return { count, complete, contacts };
  }

  /** The ids of those who meet the condition, by page of contacts that were tested. A page may be empty. */
  private async *pages(condition: Condition, after: string | null): AsyncGenerator<string[]> {
    const matches = conditionTest(condition, { now: this.clock.now(), timeZone: this.timeZone });
    const names = factsInCondition(condition);
    const done = names.filter((name) => activityFactOf(name) !== null);
    const candidates = this.candidatesOf(condition);
    for (let last = after ?? ''; ;) {
      const ids = await candidates(last);
      const [facts, activity] = await Promise.all([
        this.facts.load(ids, names),
        done.length > 0 ? this.activity?.load(ids, done) : undefined,
      ]);
      yield ids.filter((id) => {
        const values = facts.get(id);
        return values !== undefined && matches({ ...values, ...activity?.get(id) });
      });
      const end = ids.at(-1);
      if (end === undefined || ids.length < PAGE) return;
      last = end;
    }
  }

  /** Reads the ids of contacts that may meet the condition, in pages: those in a group or company that it demands, or all. */
  private candidatesOf(condition: Condition): (after: string) => Promise<string[]> {
    const demanded = 'all' in condition ? condition.all : [condition];
    for (const part of demanded) {
      if (!('fact' in part)) continue;
      const mailingId = part.operator === 'isEmpty' ? null : activityFactOf(part.fact)?.mailingId;
      const { activity } = this;
      if (mailingId && activity) return (after) => activity.recipientsAfter(mailingId, after, PAGE);
      if (typeof part.value !== 'string') continue;
      const { fact, operator, value } = part;
      const kind = operator === 'contains' ? MEMBERSHIP_OF[fact] : undefined;
      // Ids are written in lower case; conditions do not distinguish.
      const id = value.trim().toLowerCase();
      if (kind) return (after) => this.membersAfter({ kind, targetId: id }, after);
      if (fact === 'contact.company' && operator === 'equal')
        return (after) => this.contactsAfter({ companyId: id }, after);
    }
    return (after) => this.contactsAfter({}, after);
  }

  private async contactsAfter(filter: mongo.Filter<ContactDoc>, after: string): Promise<string[]> {
    const found = await this.contacts
      .find({ ...filter, _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(PAGE)
      .batchSize(PAGE)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  private async membersAfter(
    group: Pick<MembershipDoc, 'kind' | 'targetId'>,
    after: string,
  ): Promise<string[]> {
    const found = await this.memberships
      .find({ ...group, active: true, contactId: { $gt: after } })
      .sort({ contactId: 1 })
      .limit(PAGE)
      .batchSize(PAGE)
      .project<Pick<MembershipDoc, 'contactId'>>({ contactId: 1, _id: 0 })
      .toArray();
    return found.map(({ contactId }) => contactId);
  }
}

const MEMBERSHIP_OF: Readonly<Record<string, MembershipDoc['kind']>> = {
  'contact.interests': 'interest',
  'contact.selections': 'selection',
  'contact.projects': 'project',
};
