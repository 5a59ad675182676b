import { Injectable } from '@nestjs/common';
import {
  EmailAddress,
  SaveContact,
  fitsField,
  type CardChanges,
  type FormProperty,
} from '@linkflow/contracts';
import { CrmCards, CrmError, type FormSource } from '@linkflow/crm-port';
import { Clock, isDuplicateKey, newId } from '@linkflow/platform';
import { SetFieldEffect } from '../effects/set-field.effect';
import { ChangeLog } from './change-log';
import { ContactPropertyRules, changedProperties, type ContactProperties } from './contact-properties';
import { ContactsRepository, identityOf, type ContactDoc } from './contacts.repository';
import { FieldsService } from './fields.service';

/** The properties that forms can set. */
type FormProperties = Pick<ContactProperties, 'firstName' | 'lastName' | 'email' | 'phone' | 'title'>;
const PROPERTY: Record<FormProperty, keyof FormProperties> = {
  'contact.firstName': 'firstName',
  'contact.lastName': 'lastName',
  'contact.email': 'email',
  'contact.phone': 'phone',
  'contact.title': 'title',
};
/** What stands in place of a name that nobody has given. */
const NO_NAME = '–';

/**
 * The last name of a new card: as given. It is empty if only a first name was given; a colleague who edits the card is asked for it. Without
 * any name, the address stands for it, so that lists have something to show.
 */
const lastNameOf = ({ firstName, lastName, email }: Partial<FormProperties>): string =>
  lastName || (firstName ? '' : (email ?? '').slice(0, 100) || NO_NAME);

/** Cards of people who have submitted a form. */
@Injectable()
export class FormCards extends CrmCards {
  constructor(
    private readonly contacts: ContactsRepository,
    private readonly fields: FieldsService,
    private readonly fieldEffect: SetFieldEffect,
    private readonly rules: ContactPropertyRules,
    private readonly log: ChangeLog,
    private readonly clock: Clock,
  ) {
    super();
  }

  async create(contactId: string, card: CardChanges, source: FormSource): Promise<boolean> {
    const now = this.clock.now();
    const given = validIn(card);
    const body = { ...SaveContact.parse({ ...given, lastName: NO_NAME }), lastName: lastNameOf(given) };
    const contact: ContactDoc = {
      _id: contactId,
      ...body,
      ...identityOf(body),
      fields: {},
      fieldSetAt: {},
      createdAt: now,
      updatedAt: now,
    };
    let isNew = true;
    try {
      await this.contacts.insert(contact);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      isNew = false;
    }
    if (isNew) {
      const target = { id: contactId, name: contact.name };
      await this.log.write({
        _id: newId(),
        contactId,
        kind: 'created',
        target,
        at: now,
        applied: true,
        source,
      });
      await this.setFields(contact, card, source);
    }
    return isNew;
  }

  async update(contactId: string, card: CardChanges, source: FormSource): Promise<void> {
    const before = await this.contacts.findById(contactId);
    if (!before) throw new CrmError('contact.missing', {});
    const given = Object.entries(validIn(card)).filter(
      ([name]) => isEmpty(before[name as keyof FormProperties]) || mayOverwrite(name, card),
    );
    const properties = Object.fromEntries(given) as Partial<FormProperties>;
    if (changedProperties(before, properties).length > 0) {
      const now = this.clock.now();
      const identity = identityOf({ ...before, ...properties });
      await this.contacts.setFields(contactId, { ...properties, ...identity, updatedAt: now });
      await this.rules.recordChanges(before, properties, { at: now, source });
    }
    await this.setFields(before, card, source);
  }

  private async setFields(contact: ContactDoc, card: CardChanges, source: FormSource): Promise<void> {
    const definitions = new Map((await this.fields.list('contact')).map((field) => [field.key, field]));
    const now = this.clock.now();
    for (const [key, value] of Object.entries(card.fields)) {
      const field = definitions.get(key);
      if (!field || !fitsField(field, value)) continue;
      if (!isEmpty(contact.fields[key]) && !card.overwrite.includes(`contact.fields.${key}`)) continue;
      await this.fieldEffect.perform(
        { key: `${source.submissionId}:${key}`, occurredAt: source.occurredAt, now, source },
        { contactId: contact._id, fieldId: field.id, value },
      );
    }
  }
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';
const mayOverwrite = (property: string, { overwrite }: CardChanges): boolean =>
  overwrite.includes(`contact.${property}`);

/** The properties that a contact can have. */
function validIn({ properties }: CardChanges): Partial<FormProperties> {
  const valid: Partial<Record<keyof FormProperties, string>> = {};
  for (const [name, property] of Object.entries(PROPERTY)) {
    const text = properties[name as FormProperty]?.trim();
    if (!text) continue;
    const schema = property === 'email' ? EmailAddress : SaveContact.shape[property];
    const { data } = schema.safeParse(text.slice(0, property === 'email' ? undefined : LONGEST[property]));
    if (typeof data === 'string' && data !== '') valid[property] = data;
  }
  return valid;
}

const LONGEST = { firstName: 100, lastName: 100, title: 200, phone: 50 } as const;
