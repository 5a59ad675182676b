import { createPublicKey } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { phrase, type DnsCheck, type Mailbox, type SenderCheck, type Text } from '@linkflow/contracts';
import { readSendingSettings } from '../sending/sending.config';
import { domainOf } from './delivery-findings';
import { dkimCheck, dkimName, dmarcCheck, isDmarc, spfCheck, type TxtRecords } from './dns-records';

/** How long one question may take, ms, and how often it is asked. */
const TIMEOUT_MS = 2_000;
const TRIES = 2;
/** The DNS says that there is no such record. Every other error means that it is not known. */
const ABSENT = ['ENODATA', 'ENOTFOUND'];

type DnsChecks = Pick<SenderCheck, 'spf' | 'dkim' | 'dmarc'>;

const NO_SENDER: Text = { en: 'Choose a sender first', nb: 'Velg en avsender først' };
const OUTBOX: Text = {
  en: 'Messages stay in the outbox of this installation, so no mail server asks for it',
  nb: 'Meldinger blir liggende i utboksen her, så ingen e-postserver spør etter det',
};
const LOCAL: Text = {
  en: '{domain} is a name of this machine, which other mail servers do not know',
  nb: '{domain} er et navn på denne maskinen, og andre e-postservere kjenner det ikke',
};

/** Looks up whether receivers can trust a sender: SPF, DKIM and DMARC. */
@Injectable()
export class SenderDns {
  private readonly settings = readSendingSettings();
  private readonly resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });

  constructor() {
    const { MAIL_DNS_SERVERS: servers } = this.settings;
    if (servers) this.resolver.setServers(servers);
  }

  /** Never rejects because of the DNS. */
  async check(sender: Mailbox | null): Promise<DnsChecks> {
    if (!this.settings.SMTP_URL) return all('not-needed', OUTBOX);
    if (!sender) return all('missing', NO_SENDER);
    const from = domainOf(sender.address);
    if (isLocal(from)) return all('not-needed', phrase(LOCAL, { domain: from }));
    const { dkim: key, MAIL_BOUNCE_DOMAIN } = this.settings;
    const bounces = MAIL_BOUNCE_DOMAIN?.toLowerCase() ?? from;
    const name = key ? dkimName(key) : '';
    const [spf, dkim, dmarc] = await Promise.all([
      this.txt(bounces),
      key ? this.txt(name) : null,
      this.dmarcOf(from),
    ]);
    return {
      spf: spfCheck(bounces, spf),
      dkim: dkimCheck(name, dkim, key && publicKeyOf(key.privateKey)),
      dmarc: dmarcCheck({ from, bounces, signed: key ? key.domain.toLowerCase() : null }, dmarc),
    };
  }

  /** The DMARC record of a domain, or of the nearest domain above it that has one. Top-level domains are not asked. */
  private async dmarcOf(domain: string): Promise<{ domain: string; records: TxtRecords }> {
    const labels = domain.split('.');
    for (let at = 0; at < labels.length - 1; at += 1) {
      const above = labels.slice(at).join('.');
      const records = await this.txt(`_dmarc.${above}`);
      if (!records || records.some(isDmarc)) return { domain: above, records };
    }
    return { domain, records: [] };
  }

  private async txt(name: string): Promise<TxtRecords> {
    try {
      return (await this.resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && ABSENT.includes(String(error.code));
      return isAbsent ? [] : null;
    }
  }
}

const all = (state: DnsCheck['state'], text: Text): DnsChecks => ({
  spf: { state, text },
  dkim: { state, text },
  dmarc: { state, text },
});

const isLocal = (domain: string): boolean => /(?:^|\.)localhost$/.test(domain) || isIP(domain) !== 0;

/** The public key as it stands in the DNS. */
const publicKeyOf = (privateKey: string): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
