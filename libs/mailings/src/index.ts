/** Mailings: their content and links, who gets them, and each recipient's own message. */
export { linksOfMail, type MailLink } from './content/mail-links';
export { MailingsModule } from './mailings.module';
export type { MailingRow } from './mailings/mailings.repository';
export { MailingsService } from './mailings/mailings.service';
export { RecipientsService } from './recipients/recipients.service';
export { PersonalMessages, type PersonalMessage } from './rendering/personal-messages';
export type { MailingDoc } from './store/documents';
export { MailingStore } from './store/mailing-store';
