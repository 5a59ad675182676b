import { Injectable } from '@nestjs/common';
import { CrmError, type EffectResult, type SetFormerEmployeeInput } from '@linkflow/crm-port';
import { ChangeLog, type ChangeDoc } from '../cards/change-log';
import { PROPERTY_LABEL } from '../cards/contact-properties';
import { ContactsRepository } from '../cards/contacts.repository';
import { newestValueUpdate } from '../cards/newest-wins';
import type { CardChange } from '../shared/source';
import { CrmTargets } from './crm-targets';

type Result = EffectResult<'set-former-employee'>;

/** The property, and its name in `fieldSetAt` and `fieldSetBy`; keys of extra fields begin with `x_`. */
const PROPERTY = 'formerEmployee';

/** Notes that a person has left the company, or has not. */
@Injectable()
export class SetFormerEmployeeEffect {
  readonly repeatability = 'idempotent';

  constructor(
    private readonly contacts: ContactsRepository,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
  ) {}

  async perform(
    { key, occurredAt, now, source, undoes }: CardChange,
    { contactId, former }: SetFormerEmployeeInput,
  ): Promise<Result> {
    const contact = await this.targets.contact(contactId, source);
    const done = await this.log.doneDespiteMissing(key, contact);
    if (done) return resultOf(done);
    const decision = { key, at: occurredAt, undoes };
    const update = newestValueUpdate({ path: PROPERTY, key: PROPERTY, value: former, decision, now });
    await this.contacts.updateOne({ _id: contactId, update });
    this.targets.contactChanged(source);
    const after = await this.contacts.read(contactId);
    if (!after) throw new CrmError('contact.missing', {});
    const mine = after.fieldSetBy?.[PROPERTY]?.find((setter) => setter.key === key);
    const line = await this.log.write({
      _id: key,
      contactId,
      kind: 'field-set',
      target: { id: `contact.${PROPERTY}`, name: PROPERTY_LABEL[PROPERTY] },
      value: former,
      applied: mine !== undefined,
      previous: (mine ? mine.previous : after[PROPERTY]) === true,
      at: now,
      source,
    });
    return resultOf(line);
  }
}

const resultOf = ({ applied, previous }: ChangeDoc): Result => ({ applied, previous: previous === true });
