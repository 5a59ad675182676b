import { Injectable } from '@nestjs/common';
import {
  fitsField,
  phrase,
  type ContactCard,
  type ContactPage,
  type ContactQuery,
  type FieldDefinition,
  type FieldValue,
  type Issue,
  type MembershipKind,
  type SaveContact,
  type UpdateContact,
} from '@linkflow/contracts';
import { CrmError, crmErrorText } from '@linkflow/crm-port';
import { Clock, newId } from '@linkflow/platform';
import { SetFieldEffect } from '../effects/set-field.effect';
import { mapPage, notFound } from '../shared/collection';
import { asRefusal, invalid, issueAt } from '../shared/refusals';
import type { CardChange, UserSource } from '../shared/source';
import { ChangeLog } from './change-log';
import { ContactCardsService } from './contact-cards.service';
import { ContactPropertyRules, changedProperties, type ContactProperties } from './contact-properties';
import { ContactsRepository, identityOf, type ContactDoc } from './contacts.repository';
import { FieldsService } from './fields.service';
import { MembershipsRepository, SetMembershipEffect } from './memberships';

/** What users do to contacts through the API. Each change adds a line with the user to the contact's history. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly contacts: ContactsRepository,
    private readonly cards: ContactCardsService,
    private readonly fields: FieldsService,
    private readonly memberships: MembershipsRepository,
    private readonly fieldEffect: SetFieldEffect,
    private readonly membershipEffect: SetMembershipEffect,
    private readonly properties: ContactPropertyRules,
    private readonly log: ChangeLog,
    private readonly clock: Clock,
  ) {}

  async page({
    companyId,
    selectionId,
    projectId,
    interestId,
    ...query
  }: ContactQuery): Promise<ContactPage> {
    const within = await this.membersOfAll({
      selection: selectionId,
      project: projectId,
      interest: interestId,
    });
    const filter = { ...(companyId ? { companyId } : {}), ...(within ? { _id: { $in: within } } : {}) };
    const page = await this.contacts.page(query, filter);
    return mapPage(page, (contacts) => this.contacts.summaries(contacts));
  }

  /** @throws AppError `not-found` */
  card(id: string): Promise<ContactCard> {
    return this.cards.card(id);
  }

  /** @throws AppError `not-found` */
  async requireExisting(id: string): Promise<void> {
    if (!(await this.contacts.findById(id))) throw notFound();
  }

  /** @throws AppError `validation.failed` */
  async create(body: SaveContact, by: UserSource): Promise<ContactCard> {
    const issues = await this.properties.issuesOf(body);
    if (issues.length > 0) throw invalid(...issues);
    const now = this.clock.now();
    const contact: ContactDoc = {
      _id: newId(),
      ...body,
      ...identityOf(body),
      fields: {},
      fieldSetAt: {},
      createdAt: now,
      updatedAt: now,
    };
    await this.contacts.insert(contact);
    await this.log.write({
      _id: newId(),
      contactId: contact._id,
      kind: 'created',
      target: { id: contact._id, name: contact.name },
      at: now,
      applied: true,
      source: by,
    });
    return this.card(contact._id);
  }

  /**
   * Changes the given properties and extra fields. If any of them is not valid, nothing is changed.
   * @throws AppError `not-found`, `validation.failed`
   */
  async update(
    id: string,
    { fields = {}, ...properties }: UpdateContact,
    by: UserSource,
  ): Promise<ContactCard> {
    const before = await this.contacts.findById(id);
    if (!before) throw notFound();
    const definitions = new Map((await this.fields.list('contact')).map((field) => [field.key, field]));
    const issues = [
      ...(await this.properties.issuesOf(properties, before)),
      ...Object.entries(fields).flatMap(([key, value]) => fieldIssues(key, value, definitions.get(key))),
    ];
    if (issues.length > 0) throw invalid(...issues);

    await this.setProperties(before, properties, by);
    await Promise.all(
      Object.entries(fields).map(async ([key, value]) => {
        const field = definitions.get(key);
        const input = field && { contactId: id, fieldId: field.id, value };
        if (input) await asRefusal(this.fieldEffect.perform(this.changeBy(by), input));
      }),
    );
    return this.card(id);
  }

  /** Adds the contact to an interest, a static selection or a project (`active: true`), or removes it. */
  async setMembership(
    contactId: string,
    target: { kind: MembershipKind; targetId: string; active: boolean },
    by: UserSource,
  ): Promise<ContactCard> {
    await asRefusal(this.membershipEffect.perform(this.changeBy(by), { contactId, ...target }));
    return this.card(contactId);
  }

  /**
   * Deletes a contact with its memberships and history. This is the first part of an erasure: CrmPersonalData deletes the contact's
   * follow-ups and requests later.
   * @throws AppError `not-found`
   */
  async remove(id: string): Promise<void> {
    if (!(await this.contacts.remove(id))) throw notFound();
    await Promise.all([this.memberships.removeOf(id), this.log.removeOf(id)]);
  }

  private async setProperties(
    before: ContactDoc,
    properties: Partial<ContactProperties>,
    by: UserSource,
  ): Promise<void> {
    if (changedProperties(before, properties).length === 0) return;
    const now = this.clock.now();
    await this.contacts.setFields(before._id, {
      ...properties,
      ...identityOf({ ...before, ...properties }),
      // An effect that was ordered before does not change it back.
      ...(properties.formerEmployee !== undefined && {
        'fieldSetAt.formerEmployee': now,
        'fieldSetBy.formerEmployee': [],
      }),
      updatedAt: now,
    });
    await this.properties.recordChanges(before, properties, { at: now, source: by });
  }

  /** Ids of the contacts that are members of all given targets; undefined if no target is given. */
  private async membersOfAll(
    targets: Record<MembershipKind, string | undefined>,
  ): Promise<string[] | undefined> {
    let members: Set<string> | undefined;
    for (const kind of ['selection', 'project', 'interest'] as const) {
      const targetId = targets[kind];
      if (targetId === undefined) continue;
      const ids = new Set(await this.memberships.contactIds(kind, targetId));
      members = members ? new Set([...members].filter((id) => ids.has(id))) : ids;
    }
    return members && [...members];
  }

  private changeBy(source: UserSource): CardChange {
    const now = this.clock.now();
    return { key: newId(), occurredAt: now, now, source };
  }
}

function fieldIssues(key: string, value: FieldValue, field: FieldDefinition | undefined): Issue[] {
  const path = `fields.${key}`;
  if (!field) {
    return [
      issueAt(
        path,
        'field.missing',
        phrase({ en: 'There is no field {key}', nb: 'Feltet {key} finnes ikke' }, { key }),
      ),
    ];
  }
  if (fitsField(field, value)) return [];
  const error = new CrmError('field.wrong-value', { name: field.name, type: field.type });
  return [issueAt(path, error.code, crmErrorText(error))];
}
