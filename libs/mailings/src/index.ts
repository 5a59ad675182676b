/** Mailings: their content and tracked links, their recipients, and each recipient's message. */
export { MailingsModule } from './mailings.module';
export { MailingsRepository, type MailingDoc, type MailingRow } from './mailings.repository';
export { MailingsService, type TrackedLink } from './mailings.service';
export { PersonalMessages, type PersonalMessage } from './personal-messages';
export { RecipientCounts } from './recipient-counts';
export { RecipientsService } from './recipients.service';
