import { Injectable } from '@nestjs/common';
import type { FieldValue } from '@linkflow/contracts';
import { Batcher } from '@linkflow/platform';
import { ChangeLog } from '../changes/change-log';
import type { ChangeDoc } from '../changes/change.schema';
import type { ContactDoc } from '../contacts/contact.schema';
import { fieldOutcome, fieldUpdate } from '../contacts/field-state';
import { fieldValueProblem } from '../fields/field-values';
import { COLLECTIONS } from '../model-names';
import type { Source } from '../shared/source';
import { CrmTargets } from './crm-targets';
import type { Applied } from './effects.types';
import { gone, wrongValue } from './missing';

/** A change of a card by whomever: `at` is the click's time for a run, now for a person. */
export interface CardChange {
  key: string;
  at: Date;
  now: Date;
  source: Source;
}

@Injectable()
export class SetFieldEffect {
  constructor(
    private readonly batcher: Batcher,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
  ) {}

  async apply(
    by: CardChange,
    contactId: string,
    fieldId: string,
    value: FieldValue,
  ): Promise<Applied & { previous: FieldValue }> {
    const [contact, target] = await Promise.all([
      this.targets.contact(contactId, by.source),
      this.targets.contactField(fieldId),
    ]);
    const done = await this.log.ifMissing(by.key, contact, target);
    if (done) return outcomeOf(done);
    const field = target.orThrow();
    const problem = fieldValueProblem(field, value);
    if (problem) throw wrongValue(problem);

    await this.batcher.update(COLLECTIONS.contact, {
      _id: contactId,
      update: fieldUpdate(field.key, value, by, by.now),
    });
    this.targets.contactChanged(by.source);
    const after = await this.batcher.read<ContactDoc>(COLLECTIONS.contact, contactId);
    if (!after) throw gone('contact');
    const { applied, previous } = fieldOutcome(after, field.key, by.key);
    const line = await this.log.write({
      _id: by.key,
      contactId,
      kind: 'field-set',
      target: { id: field._id, name: field.name },
      value,
      previous,
      at: by.now,
      applied,
      source: by.source,
    });
    return outcomeOf(line);
  }
}

const outcomeOf = ({ applied, previous }: ChangeDoc): Applied & { previous: FieldValue } => ({
  applied,
  // Written by `apply`, and by nobody else under this key.
  previous: (previous ?? null) as FieldValue,
});
