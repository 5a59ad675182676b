import { Injectable } from '@nestjs/common';
import { languageOfTag } from '@linkflow/contracts';
import { CrmFactReader } from '@linkflow/crm-port';
import { LinkUrls } from '@linkflow/links';
import { OrganisationConfig, readConfig } from '@linkflow/platform';
import type { MergeValues } from '@linkflow/workflow';
import { factsIn, linksIn, type CompiledMail, type Filling } from '../content/compiled-mail';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';
import { BounceAddresses } from './bounce-addresses';
import { DkimSigner } from './dkim';
import { envelopeAddress, type Mailbox } from './header-text';
import type { OutgoingMail } from './mail-transport';
import { MimeTemplate, messageBytes } from './mime-template';
import { readSendingSettings } from './sending.config';

const LANGUAGE = 'contact.language';
const NOTHING: MergeValues = { values: {}, texts: {} };

/** A mailing that is ready to be sent. It is stored once, when the sending starts, and does not change any more. */
export interface PreparedMailing {
  mailingId: string;
  mail: CompiledMail;
  from: Mailbox;
  replyTo: Mailbox | null;
  /** Subscription type; null if the mailing has none. */
  typeId: string | null;
}

/** A prepared mailing with what a process derives from it once. */
export interface LoadedMailing extends PreparedMailing {
  template: MimeTemplate;
  facts: string[];
  /** Whether recipients can leave: the content has such a link, or the mailing has a subscription type. */
  hasUnsubscribe: boolean;
}

/** What fills the merge fields, by recipient. */
export type FactsOfRecipients = Map<string, MergeValues>;

/** Writes the messages of recipients: personal content, headers, DKIM signature. */
@Injectable()
export class MessageWriter {
  private readonly settings = readSendingSettings();
  private readonly organisation = readConfig(OrganisationConfig);
  private readonly signer = this.settings.dkim && new DkimSigner(this.settings.dkim);
  constructor(
    private readonly contacts: CrmFactReader,
    private readonly recipients: RecipientsRepository,
    private readonly urls: LinkUrls,
    private readonly bounces: BounceAddresses,
  ) {}

  /** @throws UnsafeHeaderError if the sender cannot be written in a header */
  load(prepared: PreparedMailing): LoadedMailing {
    const { mail, mailingId, from, replyTo, typeId } = prepared;
    const links = linksIn(mail.html, mail.text);
    return {
      ...prepared,
      template: new MimeTemplate(mail, { from, replyTo, feedbackId: `${mailingId}:linkflow` }),
      facts: factsIn(mail.subject, mail.html, mail.text),
      hasUnsubscribe: typeId !== null || links.includes('unsubscribe') || links.includes('subscriptions'),
    };
  }

  /** Reads the facts of recipients together: the stored values, and texts in the language of each. */
  async factsOf({ facts }: LoadedMailing, recipients: readonly RecipientDoc[]): Promise<FactsOfRecipients> {
    const result: FactsOfRecipients = new Map();
    if (facts.length === 0) return result;
    const contactIds = await this.contactsOf(recipients);
    const loaded = await this.contacts.load([...new Set(contactIds.values())], [...facts, LANGUAGE]);
    await Promise.all(
      [...contactIds].map(async ([recipientId, contactId]) => {
        const { [LANGUAGE]: spoken, ...values } = loaded.get(contactId) ?? {};
        if (facts.includes(LANGUAGE)) values[LANGUAGE] = spoken;
        const { ORGANISATION_LANGUAGE, ORGANISATION_TIME_ZONE: timeZone } = this.organisation;
        const language = languageOfTag(typeof spoken === 'string' ? spoken : '') ?? ORGANISATION_LANGUAGE;
        result.set(recipientId, { values, texts: await this.contacts.texts(values, { language, timeZone }) });
      }),
    );
    return result;
  }

  /** The message of one recipient. @throws UnsafeHeaderError if its address or name cannot be written */
  async write(
    mailing: LoadedMailing,
    recipient: RecipientDoc,
    facts: MergeValues = NOTHING,
    now: Date = new Date(),
  ): Promise<OutgoingMail & { messageId: string }> {
    const to = envelopeAddress(recipient.email);
    const { urls } = this;
    const { _id: recipientId } = recipient;
    const { mailingId } = mailing;
    const filling: Filling = { facts, urlOf: (id) => urlOf(id, { urls, mailingId, recipientId }) };
    const messageId = `<${recipientId}.${recipient.delivery?.round ?? 1}@${domainOf(mailing.from.address)}>`;
    const unsubscribe = mailing.hasUnsubscribe ? [urls.unsubscribe(mailingId, recipientId)] : [];
    const headers = {
      to: { name: recipient.name, address: recipient.email },
      messageId,
      date: now,
      unsubscribe,
    };
    const built = mailing.template.build(headers, filling);
    if (this.signer) built.headers.unshift(await this.signer.headerOf(built, now));
    return {
      mailingId,
      recipientId,
      from: this.bounces.of(recipientId) ?? envelopeAddress(mailing.from.address),
      to,
      message: messageBytes(built),
      messageId,
    };
  }

  /** The contact whose values each recipient reads, by recipient. A test has the values of another recipient. */
  private async contactsOf(recipients: readonly RecipientDoc[]): Promise<Map<string, string>> {
    const models = await this.recipients.findMany(
      recipients.flatMap(({ asRecipientId }) => asRecipientId ?? []),
    );
    const contactOf = new Map(models.map(({ _id, contactId }) => [_id, contactId]));
    return new Map(
      recipients.flatMap(({ _id, contactId, asRecipientId }) => {
        const contact = asRecipientId === undefined ? contactId : contactOf.get(asRecipientId);
        return contact ? [[_id, contact]] : [];
      }),
    );
  }
}

interface Addressed {
  urls: LinkUrls;
  mailingId: string;
  recipientId: string;
}

function urlOf(id: string, { urls, mailingId, recipientId }: Addressed): string {
  switch (id) {
    case 'view-online':
      return urls.view(mailingId, recipientId);
    case 'unsubscribe':
      return urls.unsubscribe(mailingId, recipientId);
    case 'subscriptions':
      return urls.subscriptions(mailingId, recipientId);
    default:
      return urls.click(id, recipientId);
  }
}

const domainOf = (address: string): string => envelopeAddress(address).replace(/^.*@/, '');
