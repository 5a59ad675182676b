import type { CardChanges } from '@linkflow/contracts';

/** A submission of a form, as the origin of a change of a card. The name of the form is that at the time of the change. */
export interface FormSource {
  kind: 'form';
  formId: string;
  formName: string;
  submissionId: string;
  occurredAt: Date;
}

/** Creates and completes the cards of people who have submitted a form. */
export abstract class CrmCards {
  /**
   * Creates a contact with this id, once. Values that the CRM does not take are left out; a person without a last name gets the address in its
   * place.
   * @returns false if there is a contact with this id already, which is not changed
   */
  abstract create(contactId: string, card: CardChanges, source: FormSource): Promise<boolean>;

  /**
   * Writes the values of a submission to a contact: into what is empty, and over other values where `card.overwrite` says so. Values that the
   * CRM does not take are left out. May be repeated.
   * @throws CrmError `contact.missing`
   */
  abstract update(contactId: string, card: CardChanges, source: FormSource): Promise<void>;
}
