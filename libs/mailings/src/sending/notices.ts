import { Injectable } from '@nestjs/common';
import { Clock } from '@linkflow/platform';
import { DkimSigner } from './dkim';
import { UnsafeHeaderError, envelopeAddress } from './header-text';
import { MailTransport, type SendOutcome } from './mail-transport';
import { MimeTemplate, messageBytes } from './mime-template';
import { readSendingSettings } from './sending.config';

/** A message to one person that belongs to no mailing, such as the confirmation of a form. */
export interface Notice {
  /** Id of what the message belongs to, such as the form; the outbox lists it by this. */
  aboutId: string;
  /** Id of the event that it is about. The Message-ID follows from it, so that the outbox keeps the message once. */
  eventId: string;
  to: string;
  subject: string;
  /** Whole HTML document. */
  html: string;
  text: string;
}

/** Sends notices over the mail server of the mailings, or to the outbox, from the installation's own sender. */
@Injectable()
export class Notices {
  private readonly settings = readSendingSettings();
  private readonly signer = this.settings.dkim && new DkimSigner(this.settings.dkim);

  constructor(
    private readonly transport: MailTransport,
    private readonly clock: Clock,
  ) {}

  /** Never rejects. Without a sender (`MAIL_FROM`), notices are `unavailable`. */
  async send({ aboutId, eventId, to, subject, html, text }: Notice): Promise<SendOutcome> {
    const { from } = this.settings;
    if (!from) return { kind: 'unavailable', problem: 'MAIL_FROM is not set' };
    try {
      const template = new MimeTemplate({ subject: [subject], html: [html], text: [text] }, { from });
      const sender = envelopeAddress(from.address);
      const built = template.build(
        {
          to: { name: '', address: to },
          messageId: `<notice.${eventId}@${sender.replace(/^.*@/, '')}>`,
          date: this.clock.now(),
        },
        NOTHING_TO_FILL,
      );
      if (this.signer) built.headers.unshift(await this.signer.headerOf(built, this.clock.now()));
      const message = {
        mailingId: aboutId,
        recipientId: eventId,
        from: sender,
        to: envelopeAddress(to),
        message: messageBytes(built),
        isTest: false,
      };
      return await this.transport.send(message, () => Promise.resolve(true));
    } catch (error) {
      if (error instanceof UnsafeHeaderError)
        return { kind: 'refused', isPermanent: true, response: error.message };
      return { kind: 'unavailable', problem: error instanceof Error ? error.message : String(error) };
    }
  }
}

const NOTHING_TO_FILL = { facts: { values: {}, texts: {} }, urlOf: (id: string): string => id };
