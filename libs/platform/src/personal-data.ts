import { Injectable } from '@nestjs/common';

/** The documents about one person, by collection. */
export type PersonalDocuments = Record<string, readonly unknown[]>;

/**
 * The collections of one lib that contain personal data. Each lib knows only its own; the erasure and the export of a person call all
 * owners.
 */
export interface PersonalDataOwner {
  /** Names the owner in the progress of an erasure. */
  readonly name: string;
  /** Owners are erased in this order, lowest first. */
  readonly order: number;
  /** Every collection of the lib with personal data, and the paths of it. */
  readonly collections: Readonly<Record<string, readonly string[]>>;
  /**
   * Deletes or anonymises everything about a contact. It may be interrupted anywhere and is called again, also when it had
   * finished. Must not need the contact's card, which may be gone already.
   */
  erase(contactId: string): Promise<void>;
  /** Called once, after the last repeat of the erasure. */
  forget?(contactId: string): Promise<void>;
  /** Everything that is stored about a contact. */
  export(contactId: string): Promise<PersonalDocuments>;
}

/** The owners of personal data that this app knows. A provider adds itself in its constructor. */
@Injectable()
export class PersonalData {
  private readonly owners: PersonalDataOwner[] = [];

  add(owner: PersonalDataOwner): void {
    this.owners.push(owner);
  }

  all(): PersonalDataOwner[] {
    return [...this.owners].sort((one, other) => one.order - other.order);
  }
}
