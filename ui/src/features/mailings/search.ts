import { choiceParam, listSearch, type ListSearch } from '../../shared/search';

export const mailingsSearch = listSearch;

export const MAILING_TABS = ['content', 'links', 'recipients'] as const;
export type MailingTab = (typeof MAILING_TABS)[number];
/** The list parameters belong to the recipients. */
export interface MailingPageSearch extends ListSearch {
  tab?: MailingTab;
}
export const mailingPageSearch = (raw: Record<string, unknown>): MailingPageSearch => ({
  ...listSearch(raw),
  tab: choiceParam(raw.tab, MAILING_TABS),
});
