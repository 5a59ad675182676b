import { Injectable } from '@nestjs/common';
import type { MailingDoc } from '../mailings.repository';
import { readSendingSettings } from '../sending/sending.config';
import { SubscriptionTypes } from '../subscriptions/subscription-types';
import type { CompiledMail } from './compiled-mail';
import { MailWork, type MailTexts } from './mail-work';

/** What is compiled of a mailing. */
export type CompiledParts = Pick<MailingDoc, 'subject' | 'preheader' | 'html' | 'typeId'>;

/** Compiles mailings as they are sent: with the preheader, the footer of their subscription type and, if it is set, the hidden link. */
@Injectable()
export class MailCompiler {
  private readonly hiddenLink = readSendingSettings().MAIL_HIDDEN_LINK === 'on';

  constructor(
    private readonly work: MailWork,
    private readonly types: SubscriptionTypes,
  ) {}

  /** What a mailing is compiled from. */
  async partsOf({ subject, preheader, html, typeId }: CompiledParts): Promise<MailTexts> {
    const type = typeId ? await this.types.find(typeId) : null;
    return {
      subject,
      html,
      ...(preheader !== undefined && { preheader }),
      ...(type && { footer: type.footer }),
      ...(this.hiddenLink && { hiddenLink: true }),
    };
  }

  async compile(mailing: CompiledParts): Promise<CompiledMail> {
    return this.work.compile(await this.partsOf(mailing));
  }
}
