import { Controller } from '@nestjs/common';
import {
  ROUTES,
  type CompanyCard,
  type CompanyView,
  type ContactCard,
  type ContactPage,
  type Page,
} from '@linkflow/contracts';
import { CompaniesService, ContactsService, type UserSource } from '@linkflow/crm';
import { Route, type Input } from '../http/route';
import type { SignedInUser } from '../session/sessions.service';

const { contacts, companies } = ROUTES;

/** Contacts. Every change is recorded in the history of the card. */
@Controller()
export class ContactsController {
  constructor(private readonly contacts: ContactsService) {}

  @Route(contacts.list)
  list({ query }: Input<typeof contacts.list>): Promise<ContactPage> {
    return this.contacts.page(query);
  }

  @Route(contacts.create)
  create({ body, user }: Input<typeof contacts.create>): Promise<ContactCard> {
    return this.contacts.create(body, changedBy(user));
  }

  @Route(contacts.get)
  get({ params }: Input<typeof contacts.get>): Promise<ContactCard> {
    return this.contacts.card(params.id);
  }

  @Route(contacts.update)
  update({ params, body, user }: Input<typeof contacts.update>): Promise<ContactCard> {
    return this.contacts.update(params.id, body, changedBy(user));
  }

  @Route(contacts.remove)
  remove({ params }: Input<typeof contacts.remove>): Promise<void> {
    return this.contacts.remove(params.id);
  }

  @Route(contacts.join)
  join({ params: { id, kind, targetId }, user }: Input<typeof contacts.join>): Promise<ContactCard> {
    return this.contacts.setMembership(id, { kind, targetId, active: true }, changedBy(user));
  }

  @Route(contacts.leave)
  leave({ params: { id, kind, targetId }, user }: Input<typeof contacts.leave>): Promise<ContactCard> {
    return this.contacts.setMembership(id, { kind, targetId, active: false }, changedBy(user));
  }
}

/** The source of a change, for the history of a card. */
const changedBy = ({ id, name }: SignedInUser): UserSource => ({ kind: 'user', userId: id, userName: name });

@Controller()
export class CompaniesController {
  constructor(private readonly companies: CompaniesService) {}

  @Route(companies.list)
  list({ query }: Input<typeof companies.list>): Promise<Page<CompanyView>> {
    return this.companies.page(query);
  }

  @Route(companies.create)
  create({ body }: Input<typeof companies.create>): Promise<CompanyCard> {
    return this.companies.create(body);
  }

  @Route(companies.get)
  get({ params }: Input<typeof companies.get>): Promise<CompanyCard> {
    return this.companies.card(params.id);
  }

  @Route(companies.update)
  update({ params, body }: Input<typeof companies.update>): Promise<CompanyCard> {
    return this.companies.save(params.id, body);
  }

  @Route(companies.remove)
  remove({ params }: Input<typeof companies.remove>): Promise<void> {
    return this.companies.remove(params.id);
  }
}
