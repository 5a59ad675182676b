/** Mailings: their content and tracked links, their recipients, and each recipient's message. */
export { MailingsModule } from './mailings.module';
export { MailingsRepository, type MailingDoc, type MailingRow } from './mailings.repository';
export { MailingsService, type TrackedLink } from './mailings.service';
export { PersonalMessages, type PersonalMessage } from './personal-messages';
export { Pictures } from './pictures/pictures.service';
export { RecipientCounts } from './recipient-counts';
export { RecipientsService } from './recipients.service';
export { MailTransport, type OutgoingMail, type SendOutcome } from './sending/mail-transport';
export { SmtpTransport } from './sending/smtp-transport';
export { SmtpUrl, type SmtpServerOptions } from './sending/smtp-url';
