import { describe, expect, it } from 'vitest';
import { dkimCheck, dmarcCheck, spfCheck, type MailDomains, type TxtRecords } from './dns-records';

describe('SPF', () => {
  it.each<[string, TxtRecords, string]>([
    ['a record with a server', ['v=spf1 include:spf.example.com -all'], 'ok'],
    ['a record beside others', ['google-site-verification=x', 'v=spf1 ip4:192.0.2.1 ~all'], 'ok'],
    ['a record that leads to another', ['v=spf1 redirect=_spf.example.com'], 'ok'],
    ['none', ['v=spf10 mx', 'something'], 'missing'],
    ['two', ['v=spf1 mx -all', 'v=spf1 a -all'], 'wrong'],
    ['one that lets everybody send', ['v=spf1 mx +all'], 'wrong'],
    ['one that lets nobody send', ['v=spf1 -all'], 'wrong'],
    ['no answer', null, 'no-answer'],
  ])('%s', (_name, records, state) => {
    expect(spfCheck('fjord.no', records).state).toBe(state);
  });

  it('says what to do', () => {
    expect(spfCheck('fjord.no', []).text.nb).toContain('fjord.no har ingen SPF-post. Legg til en TXT-post');
  });
});

describe('DKIM', () => {
  const NAME = 's1._domainkey.fjord.no';
  it.each<[string, TxtRecords, string | null, string]>([
    ['the key', ['v=DKIM1; k=rsa; p=KEY='], 'KEY=', 'ok'],
    ['the key without its kind, with spaces', ['v=DKIM1; p=KE Y='], 'KEY=', 'ok'],
    ['the key among others', ['v=DKIM1; p=OLD', 'v=DKIM1; p=KEY='], 'KEY=', 'ok'],
    ['another key', ['v=DKIM1; k=rsa; p=OTHER'], 'KEY=', 'wrong'],
    ['a key that was withdrawn', ['v=DKIM1; p='], 'KEY=', 'wrong'],
    ['a key of another kind', ['v=DKIM1; k=ed25519; p=KEY='], 'KEY=', 'wrong'],
    ['a key that is only tested', ['v=DKIM1; t=y:s; p=KEY='], 'KEY=', 'wrong'],
    ['no key', ['v=spf1 -all'], 'KEY=', 'missing'],
    ['messages without signature', [], null, 'missing'],
    ['no answer', null, 'KEY=', 'no-answer'],
  ])('%s', (_name, records, key, state) => {
    expect(dkimCheck(NAME, records, key).state).toBe(state);
  });

  it('says which record to add', () => {
    expect(dkimCheck(NAME, [], 'KEY=').text.en).toBe(
      `There is no key at ${NAME}. Add this TXT record there: v=DKIM1; k=rsa; p=KEY=`,
    );
  });
});

describe('DMARC', () => {
  const OWN: MailDomains = { from: 'fjord.no', bounces: 'fjord.no', signed: 'fjord.no' };
  const FOREIGN: MailDomains = { from: 'fjord.no', bounces: 'esp.com', signed: 'esp.com' };
  it.each<[string, TxtRecords, MailDomains, string]>([
    ['a policy', ['v=DMARC1; p=reject; rua=mailto:d@fjord.no'], OWN, 'ok'],
    ['a policy that only reports', ['v=DMARC1;p=none'], OWN, 'ok'],
    ['none', ['v=spf1 -all'], OWN, 'missing'],
    ['two', ['v=DMARC1; p=none', 'v=DMARC1; p=reject'], OWN, 'wrong'],
    ['one without a policy', ['v=DMARC1; rua=mailto:d@fjord.no'], OWN, 'wrong'],
    ['a signature of another domain', ['v=DMARC1; p=none'], FOREIGN, 'wrong'],
    ['a signature of the domain', ['v=DMARC1; p=none'], { ...FOREIGN, signed: 'fjord.no' }, 'ok'],
    ['a signature of a domain below', ['v=DMARC1; p=none'], { ...FOREIGN, signed: 'mail.fjord.no' }, 'ok'],
    [
      'a strict one, of a domain below',
      ['v=DMARC1; p=none; adkim=s'],
      { ...FOREIGN, signed: 'mail.fjord.no' },
      'wrong',
    ],
    ['bounces of the domain', ['v=DMARC1; p=none'], { ...FOREIGN, bounces: 'b.fjord.no' }, 'ok'],
    ['a signature of the mail server', ['v=DMARC1; p=none'], { ...FOREIGN, signed: null }, 'ok'],
    ['no answer', null, OWN, 'no-answer'],
  ])('%s', (_name, records, domains, state) => {
    expect(dmarcCheck(domains, { domain: 'fjord.no', records }).state).toBe(state);
  });

  it('uses the policy for subdomains of the domain above', () => {
    const domains = { from: 'news.fjord.no', bounces: 'news.fjord.no', signed: null };
    const found = { domain: 'fjord.no', records: ['v=DMARC1; p=reject; sp=none'] };
    expect(dmarcCheck(domains, found).text.en).toBe('fjord.no has a DMARC record with the policy “none”');
  });
});
