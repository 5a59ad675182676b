import { Injectable } from '@nestjs/common';
import type {
  ContactCard,
  ContactPage,
  ContactQuery,
  FieldDefinition,
  FieldValue,
  Issue,
  MembershipKind,
  SaveContact,
  UpdateContact,
} from '@linkflow/contracts';
import { Clock, newId } from '@linkflow/platform';
import { ChangeLog } from '../changes/change-log';
import { ChangesRepository } from '../changes/changes.repository';
import { SetFieldEffect, type CardChange } from '../effects/set-field.effect';
import { SetMembershipEffect } from '../effects/set-membership.effect';
import { fieldValueProblem } from '../fields/field-values';
import { FieldsService } from '../fields/fields.service';
import { notFound } from '../lists/named.repository';
import { MembershipsRepository } from '../memberships/memberships.repository';
import { CrmNames } from '../names/crm-names';
import { mapPage } from '../shared/find-page';
import { asRefusal, invalid, issueAt } from '../shared/refusals';
import type { UserSource } from '../shared/source';
import { ContactCardsService } from './contact-cards.service';
import { identityOf, propertyIssues, type ContactProperties } from './contact-properties';
import type { ContactDoc } from './contact.schema';
import { ContactViews } from './contact-views';
import { ContactsRepository } from './contacts.repository';
import { PropertyHistory, changedProperties } from './property-history';

/** What people do to contacts. Each change leaves a line in the card's history, with who made it. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly contacts: ContactsRepository,
    private readonly views: ContactViews,
    private readonly cards: ContactCardsService,
    private readonly fields: FieldsService,
    private readonly memberships: MembershipsRepository,
    private readonly setField: SetFieldEffect,
    private readonly setPlace: SetMembershipEffect,
    private readonly properties: PropertyHistory,
    private readonly log: ChangeLog,
    private readonly changes: ChangesRepository,
    private readonly names: CrmNames,
    private readonly clock: Clock,
  ) {}

  async page({
    companyId,
    selectionId,
    projectId,
    interestId,
    ...query
  }: ContactQuery): Promise<ContactPage> {
    const within = await this.within({ selection: selectionId, project: projectId, interest: interestId });
    const filter = { ...(companyId ? { companyId } : {}), ...(within ? { _id: { $in: within } } : {}) };
    return mapPage(await this.contacts.page(query, filter), (contacts) => this.views.summaries(contacts));
  }

  /** @throws AppError `not-found` */
  card(id: string): Promise<ContactCard> {
    return this.cards.card(id);
  }

  /** @throws AppError `validation.failed` */
  async create(body: SaveContact, by: UserSource): Promise<ContactCard> {
    const issues = await this.issuesOf(body);
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

  /** Changes what is named and nothing else; all of it or, when something is wrong with it, nothing. */
  async update(
    id: string,
    { fields = {}, ...properties }: UpdateContact,
    by: UserSource,
  ): Promise<ContactCard> {
    const before = await this.contacts.find(id);
    if (!before) throw notFound();
    const definitions = new Map((await this.fields.list('contact')).map((field) => [field.key, field]));
    const issues = [
      ...(await this.issuesOf(properties, before)),
      ...Object.entries(fields).flatMap(([key, value]) => fieldIssues(key, value, definitions.get(key))),
    ];
    if (issues.length > 0) throw invalid(...issues);

    await this.setProperties(before, properties, by);
    await Promise.all(
      Object.entries(fields).map(async ([key, value]) => {
        const field = definitions.get(key);
        if (field) await asRefusal(this.setField.apply(this.changeBy(by), id, field.id, value));
      }),
    );
    return this.card(id);
  }

  /** Sets or ends an interest, or a place in a static selection or a project. */
  async setMembership(
    id: string,
    kind: MembershipKind,
    targetId: string,
    active: boolean,
    by: UserSource,
  ): Promise<ContactCard> {
    await asRefusal(this.setPlace.apply(this.changeBy(by), id, kind, targetId, active));
    return this.card(id);
  }

  /** Deletes a contact with its memberships and history. Work that was made for it stays, without a person. */
  async remove(id: string): Promise<void> {
    if (!(await this.contacts.remove(id))) throw notFound();
    await Promise.all([this.memberships.removeOf(id), this.changes.removeOf(id)]);
  }

  private async setProperties(
    before: ContactDoc,
    properties: Partial<ContactProperties>,
    by: UserSource,
  ): Promise<void> {
    if (changedProperties(before, properties).length === 0) return;
    const now = this.clock.now();
    await this.contacts.set(before._id, {
      ...properties,
      ...identityOf({ ...before, ...properties }),
      updatedAt: now,
    });
    await this.properties.write(before, properties, { at: now, source: by });
  }

  /** Contacts that belong to all of these; undefined when none is given. */
  private async within(places: Record<MembershipKind, string | undefined>): Promise<string[] | undefined> {
    let within: Set<string> | undefined;
    for (const kind of ['selection', 'project', 'interest'] as const) {
      const targetId = places[kind];
      if (targetId === undefined) continue;
      const ids = new Set(await this.memberships.contactIds(kind, targetId));
      within = within ? new Set([...within].filter((id) => ids.has(id))) : ids;
    }
    return within && [...within];
  }

  private async issuesOf(properties: Partial<ContactProperties>, before?: ContactDoc): Promise<Issue[]> {
    const { companyId, ourContactId } = properties;
    const [company, ourContact] = await Promise.all([
      this.names.refOf('company', companyId ?? null),
      this.names.refOf('user', ourContactId ?? null),
    ]);
    const issues = propertyIssues(properties);
    // What stands there already may stay, even when it was retired since.
    if (company?.missing && companyId !== before?.companyId) {
      issues.push(
        issueAt('companyId', 'company.missing', {
          en: 'There is no such company',
          nb: 'Firmaet finnes ikke',
        }),
      );
    }
    if (ourContact?.missing && ourContactId !== before?.ourContactId) {
      issues.push(
        issueAt('ourContactId', 'user.missing', {
          en: 'Our contact must be an active user',
          nb: 'Vår kontakt må være en aktiv bruker',
        }),
      );
    }
    return issues;
  }

  private changeBy(source: UserSource): CardChange {
    const now = this.clock.now();
    return { key: newId(), at: now, now, source };
  }
}

function fieldIssues(key: string, value: FieldValue, field: FieldDefinition | undefined): Issue[] {
  const path = `fields.${key}`;
  if (!field) {
    return [
      issueAt(path, 'field.missing', { en: `There is no field ${key}`, nb: `Feltet ${key} finnes ikke` }),
    ];
  }
  const problem = fieldValueProblem(field, value);
  return problem ? [issueAt(path, 'field.wrong-value', problem)] : [];
}
