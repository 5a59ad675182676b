/** What the system needs of a CRM, as interfaces. libs/crm is the built-in implementation. */
export { LANGUAGE_OPTIONS, countryOptions, isCountry, type CountryOption } from './countries';
export { ContactActivity } from './activity';
export { CrmCards, type FormSource } from './cards';
export * from './directory';
export * from './effects';
export * from './errors';
export { CrmFactReader, type FactValues } from './facts';
export {
  CrmAudience,
  CrmHistory,
  addressKey,
  type ContactGroup,
  type MailContact,
  type MailHistoryEntry,
} from './mail';
