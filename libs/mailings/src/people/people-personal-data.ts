import { Injectable } from '@nestjs/common';
import {
  AppError,
  PersonalData,
  type ErasedAddress,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';
import { PeopleBulks } from './people-bulks';

/**
 * The search texts of bulks for people that have not ended, and the contacts as far as which they have come. Whether a text is about a certain
 * person is not known, so an erasure stops all bulks that search among the recipients of that person's mailings. The chosen recipients of a bulk
 * are anonymous after the erasure.
 */
@Injectable()
export class PeoplePersonalData implements PersonalDataOwner {
  readonly name = 'people';
  readonly order = 1;
  readonly collections = { people_bulks: ['filter.q', 'cursor'] };

  constructor(
    data: PersonalData,
    private readonly recipients: RecipientsRepository,
    private readonly bulks: PeopleBulks,
  ) {
    data.add(this);
  }

  async erase(contactId: string): Promise<void> {
    await this.stopSearches({ contactId });
    await this.bulks.moveFrom(contactId, (mailingId) => this.recipients.contactBefore(mailingId, contactId));
  }

  async eraseAddress({ recipientIds }: ErasedAddress): Promise<void> {
    await this.stopSearches({ _id: { $in: [...recipientIds] } });
  }

  /** Nothing: a search text and a position say nothing about anybody. */
  export(): Promise<PersonalDocuments> {
    return Promise.resolve({});
  }

  private async stopSearches(recipients: mongo.Filter<RecipientDoc>): Promise<void> {
    const mailingIds = await this.recipients.documents.distinct('mailingId', recipients);
    for (const id of await this.bulks.searchingIn(mailingIds))
      await this.bulks.move(id, 'stopped').catch((error: unknown) => {
        // It has ended meanwhile.
        if (!(error instanceof AppError && error.code === 'bulk.ended')) throw error;
      });
  }
}
