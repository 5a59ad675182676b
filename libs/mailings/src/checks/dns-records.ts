import { phrase, type DnsCheck, type Text, type TextParams } from '@linkflow/contracts';

/*
 * What the TXT records of a sender say: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489). A record is judged by what can be proved from
 * here. Whether SPF names the right server cannot be: only the mail provider knows its servers.
 */

/** TXT records at a name, each as one string. Null if the DNS did not answer. */
export type TxtRecords = readonly string[] | null;

const TEXTS = {
  noAnswer: {
    en: 'The DNS did not answer the question for {name}. Try again later',
    nb: 'DNS svarte ikke på spørsmålet om {name}. Prøv igjen senere',
  },
  spfOk: {
    en: '{domain} has an SPF record: {record}. It must name the mail server that you send through',
    nb: '{domain} har en SPF-post: {record}. Den må nevne e-postserveren dere sender gjennom',
  },
  spfMissing: {
    en: '{domain} has no SPF record. Add a TXT record that names your mail server, such as “v=spf1 include:spf.example.com -all”. Your mail provider knows what to include',
    nb: '{domain} har ingen SPF-post. Legg til en TXT-post som nevner e-postserveren, for eksempel «v=spf1 include:spf.example.com -all». E-postleverandøren vet hva som skal stå der',
  },
  spfMany: {
    en: '{domain} has {count} SPF records, so receivers use none of them. Put everything into one',
    nb: '{domain} har {count} SPF-poster, så mottakerne bruker ingen av dem. Samle alt i én',
  },
  spfOpen: {
    en: 'The SPF record of {domain} lets every server send. End it with “-all” or “~all”',
    nb: 'SPF-posten til {domain} lar alle servere sende. La den slutte med «-all» eller «~all»',
  },
  spfNobody: {
    en: 'The SPF record of {domain} lets no server send. Name your mail server in it',
    nb: 'SPF-posten til {domain} lar ingen server sende. Nevn e-postserveren i den',
  },
  dkimUnsigned: {
    en: 'Messages are not signed here. Set MAIL_DKIM_DOMAIN, MAIL_DKIM_SELECTOR and MAIL_DKIM_KEY, unless your mail server signs them',
    nb: 'Meldinger blir ikke signert her. Angi MAIL_DKIM_DOMAIN, MAIL_DKIM_SELECTOR og MAIL_DKIM_KEY, hvis ikke e-postserveren signerer dem',
  },
  dkimOk: {
    en: 'The key at {name} matches the one that messages are signed with',
    nb: 'Nøkkelen på {name} passer til den som meldinger signeres med',
  },
  dkimMissing: {
    en: 'There is no key at {name}. Add this TXT record there: {record}',
    nb: 'Det er ingen nøkkel på {name}. Legg til denne TXT-posten der: {record}',
  },
  dkimOther: {
    en: 'The key at {name} is not the one that messages are signed with. Replace the TXT record there by this one: {record}',
    nb: 'Nøkkelen på {name} er en annen enn den meldinger signeres med. Erstatt TXT-posten der med denne: {record}',
  },
  dkimTesting: {
    en: 'The key at {name} is marked as a test, so receivers ignore the signature. Take “t=y” out of the record',
    nb: 'Nøkkelen på {name} er merket som en prøve, så mottakerne overser signaturen. Ta «t=y» ut av posten',
  },
  dmarcOk: {
    en: '{domain} has a DMARC record with the policy “{policy}”',
    nb: '{domain} har en DMARC-post med regelen «{policy}»',
  },
  dmarcMissing: {
    en: '{domain} has no DMARC record. Add a TXT record at _dmarc.{domain}, such as “v=DMARC1; p=none”. Large mailbox providers expect one',
    nb: '{domain} har ingen DMARC-post. Legg til en TXT-post på _dmarc.{domain}, for eksempel «v=DMARC1; p=none». Store e-posttjenester forventer det',
  },
  dmarcBroken: {
    en: 'The DMARC record of {domain} is not valid: {record}. It needs one of the policies none, quarantine and reject',
    nb: 'DMARC-posten til {domain} er ikke gyldig: {record}. Den må ha en av reglene none, quarantine og reject',
  },
  dmarcMany: {
    en: '{domain} has {count} DMARC records, so receivers use none of them. Keep one',
    nb: '{domain} har {count} DMARC-poster, så mottakerne bruker ingen av dem. Behold én',
  },
  dmarcUnaligned: {
    en: 'Messages from {domain} fail DMARC, because they are signed for {signed} and their bounces go to {bounces}. One of the two must belong to {domain}',
    nb: 'Meldinger fra {domain} består ikke DMARC-kontrollen, fordi de er signert for {signed} og returer går til {bounces}. Ett av dem må høre til {domain}',
  },
} as const satisfies Record<string, Text>;

