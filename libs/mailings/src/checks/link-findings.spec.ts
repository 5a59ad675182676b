import { describe, expect, it } from 'vitest';
import { EMPTY_WORKFLOW, verbatim } from '@linkflow/contracts';
import { linkPlaceholder, type LinkRow } from '@linkflow/links';
import { semanticHash } from '@linkflow/workflow';
import { scanMail } from '../content/scan-mail.mjs';
import { conflictFindings, linkChecksOf, linkFindings, type CheckedLink } from './link-findings';

const ID = 'a'.repeat(24);
const URL = 'https://shop.example/';
const EMPTY_HASH = semanticHash(EMPTY_WORKFLOW, URL);
const BY = { id: 'u'.repeat(24), name: 'Ingrid' };
const AT = new Date('2027-01-01T10:00:00Z');

const aRow = (part: Partial<LinkRow> = {}): LinkRow => ({
  _id: ID,
  name: 'Tilbud',
  folderId: null,
  mailingId: null,
  draft: { url: URL, hash: EMPTY_HASH, revision: 0 },
  liveVersion: null,
  liveHash: null,
  deletedAt: null,
  createdAt: AT,
  createdBy: BY,
  updatedAt: AT,
  updatedBy: BY,
  ...part,
});
const aLink = (row: LinkRow | undefined, part: Partial<CheckedLink> = {}): CheckedLink => ({
  id: ID,
  row,
  answer: { kind: 'redirect', url: row?.draft.url ?? '' },
  signed: true,
  ...part,
});
const review = scanMail(
  `<p>\n<a href="${linkPlaceholder(ID)}">www.bank.no</a>\n<a href="${linkPlaceholder(ID)}">b</a>`,
);
const findingsOf = (link: CheckedLink) =>
  linkFindings({ mailing: {}, review, links: [link] }).filter(({ code }) => code !== 'link.disguised');

describe('the check of tracked links', () => {
  it.each<[string, CheckedLink, string[]]>([
    ['a link without steps', aLink(aRow()), []],
    ['a published link', aLink(aRow({ liveVersion: 3, liveHash: EMPTY_HASH })), []],
    ['no such link', aLink(undefined), ['error link.unknown']],
    ['a deleted link', aLink(aRow({ deletedAt: AT })), ['error link.deleted']],
    [
      'steps that were never published',
      aLink(aRow({ draft: { url: URL, hash: 'other', revision: 1 } })),
      ['error link.unpublished'],
    ],
    [
      'changes that are not published',
      aLink(aRow({ liveVersion: 1, liveHash: 'older' })),
      ['warning link.unpublished-changes'],
    ],
    ['no address', aLink(aRow(), { answer: { kind: 'redirect', url: '' } }), ['error link.address']],
    [
      'an address of another kind',
      aLink(aRow(), { answer: { kind: 'redirect', url: 'mailto:x@y.no' } }),
      ['error link.address'],
    ],
    [
      'an address from data',
      aLink(aRow(), { answer: { kind: 'redirect', url: 'https://{{contact.email}}/' } }),
      ['error link.address'],
    ],
    ['a link that could not be signed', aLink(aRow(), { signed: false }), ['error link.unsigned']],
  ])('%s', (_name, link, expected) => {
    expect(findingsOf(link).map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  });

  it('leads to the first place of the link, and to the link', () => {
    expect(findingsOf(aLink(aRow({ deletedAt: AT })))[0]).toMatchObject({
      jump: { tab: 'links', occurrence: 0, line: 2 },
      link: { id: ID, name: 'Tilbud' },
    });
  });

  it('names a tracked link whose text shows another website', () => {
    const found = linkFindings({ mailing: {}, review, links: [aLink(aRow())] });
    expect(found.map(({ code }) => code)).toEqual(['link.disguised']);
  });

  it('tells for each link what a click does, and what it is in conflict with', () => {
    const link = { id: ID, name: 'Tilbud' };
    const conflicts = [
      { links: [link], text: verbatim('conflict') },
      { links: [{ id: 'b', name: 'other' }], text: verbatim('another') },
    ];
    expect(
      linkChecksOf([aLink(aRow({ mailingId: 'm' }))], {
        sentencesOf: () => [verbatim('Add an interest')],
        conflicts,
        urlOf: (address) => `${address}?utm_medium=email`,
      }),
    ).toEqual([
      {
        link,
        local: true,
        answer: 'redirect',
        url: `${URL}?utm_medium=email`,
        sentences: [verbatim('Add an interest')],
        conflicts: [verbatim('conflict')],
        signed: true,
      },
    ]);
    expect(conflictFindings(conflicts, { mailing: {}, review })[0]).toMatchObject({
      code: 'link.conflict',
      severity: 'warning',
      jump: { tab: 'links', occurrence: 0, line: 2 },
      link,
    });
  });
});
