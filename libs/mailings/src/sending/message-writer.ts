import { Injectable } from '@nestjs/common';
import { LinkUrls } from '@linkflow/links';
import type { MergeValues } from '@linkflow/workflow';
import { factsIn, linksIn, type Filling } from '../content/compiled-mail';
import { isUnsubscribeLink } from '../content/mail-markup.mjs';
import { RecipientFacts } from '../recipients/recipient-facts';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';
import { BounceAddresses } from './bounce-addresses';
import type { PreparedMailing } from './compiled-mailings';
import { DkimSigner } from './dkim';
import { envelopeAddress } from './header-text';
import type { OutgoingMail } from './mail-transport';
import { MimeTemplate, messageBytes } from './mime-template';
import { readSendingSettings } from './sending.config';

const NOTHING: MergeValues = { values: {}, texts: {} };

/** A prepared mailing with what a process derives from it once. */
export interface LoadedMailing extends PreparedMailing {
  template: MimeTemplate;
  facts: string[];
  /** Whether recipients can unsubscribe: the content has such a link, or the mailing has a subscription type. */
  hasUnsubscribe: boolean;
}

/** What fills the merge fields, by recipient. */
export type FactsOfRecipients = Map<string, MergeValues>;

/** Writes the messages of recipients: personal content, headers, DKIM signature. */
@Injectable()
export class MessageWriter {
  private readonly settings = readSendingSettings();
  private readonly signer = this.settings.dkim && new DkimSigner(this.settings.dkim);
  constructor(
    private readonly facts: RecipientFacts,
    private readonly recipients: RecipientsRepository,
    private readonly urls: LinkUrls,
    private readonly bounces: BounceAddresses,
  ) {}

  /** @throws UnsafeHeaderError if the sender cannot be written in a header */
  load(prepared: PreparedMailing): LoadedMailing {
    const { mail, mailingId, from, replyTo, typeId, hasTrackedUnsubscribe = false } = prepared;
    const links = linksIn(mail.html, mail.text);
    return {
      ...prepared,
      template: new MimeTemplate(mail, { from, replyTo, feedbackId: `${mailingId}:linkflow` }),
      facts: factsIn(mail.subject, mail.html, mail.text),
      hasUnsubscribe: typeId !== null || hasTrackedUnsubscribe || links.some(isUnsubscribeLink),
    };
  }

  /** Reads the facts of recipients together: the stored values, and texts in the language of each. */
  async factsOf({ facts }: LoadedMailing, recipients: readonly RecipientDoc[]): Promise<FactsOfRecipients> {
    if (facts.length === 0) return new Map();
    const contactIds = await this.contactsOf(recipients);
    const values = await this.facts.of(contactIds.values(), facts);
    return new Map(
      [...contactIds].map(([recipientId, contactId]) => [recipientId, values.get(contactId) ?? NOTHING]),
    );
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
    const urlOf = once((id) => urls.inMessage(id, mailingId, recipientId));
    const filling: Filling = { facts, urlOf };
    const round = recipient.delivery?.round ?? 1;
    const { sender, messageId } = this.bounces.namesOf(
      { recipientId, round },
      domainOf(mailing.from.address),
    );
    const isTest = recipient.test === true;
    const unsubscribe = mailing.hasUnsubscribe ? [urls.unsubscribe(mailingId, recipientId)] : [];
    const headers = {
      to: { name: recipient.name, address: recipient.email },
      messageId,
      date: now,
      unsubscribe,
      isTest,
    };
    const built = mailing.template.build(headers, filling);
    if (this.signer) built.headers.unshift(await this.signer.headerOf(built, now));
    return {
      mailingId,
      recipientId,
      from: sender ?? envelopeAddress(mailing.from.address),
      to,
      message: messageBytes(built),
      isTest,
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

/** Keeps results: a link is in both parts of a message, and its signature costs more than all else there. */
function once(urlOf: Filling['urlOf']): Filling['urlOf'] {
  const known = new Map<string, string>();
  return (id) => {
    const url = known.get(id) ?? urlOf(id);
    known.set(id, url);
    return url;
  };
}

const domainOf = (address: string): string => envelopeAddress(address).replace(/^.*@/, '');
