import { Injectable } from '@nestjs/common';
import { pick, type Language } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { MailingsRepository } from '../mailings.repository';
import { RecipientsRepository } from '../recipients/recipients.repository';
import type { AddressOwner } from './mail-addresses';
import type { SubscriptionChoice } from './subscription-choice';
import { SubscriptionTypes, type SubscriptionTypeDoc } from './subscription-types';
import { Subscriptions, type ChosenSubscriptions } from './subscriptions';

/** What the pages of a recipient show. */
export interface RecipientSubscription {
  owner: AddressOwner;
  mailingId: string;
  email: string;
  /** A test message to a colleague: nothing may be changed by it. */
  isTest: boolean;
  /** The type of the mailing that the recipient got; null if it has none. It may be retired. */
  type: SubscriptionTypeDoc | null;
  /** The types that people can choose. */
  types: SubscriptionTypeDoc[];
  choice: SubscriptionChoice;
}

/** What a recipient sees of its subscriptions, and changes, by the link in a mail. */
@Injectable()
export class RecipientSubscriptions {
  constructor(
    private readonly mailings: MailingsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly types: SubscriptionTypes,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Null if the mailing has no such recipient, or the personal data of the recipient was erased. */
  async find(mailingId: string, recipientId: string): Promise<RecipientSubscription | null> {
    const [recipient, typeId, types] = await Promise.all([
      this.recipients.find(recipientId),
      this.mailings.typeOf(mailingId),
      this.types.all(),
    ]);
    if (typeId === undefined || recipient?.mailingId !== mailingId) return null;
    const { email, contactId, erasedAt } = recipient;
    if (erasedAt !== undefined || email === '') return null;
    const owner = { addressKey: addressKey(email), contactId };
    return {
      owner,
      mailingId,
      email,
      isTest: recipient.test === true,
      type: types.find(({ _id }) => _id === typeId) ?? null,
      types: types.filter(({ retiredAt }) => retiredAt === null),
      choice: await this.subscriptions.choiceOf(owner),
    };
  }

  /**
   * Stores a choice of the recipient. A test message changes nothing.
   * @param from `language`: that of the page, whose words are kept with a consent
   */
  async choose(
    { owner, mailingId, isTest, choice, types, type }: RecipientSubscription,
    next: (before: SubscriptionChoice) => SubscriptionChoice,
    { source, language }: { source: 'page' | 'one-click'; language: Language },
  ): Promise<ChosenSubscriptions> {
    if (isTest) return { before: choice, after: choice };
    const wordings = new Map(knownTypes({ types, type }).map((of) => [of._id, wordingOf(of, language)]));
    return this.subscriptions.choose(owner, next, { source, mailingId, wordings });
  }
}

/** The types on which a recipient can decide: those that people can choose, and that of the mailing, even if it is retired. */
export const knownTypes = ({
  types,
  type,
}: Pick<RecipientSubscription, 'types' | 'type'>): SubscriptionTypeDoc[] =>
  type && !types.includes(type) ? [...types, type] : types;

const wordingOf = ({ name, description }: SubscriptionTypeDoc, language: Language): string =>
  [name, description]
    .map((text) => pick(text, language))
    .filter(Boolean)
    .join(': ');
