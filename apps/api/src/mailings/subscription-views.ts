import { Injectable } from '@nestjs/common';
import {
  type Consent,
  type ContactSubscriptions,
  type SubscriptionState,
  type SubscriptionType,
} from '@linkflow/contracts';
import { CrmAudience, addressKey, type MailContact } from '@linkflow/crm-port';
import {
  MailAddresses,
  MailingsRepository,
  SubscriptionTypes,
  type MailAddressDoc,
  type SubscriptionTypeDoc,
} from '@linkflow/mailings';
import { AppError } from '@linkflow/platform';

export const toSubscriptionType = ({
  _id: id,
  name,
  description,
  footer,
  requiresUnsubscribe,
  requiresConsent = false,
  retiredAt,
}: SubscriptionTypeDoc): SubscriptionType => ({
  id,
  name,
  description,
  footer,
  requiresUnsubscribe,
  requiresConsent,
  retired: retiredAt !== null,
});

const SUBSCRIBED: SubscriptionState = {
  unsubscribed: false,
  since: null,
  source: null,
  mailing: null,
  by: null,
};

/** Names of mailings by id. */
type MailingNames = ReadonlyMap<string, string>;
type StoredChange = NonNullable<MailAddressDoc['unsubscribedAll']>;
type StoredConsent = NonNullable<MailAddressDoc['consents']>[string];

/** What mail a contact gets, for its card. */
@Injectable()
export class SubscriptionViews {
  constructor(
    private readonly contacts: CrmAudience,
    private readonly addresses: MailAddresses,
    private readonly types: SubscriptionTypes,
    private readonly mailings: MailingsRepository,
  ) {}

  /** The contact with its address. @throws AppError not-found; validation.failed if it has no address */
  async reachable(id: string): Promise<{ name: string; owner: { addressKey: string; contactId: string } }> {
    const { name, email } = await this.contact(id);
    if (!email) throw new AppError('validation.failed', 'The contact has no e-mail address.');
    return { name, owner: { addressKey: addressKey(email), contactId: id } };
  }

  /** @throws AppError not-found */
  async ofContact(id: string): Promise<ContactSubscriptions> {
    const { email } = await this.contact(id);
    const key = email ? addressKey(email) : null;
    const [known, types] = await Promise.all([
      this.addresses.known(key === null ? [] : [key], [id]),
      this.types.all(),
    ]);
    const names = await this.mailingNames(known);
    const own = known.find(({ _id }) => _id === key);
    return {
      email,
      all: stateOf(
        first(known, ({ unsubscribedAll }) => unsubscribedAll),
        names,
      ),
      types: types.map((type) => ({
        type: toSubscriptionType(type),
        state: stateOf(
          first(known, ({ unsubscribed }) => unsubscribed[type._id]),
          names,
        ),
        consent: consentOf(
          first(known, ({ consents }) => consents?.[type._id]),
          names,
        ),
      })),
      bounce: own?.bounce
        ? { at: own.bounce.at.toISOString(), code: own.bounce.code, text: own.bounce.text }
        : null,
      softBounces: own?.softBounces ?? 0,
    };
  }

  /** @throws AppError not-found */
  private async contact(id: string): Promise<MailContact> {
    const [contact] = await this.contacts.byIds([id]);
    if (!contact) throw new AppError('not-found', 'The contact does not exist.');
    return contact;
  }

  private async mailingNames(known: readonly MailAddressDoc[]): Promise<MailingNames> {
    const ids = known.flatMap(({ unsubscribedAll, unsubscribed, consents = {} }) =>
      [unsubscribedAll, ...Object.values(unsubscribed), ...Object.values(consents)].flatMap(
        (change) => change?.mailingId ?? [],
      ),
    );
    const rows = await this.mailings.rows([...new Set(ids)]);
    return new Map(rows.map(({ _id, name }) => [_id, name]));
  }
}

/** The first of the values that the addresses have. */
function first<T>(known: readonly MailAddressDoc[], of: (address: MailAddressDoc) => T | undefined) {
  for (const address of known) {
    const value = of(address);
    if (value !== undefined) return value;
  }
  return undefined;
}

const stateOf = (change: StoredChange | undefined, names: MailingNames): SubscriptionState =>
  change
    ? {
        unsubscribed: true,
        since: change.at.toISOString(),
        source: change.source,
        ...originOf(change, names),
      }
    : SUBSCRIBED;

const consentOf = (consent: StoredConsent | undefined, names: MailingNames): Consent | null =>
  consent
    ? {
        at: consent.at.toISOString(),
        source: consent.source,
        text: consent.text,
        ...originOf(consent, names),
      }
    : null;

const originOf = ({ mailingId, by }: StoredChange | StoredConsent, names: MailingNames) => ({
  mailing: mailingId === undefined ? null : { id: mailingId, name: names.get(mailingId) ?? '' },
  by: by ?? null,
});
