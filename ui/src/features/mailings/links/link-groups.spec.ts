import { NO_ANALYTICS } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { aLink } from '../testing';
import { addedByAnalytics, groupLinks, isChangeable, toLocalLinks, toPlainLinks } from './link-groups';

const library = { kind: 'tracked', tracked: true, link: { id: 'l1', name: 'News' } } as const;
const local = { ...library, link: { id: 'l2', name: 'Only here' }, local: true };
const groups = groupLinks([
  aLink({ occurrence: 0 }),
  aLink({ occurrence: 1, ...library }),
  aLink({ occurrence: 2, text: 'again' }),
  aLink({ occurrence: 3, ...local }),
  aLink({ occurrence: 4, kind: 'mailto', href: 'mailto:a@b.no' }),
  aLink({ occurrence: 5, kind: 'empty', href: '' }),
  aLink({ occurrence: 6, kind: 'empty', href: '' }),
  aLink({ occurrence: 7, ...library }),
]);

describe('the links of a message', () => {
  it('stand together if they lead to the same address or tracked link, but not if they lead nowhere', () => {
    const occurrences = groups.map(({ links }) => links.map(({ occurrence }) => occurrence));
    expect(occurrences).toEqual([[0, 2], [1, 7], [3], [4], [5], [6]]);
  });

  it('can be changed unless they are addresses that are no websites', () => {
    expect(groups.map(({ links: [first] }) => isChangeable(first))).toEqual([
      true,
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  it('become local links where they can: also those of the library, with their address', () => {
    expect(toLocalLinks(groups)).toEqual([
      { occurrences: [0, 2], to: { kind: 'track-local' } },
      { occurrences: [1, 7], to: { kind: 'track-local', url: 'https://a.example' } },
    ]);
    expect(toLocalLinks(groups.slice(2))).toEqual([]);
  });

  it('become plain links if they are tracked', () => {
    expect(toPlainLinks(groups)).toEqual([{ occurrences: [1, 7, 3], to: { kind: 'untracked' } }]);
    expect(toPlainLinks(groups.slice(3))).toEqual([]);
  });
});

it.each([
  ['https://a.example', '?utm_medium=email'],
  ['https://a.example/?b=1#c?d', '&utm_medium=email'],
  ['https://a.example/?utm_medium=sms', ''],
])('what Google Analytics adds to %s', (href, added) => {
  const analytics = { ...NO_ANALYTICS, on: true };
  expect(addedByAnalytics(aLink({ ...library, href }), analytics)).toBe(added);
  expect(addedByAnalytics(aLink({ href }), analytics)).toBe('');
});
