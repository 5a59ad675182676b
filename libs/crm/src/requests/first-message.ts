import type { Language } from '@linkflow/contracts';
import type { ContactDoc } from '../contacts/contact.schema';
import type { RunSource } from '../shared/source';

/** The first message of a request that a click made: who clicked what, where and when. For colleagues. */
export function firstMessage(
  source: RunSource,
  contact: Pick<ContactDoc, 'name' | 'email'>,
  { language, timeZone }: { language: Language; timeZone: string },
): string {
  const who = contact.email ? `${contact.name} (${contact.email})` : contact.name;
  const when = new Intl.DateTimeFormat(language === 'nb' ? 'nb-NO' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  }).format(source.clickedAt);
  return language === 'nb'
    ? `${who} klikket på koblingen «${source.linkName}» i utsendelsen «${source.mailingName}» ${when}.`
    : `${who} clicked the link “${source.linkName}” in the mailing “${source.mailingName}” on ${when}.`;
}
