import { Injectable } from '@nestjs/common';
import { fitsField, storedFieldValue, type FieldValue } from '@linkflow/contracts';
import { CrmError, type EffectResult, type SetFieldInput } from '@linkflow/crm-port';
import { ChangeLog, type ChangeDoc } from '../cards/change-log';
import { ContactsRepository, type ContactDoc } from '../cards/contacts.repository';
import { newestValueUpdate } from '../cards/newest-wins';
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
    { key, occurredAt, now, source, undoes }: CardChange,
    { contactId, fieldId, value: given }: SetFieldInput,
  ): Promise<Result> {
    const [contact, target] = await Promise.all([
      this.targets.contact(contactId, source),
      this.targets.contactField(fieldId),
    ]);
    const done = await this.log.doneDespiteMissing(key, contact, target);
    if (done) return resultOf(done);
    const field = target();
    if (!fitsField(field, given)) {
      throw new CrmError('field.wrong-value', { name: field.name, type: field.type });
    }
    const value = storedFieldValue(field, given);

    const decision = { key, at: occurredAt, undoes };
    const update = newestValueUpdate({ path: `fields.${field.key}`, key: field.key, value, decision, now });
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
  // The cast is safe: the line in the change log was written by `perform`, which stores a FieldValue as `previous`.
  previous: (previous ?? null) as FieldValue,
});

/**
 * Reads the result of {@link newestValueUpdate} from the contact as it is stored afterwards. If the decision was not applied, `previous` is the
 * current value.
 */
function fieldOutcome(
  contact: ContactDoc,
  fieldKey: string,
  key: string,
): { applied: boolean; previous: FieldValue } {
  const mine = contact.fieldSetBy?.[fieldKey]?.find((setter) => setter.key === key);
  return mine
    ? { applied: true, previous: mine.previous }
    : { applied: false, previous: contact.fields[fieldKey] ?? null };
}
