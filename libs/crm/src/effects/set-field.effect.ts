import { Injectable } from '@nestjs/common';
import type { FieldValue } from '@linkflow/contracts';
import { CrmError, type EffectResult, type SetFieldInput } from '@linkflow/crm-port';
import { ChangeLog, type ChangeDoc } from '../cards/change-log';
import { ContactsRepository } from '../cards/contacts.repository';
import { isFieldValue } from '../cards/field-values';
import { fieldOutcome, fieldUpdate } from '../cards/newest-wins';
import type { CardChange } from '../shared/source';
import { CrmTargets } from './crm-targets';

type Result = EffectResult<'set-field'>;

@Injectable()
export class SetFieldEffect {
  readonly repeatability = 'idempotent';

  constructor(
    private readonly contacts: ContactsRepository,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
  ) {}

  async perform(
    { key, occurredAt, now, source }: CardChange,
    { contactId, fieldId, value }: SetFieldInput,
  ): Promise<Result> {
    const [contact, target] = await Promise.all([
      this.targets.contact(contactId, source),
      this.targets.contactField(fieldId),
    ]);
    const done = await this.log.doneDespiteMissing(key, contact, target);
    if (done) return resultOf(done);
    const field = target.orThrow();
    if (!isFieldValue(field, value)) {
      throw new CrmError('field.wrong-value', { name: field.name, type: field.type });
    }

    const update = fieldUpdate(field.key, value, { key, at: occurredAt }, now);
    await this.contacts.updateOne({ _id: contactId, update });
    this.targets.contactChanged(source);
    const after = await this.contacts.read(contactId);
    if (!after) throw new CrmError('contact.missing', {});
    const line = await this.log.write({
      _id: key,
      contactId,
      kind: 'field-set',
      target: { id: field._id, name: field.name },
      value,
      ...fieldOutcome(after, field.key, key),
      at: now,
      source,
    });
    return resultOf(line);
  }
}

const resultOf = ({ applied, previous }: ChangeDoc): Result => ({
  applied,
  // Lines under this key are only written by `perform`.
  previous: (previous ?? null) as FieldValue,
});
