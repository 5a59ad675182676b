import { describe, expect, it } from 'vitest';
import type { Mailbox } from '@linkflow/contracts';
import { domainOf, recipientFindings, senderFindings, senderOf, typeFindings } from './delivery-findings';

const STANDARD = { name: 'Fjord', address: 'post@fjord.no' };
const box = (address: string): Mailbox => ({ name: '', address });
const NOTHING = { ready: 0, blocked: {}, preparing: false };

describe('the check of the sender', () => {
  it.each<
    [
      string,
      { from?: Mailbox | null; replyTo?: Mailbox; standard?: Mailbox | null; domains?: string[] },
      string[],
    ]
  >([
    ['that of the installation', {}, []],
    ['one of its own, with all domains allowed', { from: box('kari@shop.no') }, []],
    ['none at all', { standard: null }, ['sender.missing']],
    ['one of an allowed domain', { from: box('kari@Shop.no'), domains: ['shop.no'] }, []],
    [
      'one of an allowed domain in another form',
      { from: box('kari@blåbær.no'), domains: ['xn--blbr-roah.no'] },
      [],
    ],
    [
      'one of another domain',
      { from: box('kari@mail.shop.no'), domains: ['shop.no'] },
      ['sender.not-allowed'],
    ],
    ['that of the installation beside other domains', { domains: ['shop.no'] }, []],
    ['one that no header can contain', { from: box('kari@@shop.no') }, ['sender.unusable']],
    ['answers to nowhere', { replyTo: box('kari@sh op.no') }, ['reply-to.unusable']],
  ])('%s', (_name, { from, replyTo, standard = STANDARD, domains }, expected) => {
    const sender = senderOf({ from, replyTo }, { from: standard, MAIL_FROM_DOMAINS: domains });
    expect(senderFindings(sender).map(({ code }) => code)).toEqual(expected);
    expect(senderFindings(sender).every(({ severity }) => severity === 'error')).toBe(true);
  });

  it('reads the domain of an address as mail servers do', () => {
    expect(domainOf('a@Blåbær.NO')).toBe('xn--blbr-roah.no');
    expect(domainOf('no address')).toBe('no address');
  });
});

describe('the check of the type', () => {
  const newsletter = { name: { en: 'Newsletter', nb: 'Nyhetsbrev' } };
  const some = { ...NOTHING, ready: 1 };
  it.each([
    ['a type', { mailing: { typeId: 't1' }, recipients: some, types: [newsletter] }, []],
    ['none', { mailing: {}, recipients: some, types: [newsletter] }, ['warning type.missing']],
    [
      'none any more',
      { mailing: { typeId: null }, recipients: some, types: [newsletter] },
      ['warning type.missing'],
    ],
    ['none, and there are no types', { mailing: {}, recipients: some, types: [] }, []],
    ['none, and no recipients', { mailing: {}, recipients: NOTHING, types: [newsletter] }, []],
    [
      'none, and recipients that are being read',
      { mailing: {}, recipients: { ...NOTHING, preparing: true }, types: [newsletter] },
      ['warning type.missing'],
    ],
  ])('%s', (_name, checked, expected) => {
    expect(typeFindings(checked).map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  });
});

describe('the check of the recipients', () => {
  it.each([
    ['some', { ...NOTHING, ready: 1, blocked: { bounced: 5 } }, []],
    ['none', NOTHING, ['error recipients.none']],
    [
      'blocked ones only',
      { ...NOTHING, blocked: { bounced: 2, 'unsubscribed.all': 1 } },
      ['error recipients.all-blocked'],
    ],
    ['some that are being read', { ...NOTHING, preparing: true }, ['warning recipients.preparing']],
  ])('%s', (_name, recipients, expected) => {
    expect(recipientFindings(recipients).map(({ severity, code }) => `${severity} ${code}`)).toEqual(
      expected,
    );
  });

  it('counts those who are blocked', () => {
    const [all] = recipientFindings({ ...NOTHING, blocked: { bounced: 2, 'unsubscribed.all': 1 } });
    const [one] = recipientFindings({ ...NOTHING, blocked: { bounced: 1 } });
    expect(all?.text.nb).toBe('Ingen av de 3 mottakerne får utsendelsen');
    expect(one?.text.nb).toBe('Den eneste mottakeren får ikke utsendelsen');
  });
});