const result = (state: DnsCheck['state'], text: keyof typeof TEXTS, params: TextParams = {}): DnsCheck => ({
  state,
  text: phrase(TEXTS[text], params),
});

const noAnswer = (name: string): DnsCheck => result('no-answer', 'noAnswer', { name });

/** Judges the TXT records of the domain to which bounces go. */
export function spfCheck(domain: string, records: TxtRecords): DnsCheck {
  if (!records) return noAnswer(domain);
  const [record, ...more] = records.filter((one) => /^v=spf1(?:\s|$)/i.test(one));
  if (record === undefined) return result('missing', 'spfMissing', { domain });
  if (more.length > 0) return result('wrong', 'spfMany', { domain, count: more.length + 1 });
  const terms = record.toLowerCase().split(/\s+/).slice(1).filter(Boolean);
  if (terms.some((term) => term === 'all' || term === '+all')) return result('wrong', 'spfOpen', { domain });
  const isSomebody = terms.some((term) =>
    /^(?:\+?(?:include|a|mx|ptr|ip4|ip6|exists)\b|redirect=)/.test(term),
  );
  if (!isSomebody) return result('wrong', 'spfNobody', { domain });
  return result('ok', 'spfOk', { domain, record });
}

/** The name at which receivers look for a DKIM key. */
export const dkimName = ({ selector, domain }: { selector: string; domain: string }): string =>
  `${selector}._domainkey.${domain}`;

/** @param publicKey of the key that signs, DER in base64; null if messages are not signed */
export function dkimCheck(name: string, records: TxtRecords, publicKey: string | null): DnsCheck {
  if (publicKey === null) return result('missing', 'dkimUnsigned');
  if (!records) return noAnswer(name);
  const expected = { name, record: `v=DKIM1; k=rsa; p=${publicKey}` };
  const keys = records.map(tagsOf).filter((tags) => tags.has('p'));
  if (keys.length === 0) return result('missing', 'dkimMissing', expected);
  const match = keys.find(
    (tags) => (tags.get('k') ?? 'rsa') === 'rsa' && tags.get('p')?.replace(/\s/g, '') === publicKey,
  );
  if (!match) return result('wrong', 'dkimOther', expected);
  const isTest = match.get('t')?.split(':').includes('y') ?? false;
  return isTest ? result('wrong', 'dkimTesting', { name }) : result('ok', 'dkimOk', { name });
}

/** The domains that DMARC compares. */
export interface MailDomains {
  /** Of the sender that people see. */
  from: string;
  /** To which bounces go. */
  bounces: string;
  /** For which messages are signed; null if they are not signed here. */
  signed: string | null;
}

/**
 * @param found the TXT records at `_dmarc.` of the domain of the sender or, if it has no DMARC record, of the nearest domain above it that has
 * one
 */
export function dmarcCheck(
  { from, bounces, signed }: MailDomains,
  found: { domain: string; records: TxtRecords },
): DnsCheck {
  if (!found.records) return noAnswer(`_dmarc.${found.domain}`);
  const [record, ...more] = found.records.filter(isDmarc);
  if (record === undefined) return result('missing', 'dmarcMissing', { domain: from });
  const { domain } = found;
  if (more.length > 0) return result('wrong', 'dmarcMany', { domain, count: more.length + 1 });
  const tags = tagsOf(record);
  const policy = ((domain === from ? undefined : tags.get('sp')) ?? tags.get('p') ?? '').toLowerCase();
  if (!['none', 'quarantine', 'reject'].includes(policy))
    return result('wrong', 'dmarcBroken', { domain, record });
  const isAligned = (other: string, mode: string | undefined): boolean =>
    other === from || (mode !== 's' && isAt(other, domain));
  // Without a signature of ours, the mail server may still sign for the domain.
  if (signed !== null && !isAligned(bounces, tags.get('aspf')) && !isAligned(signed, tags.get('adkim')))
    return result('wrong', 'dmarcUnaligned', { domain: from, signed, bounces });
  return result('ok', 'dmarcOk', { domain, policy });
}

export const isDmarc = (record: string): boolean => /^v=DMARC1\s*(?:;|$)/.test(record);

const isAt = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

/** The tags of a record of the form `name=value; name=value`. */
const tagsOf = (record: string): Map<string, string> =>
  new Map(
    record.split(';').flatMap((part): [string, string][] => {
      const at = part.indexOf('=');
      return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]];
    }),
  );
