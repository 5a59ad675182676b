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
  const when = formatOf(language, timeZone).format(source.clickedAt);
  return language === 'nb'
    ? `${who} klikket på koblingen «${source.linkName}» i utsendelsen «${source.mailingName}» ${when}.`
    : `${who} clicked the link “${source.linkName}” in the mailing “${source.mailingName}” on ${when}.`;
}

// Making one costs far more than using one, and every request of a mailing uses the same few.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: Language, timeZone: string): Intl.DateTimeFormat {
  const key = `${language} ${timeZone}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(language === 'nb' ? 'nb-NO' : 'en-GB', {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone,
    });
    formats.set(key, format);
  }
  return format;
}
