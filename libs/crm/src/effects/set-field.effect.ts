import { Injectable } from '@nestjs/common';
import { fitsField, storedFieldValue, type FieldValue } from '@linkflow/contracts';
import { CrmError, type EffectResult, type SetFieldInput } from '@linkflow/crm-port';
import { ChangeLog, type ChangeDoc } from '../cards/change-log';
import { ContactsRepository, type ContactDoc } from '../cards/contacts.repository';
import { setByWith, wins, type Decision } from '../cards/newest-wins';
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

    const update = fieldUpdate(field.key, value, { key, at: occurredAt, undoes }, now);
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

/** Update pipeline that sets one extra field of a contact if the decision is applied (see `wins`), and otherwise changes nothing. */
function fieldUpdate(
  fieldKey: string,
  value: FieldValue,
  decision: Decision,
  now: Date,
): Record<string, unknown>[] {
  const current = `$fields.${fieldKey}`;
  const setAt = `$fieldSetAt.${fieldKey}`;
  const setBy = `$fieldSetBy.${fieldKey}`;
  const applied = wins(decision, setAt, `${setBy}.key`);
  const entry = { key: { $literal: decision.key }, previous: { $ifNull: [current, null] } };
  const ifApplied = (then: unknown, otherwise: string) => ({ $cond: [applied, then, otherwise] });
  return [
    {
      $set: {
        [`fields.${fieldKey}`]: ifApplied({ $literal: value }, current),
        [`fieldSetAt.${fieldKey}`]: ifApplied(decision.at, setAt),
        [`fieldSetBy.${fieldKey}`]: ifApplied(setByWith(entry, decision, setAt, setBy), setBy),
        updatedAt: ifApplied(now, '$updatedAt'),
      },
    },
  ];
}

/**
 * Reads the result of {@link fieldUpdate} from the contact as it is stored afterwards. If the decision was not applied, `previous` is the
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
