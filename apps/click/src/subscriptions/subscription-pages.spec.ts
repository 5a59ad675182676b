import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RecipientSubscription, SubscriptionTypeDoc } from '@linkflow/mailings/doors';
import { contrast, styleFor } from './page-style';
import { SubscriptionPages, masked } from './subscription-pages';

const type: SubscriptionTypeDoc = {
  _id: 'a'.repeat(24),
  name: { en: '<News>', nb: '<Nytt>' },
  description: { en: '', nb: 'Omtrent én gang i måneden' },
  footer: '',
  requiresUnsubscribe: true,
  rank: 0,
  createdAt: new Date(0),
  retiredAt: null,
};
const recipient: RecipientSubscription = {
  owner: { addressKey: 'marit@example.no', contactId: null },
  mailingId: 'b'.repeat(24),
  email: 'marit@example.no',
  isTest: false,
  type,
  types: [type],
  choice: { all: false, unsubscribed: [], consented: [] },
};
const pages = new SubscriptionPages({
  name: 'Soltun & sønn',
  logoUrl: 'https://cdn.example.no/logo.png',
  colour: '#14614b',
  address: 'Storgata 14',
});
const page = { recipient, language: 'nb', path: '/s/token', query: '' } as const;

it('shows only the beginning of an address', () => {
  expect(masked('marit@example.no')).toBe('ma•••@example.no');
  expect(masked('kai@example.no')).toBe('k•••@example.no');
});

it('writes text that can be read on and in any colour of an organisation, on buttons that can be seen', () => {
  const Colour = fc.integer({ min: 0, max: 0xff_ff_ff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);
  fc.assert(
    fc.property(Colour, (colour) => {
      const style = styleFor(colour);
      const [onColour = '', light = ''] = ['--on-own:', '--own-ink:'].map(
        (name) => style.split(name)[1]?.slice(0, 7) ?? '',
      );
      const dark = style.split('--own-ink:')[2]?.slice(0, 7) ?? '';
      expect(contrast(colour, onColour)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(light, '#ffffff')).toBeGreaterThanOrEqual(4.5);
      expect(contrast(dark, '#15181e')).toBeGreaterThanOrEqual(4.5);
      const edges = style
        .split('--own-edge:')
        .slice(1)
        .map((rest) => rest.slice(0, 7));
      expect(contrast(edges[0] ?? '', '#ffffff')).toBeGreaterThanOrEqual(3);
      expect(contrast(edges[1] ?? '', '#15181e')).toBeGreaterThanOrEqual(3);
    }),
  );
});

it('escapes names, loads nothing but the logo, and stays under 10 kB', () => {
  const html = pages.choose(page);
  expect(html).toContain('&lt;Nytt&gt;');
  expect(html).toContain('Soltun &amp; sønn');
  expect(html).not.toContain('<script');
  expect(html).not.toContain('marit@');
  expect(Buffer.byteLength(html)).toBeLessThan(10_000);
  expect(pages.policy).toContain('img-src https://cdn.example.no;');
  expect(pages.policy).toContain("form-action 'self'");
});

it('ticks the types that the person gets, and none after unsubscribing from everything', () => {
  expect(pages.choose(page)).toContain(' checked>');
  const gone = { ...recipient, choice: { all: true, unsubscribed: [], consented: [] } };
  const html = pages.choose({ ...page, recipient: gone });
  expect(html).not.toContain(' checked>');
  expect(html).toContain('Du er meldt av alt.');
});

it('offers to undo a change, and nothing after an undo', () => {
  const [before, after] = [recipient.choice, { all: false, unsubscribed: [type._id], consented: [] }];
  expect(pages.done({ ...page, kind: 'unsubscribe', before, after })).toContain('value="undo"');
  expect(pages.done({ ...page, kind: 'undo', before: after, after: before })).not.toContain('value="undo"');
});

it('ticks a type that needs consent only for those who have consented', () => {
  const needing = { ...type, requiresConsent: true };
  const asked = (consented: string[]) => {
    const choice = { all: false, unsubscribed: [], consented };
    return pages.choose({ ...page, recipient: { ...recipient, type: needing, types: [needing], choice } });
  };
  expect(asked([])).not.toContain(' checked>');
  expect(asked([type._id])).toContain(' checked>');
});

it('keeps the form that undoes a change small, however many types were retired', () => {
  const retired = Array.from({ length: 200 }, (_, n) => n.toString(16).padStart(24, '0'));
  const before = { all: false, unsubscribed: [...retired, type._id], consented: [] };
  const html = pages.done({ ...page, kind: 'unsubscribe-all', before, after: { ...before, all: true } });
  expect(html).toContain(`name="unsubscribed" value="${type._id}"`);
  expect(html.match(/name="unsubscribed"/g)).toHaveLength(1);
});
