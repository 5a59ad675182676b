import { Injectable } from '@nestjs/common';
import type { ContactCard, FieldDefinition, Membership, MembershipKind } from '@linkflow/contracts';
import { CrmNames } from '@linkflow/crm-port';
import { notFound } from '../shared/collection';
import { toChangeSource } from '../shared/source';
import { FollowUpsService } from '../work/follow-ups.service';
import { RequestsService } from '../work/requests.service';
import { ChangeLog, toChange } from './change-log';
import { ContactsRepository, type ContactDoc } from './contacts.repository';
import { FieldsService } from './fields.service';
import { MembershipsRepository, type MembershipDoc } from './memberships';

/** Maximum numbers of history lines, of follow-ups and of requests on a contact card. The newest are shown. */
const MAX_CHANGES = 200;
const MAX_WORK_ITEMS = 100;

/** Assembles a contact card: built-in properties, extra fields, memberships, follow-ups, requests and history. */
@Injectable()
export class ContactCardsService {
  constructor(
    private readonly contacts: ContactsRepository,
    private readonly fields: FieldsService,
    private readonly memberships: MembershipsRepository,
    private readonly followUps: FollowUpsService,
    private readonly requests: RequestsService,
    private readonly changes: ChangeLog,
    private readonly names: CrmNames,
  ) {}

  /** @throws AppError `not-found` */
  async card(id: string): Promise<ContactCard> {
    const contact = await this.contacts.findById(id);
    if (!contact) throw notFound();
    const [summary, fields, memberships, followUps, requests, changes] = await Promise.all([
      this.contacts.summary(contact),
      this.fieldsOf(contact),
      this.membershipsOf(id),
      this.followUps.ofContact(id, MAX_WORK_ITEMS),
      this.requests.ofContact(id, MAX_WORK_ITEMS),
      this.changes.newest(id, MAX_CHANGES),
    ]);
    const { title, phone, language, timeZone, formerEmployee = false } = contact;
    return {
      ...summary,
      title,
      phone,
      language,
      timeZone,
      formerEmployee,
      fields,
      interests: memberships.interest,
      selections: memberships.selection,
      projects: memberships.project,
      followUps,
      requests,
      changes: changes.map(toChange),
    };
  }

  /** All extra fields of contacts, each with the contact's value (null if it is empty) and the time and source of the last change. */
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
    const byKind: Record<MembershipKind, Membership[]> = { interest: [], selection: [], project: [] };
    const found = await this.memberships.ofContact(contactId);
    const targets = await Promise.all(found.map(({ kind, targetId }) => this.names.nameOf(kind, targetId)));
    found.forEach((membership, index) => {
      const target = targets[index];
      if (target) byKind[membership.kind].push(toMembership(membership, target));
    });
    return byKind;
  }
}

const toMembership = ({ since, source }: MembershipDoc, target: Membership['target']): Membership => ({
  target,
  since: since.toISOString(),
  source: toChangeSource(source),
});
