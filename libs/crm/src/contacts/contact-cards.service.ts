import { Injectable } from '@nestjs/common';
import type { ContactCard, FieldDefinition, Membership, MembershipKind, RefKind } from '@linkflow/contracts';
import { ChangesRepository, toChange } from '../changes/changes.repository';
import { FieldsService } from '../fields/fields.service';
import { FollowUpsService } from '../follow-ups/follow-ups.service';
import { notFound } from '../lists/named.repository';
import type { MembershipDoc } from '../memberships/membership.schema';
import { MembershipsRepository } from '../memberships/memberships.repository';
import { CrmNames } from '../names/crm-names';
import { RequestsService } from '../requests/requests.service';
import { toChangeSource } from '../shared/source';
import type { ContactDoc } from './contact.schema';
import { ContactViews } from './contact-views';
import { ContactsRepository } from './contacts.repository';

/** How much of each a card shows, the newest first. */
const MOST_CHANGES = 200;
const MOST_WORK = 100;

/** Puts together what one card shows: the person, what it belongs to, the work it made, and where each came from. */
@Injectable()
export class ContactCardsService {
  constructor(
    private readonly contacts: ContactsRepository,
    private readonly views: ContactViews,
    private readonly fields: FieldsService,
    private readonly memberships: MembershipsRepository,
    private readonly followUps: FollowUpsService,
    private readonly requests: RequestsService,
    private readonly changes: ChangesRepository,
    private readonly names: CrmNames,
  ) {}

  /** @throws AppError `not-found` */
  async card(id: string): Promise<ContactCard> {
    const contact = await this.contacts.find(id);
    if (!contact) throw notFound();
    const [summary, fields, memberships, followUps, requests, changes] = await Promise.all([
      this.views.summary(contact),
      this.fieldsOf(contact),
      this.membershipsOf(id),
      this.followUps.ofContact(id, MOST_WORK),
      this.requests.ofContact(id, MOST_WORK),
      this.changes.newest(id, MOST_CHANGES),
    ]);
    const { title, phone, language, timeZone } = contact;
    return {
      ...summary,
      title,
      phone,
      language,
      timeZone,
      fields,
      interests: memberships.interest,
      selections: memberships.selection,
      projects: memberships.project,
      followUps,
      requests,
      changes: changes.map(toChange),
    };
  }

  /** Every extra field there is, with its value, and with the change that gave it. */
  private async fieldsOf(contact: ContactDoc): Promise<ContactCard['fields']> {
    const definitions = await this.fields.list('contact');
    const lastSetter = ({ key }: FieldDefinition): string | undefined =>
      contact.fieldSetBy?.[key]?.at(-1)?.key;
    const changes = await this.changes.byKeys(definitions.flatMap((field) => lastSetter(field) ?? []));
    return definitions.map((field) => {
      const change = changes.get(lastSetter(field) ?? '');
      return {
        field,
        value: contact.fields[field.key] ?? null,
        source: change ? toChangeSource(change.source) : null,
        setAt: contact.fieldSetAt[field.key]?.toISOString() ?? null,
      };
    });
  }

  private async membershipsOf(contactId: string): Promise<Record<MembershipKind, Membership[]>> {
    const of: Record<MembershipKind, Membership[]> = { interest: [], selection: [], project: [] };
    const found = await this.memberships.ofContact(contactId);
    const targets = await Promise.all(
      found.map((one) => this.names.nameOf(one.kind satisfies RefKind, one.targetId)),
    );
    found.forEach((membership, index) => {
      const target = targets[index];
      if (target) of[membership.kind].push(toMembership(membership, target));
    });
    return of;
  }
}

const toMembership = ({ since, source }: MembershipDoc, target: Membership['target']): Membership => ({
  target,
  since: since.toISOString(),
  source: toChangeSource(source),
});
