/** What the system needs of a CRM, as interfaces. libs/crm is the built-in implementation. */
export { addressKey } from './address-key';
export { CrmAudience, type ContactGroup, type MailContact } from './audience';
export { LANGUAGE_OPTIONS, countryOptions, isCountry, type CountryOption } from './countries';
export * from './directory';
export * from './effects';
export * from './errors';
export { CrmHistory, type MailHistoryEntry } from './history';
export { CrmFactReader, type FactValues } from './facts';
