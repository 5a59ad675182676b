import { Injectable } from '@nestjs/common';

/** The documents about one person, by collection. */
export type PersonalDocuments = Record<string, readonly unknown[]>;

/** An e-mail address, with the recipients that have it and belong to no contact. */
export interface ErasedAddress {
  /** The normalised address. */
  addressKey: string;
  recipientIds: readonly string[];
}

/**
 * The collections of one lib that contain personal data. Each lib declares only its own collections; the erasure and the export of a
 * person call the owners of all libs.
 */
export interface PersonalDataOwner {
  /** Names the owner in the progress of an erasure. */
  readonly name: string;
  /** Position in the sequence in which owners erase their data, lowest first. */
  readonly order: number;
  /** Every collection of the lib that contains personal data, with the paths of the fields that contain it. */
  readonly collections: Readonly<Record<string, readonly string[]>>;
  /**
   * Deletes or anonymises everything about a contact. It may be interrupted at any point and is called again, also after it has
   * finished. It must not need the contact card, which may be deleted already.
   */
  erase(contactId: string): Promise<void>;
  /**
   * Removes what `erase` had to keep for a repeat, such as the contact's id. Called after the last repeat of the erasure; repeated if it
   * is interrupted.
   */
  forget?(contactId: string): Promise<void>;
  /**
   * Deletes or anonymises everything about an address that belongs to no contact. May be called again. Absent if the owner stores nothing
   * without a contact.
   */
  eraseAddress?(address: ErasedAddress): Promise<void>;
  /** Everything that is stored about a contact. */
  export(contactId: string): Promise<PersonalDocuments>;
}

/** The owners of personal data in this app. A provider adds itself in its constructor. */
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
