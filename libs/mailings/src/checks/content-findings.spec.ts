import { describe, expect, it } from 'vitest';
import { BlockDocument, pick, type Finding } from '@linkflow/contracts';
import { measureMail } from '../content/plain-text.mjs';
import { reviewMail } from '../content/review-mail.mjs';
import { contentFindings, type CheckedContent } from './content-findings';

const TEXT = '<p>Våren er her, og vi har samlet det beste vi har å by på av nyheter til hage og hus.</p>';
const LEAVE = '<a href="{{link:unsubscribe}}">Meld av</a>';
const TYPE = { name: { en: 'Newsletter', nb: 'Nyhetsbrev' }, requiresUnsubscribe: true };

function findingsIn(
  html: string,
  { subject = 'Vårens nyheter', ...part }: Partial<CheckedContent> & { subject?: string } = {},
): Finding[] {
  const review = reviewMail({ subject, html }, ['contact.firstName']);
  return contentFindings({
    mailing: { subject, html },
    review,
    links: ['unsubscribe'],
    hasTrackedUnsubscribe: false,
    text: 'Våren er her',
    measures: measureMail(html),
    weight: { htmlBytes: html.length, messageBytes: html.length },
    type: null,
    ...part,
  });
}
const codesIn = (...given: Parameters<typeof findingsIn>): string[] =>
  findingsIn(...given).map(({ severity, code }) => `${severity} ${code}`);

describe('the check of the content', () => {
  it('finds nothing in a mail that is all right', () => {
    expect(findingsIn(`${TEXT}<img src="https://x.no/a.png" alt="Hage">${LEAVE}`)).toEqual([]);
  });

  it.each<[string, string, Parameters<typeof findingsIn>[1], string[]]>([
    ['no subject', TEXT, { subject: ' ' }, ['error subject.missing']],
    ['a subject in capitals', TEXT, { subject: 'STORT VÅRSALG NÅ' }, ['warning subject.capitals']],
    ['an abbreviation', TEXT, { subject: 'OBOS og NRK' }, []],
    ['capitals beside a merge field', TEXT, { subject: 'HEI DU {{contact.firstName}}' }, []],
    ['a long subject', TEXT, { subject: 'Lang '.repeat(25) }, ['warning subject.long']],
    ['no content', ' \n', {}, ['error content.empty']],
    ['too many elements', '<br>'.repeat(30_001), {}, ['error content.too-large']],
    ['a placeholder of another system', `${TEXT}*|FNAME|*`, {}, ['error content.problem']],
    ['a misspelt merge field', `${TEXT}{{contact.fristName}}`, {}, ['error content.problem']],
    ['a relative link', `${TEXT}<a href="side.html">her</a>`, {}, ['warning content.problem']],
    ['an empty link', `${TEXT}<a href="">her</a>`, {}, ['warning content.problem']],
    ['a broken link', `${TEXT}<a href="http://">her</a>`, {}, ['error content.problem']],
    ['no way to unsubscribe', TEXT, { links: [] }, ['warning unsubscribe.missing']],
    ['no way to leave a type', TEXT, { links: [], type: TYPE }, ['error unsubscribe.required']],
    ['a tracked link to that page', TEXT, { links: [], hasTrackedUnsubscribe: true, type: TYPE }, []],
    ['the page for subscriptions', TEXT, { links: ['subscriptions'], type: TYPE }, []],
    [
      'a type that needs no link',
      TEXT,
      { links: [], type: { ...TYPE, requiresUnsubscribe: false } },
      ['warning unsubscribe.missing'],
    ],
    [
      'nothing to read',
      '<img src="https://x.no/a.png">',
      { text: 'https://x.no/' },
      ['warning content.no-text'],
    ],
    [
      'pictures only',
      '<img src="https://x.no/a.png" alt="Alt vi har å by på i vår, skrevet i et bilde som er stort">',
      {},
      ['warning content.images-only'],
    ],
    ['a short text without pictures', '<p>Hei</p>', {}, []],
    [
      'what Gmail cuts off',
      TEXT,
      { weight: { htmlBytes: 102_001, messageBytes: 1 } },
      ['warning content.clipped'],
    ],
    ['what Gmail just shows', TEXT, { weight: { htmlBytes: 102_000, messageBytes: 1 } }, []],
    [
      'a heavy message',
      TEXT,
      { weight: { htmlBytes: 1, messageBytes: 1_000_001 } },
      ['warning content.heavy'],
    ],
    [
      'a link in disguise',
      `${TEXT}<a href="https://evil.example/">www.bank.no</a>`,
      {},
      ['warning link.disguised'],
    ],
    [
      'a link that shows its website',
      `${TEXT}<a href="https://shop.bank.no/x?y">https://www.bank.no/x</a>`,
      {},
      [],
    ],
    [
      'a link that shows its website in another form',
      `${TEXT}<a href="https://xn--blbr-roah.no">blåbær.no</a>`,
      {},
      [],
    ],
    ['a link whose text only has a dot', `${TEXT}<a href="https://x.no">Les mer.</a>`, {}, []],
  ])('%s', (_name, html, part, expected) => {
    expect(codesIn(html, part)).toEqual(expected);
  });

  it('says where to mend it: the line, the field, or the block', () => {
    const jumpsIn = (...given: Parameters<typeof findingsIn>) => findingsIn(...given).map(({ jump }) => jump);
    expect(jumpsIn(`${TEXT}\n<a href="x">a</a>`)).toEqual([{ tab: 'links', occurrence: 0, line: 2 }]);
    expect(jumpsIn(`${TEXT}\n*|X|*`)).toEqual([{ tab: 'content', line: 2 }]);
    expect(jumpsIn(TEXT, { links: [] })).toEqual([{ tab: 'content', add: 'footer' }]);
    expect(jumpsIn(TEXT, { subject: '*|X|*' })).toEqual([{ tab: 'content', field: 'subject' }]);
    const html = `${TEXT}<a href="x">a</a>`;
    const mailing = { subject: 'Nyheter', html, linkBlocks: ['b7'] };
    expect(jumpsIn(html, { mailing })).toEqual([{ tab: 'links', occurrence: 0, blockId: 'b7' }]);
    const review = reviewMail({ subject: '', html: `${TEXT}*|X|*` }, []);
    const problems = review.problems.map((problem) => ({ ...problem, blockId: 'b3' }));
    expect(jumpsIn(html, { mailing, review: { ...review, problems } })).toEqual([
      { tab: 'content', blockId: 'b3' },
    ]);
  });

  describe('of a mailing of blocks', () => {
    const heading = { id: 'h', type: 'heading', text: 'Vår' };
    const image = { id: 'i', type: 'image', source: null };
    const footer = {
      id: 'f',
      type: 'footer',
      text: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Soltun' }] }] },
    };
    const html = (id: string, length: number) => ({ id, type: 'html', html: 'x'.repeat(length) });
    const jumpOf = (blocks: object[], part: Partial<CheckedContent>, content = TEXT) => {
      const mailing = {
        subject: 'Nyheter',
        html: content,
        blocks: BlockDocument.parse({ version: 1, styles: {}, blocks }),
      };
      return findingsIn(content, { mailing, ...part })[0]?.jump;
    };

    it('leads to the footer if nobody can unsubscribe, or to where one is added', () => {
      const part = { links: [], type: TYPE };
      expect(jumpOf([footer, heading], part)).toEqual({ tab: 'content', blockId: 'f' });
      expect(jumpOf([image, heading], part)).toEqual({ tab: 'content', blockId: 'h', add: 'footer' });
    });

    it('leads to the first picture of a message of pictures', () => {
      const columns = { id: 'c', type: 'columns', columns: [{ blocks: [heading] }, { blocks: [image] }] };
      const content = '<img src="https://x.no/a.png">';
      expect(jumpOf([columns], {}, content)).toEqual({ tab: 'content', blockId: 'i' });
    });

    it('leads to the longest HTML of a message that is too long', () => {
      const weight = { htmlBytes: 102_001, messageBytes: 1 };
      const blocks = [html('a', 2), html('b', 9), html('d', 3)];
      expect(jumpOf(blocks, { weight })).toEqual({ tab: 'content', blockId: 'b' });
      expect(jumpOf([heading], { weight })).toEqual({ tab: 'content' });
    });
  });

  it('says it in both languages', () => {
    const [finding] = findingsIn(TEXT, { links: [], type: TYPE });
    expect(finding && [pick(finding.text, 'en'), pick(finding.text, 'nb')]).toEqual([
      'The message has no link for unsubscribing. Mailings of the type “Newsletter” need one',
      'Meldingen har ingen kobling for å melde seg av. Det må utsendelser av typen «Nyhetsbrev» ha',
    ]);
  });
});

it('counts what a reader sees: no alternative texts, addresses, hidden parts and styles', () => {
  expect(
    measureMail(
      '<style>p{color:red}</style><div style="display:none">skjult</div><p>Hei 22</p><a href="https://x.no/lang">her</a><img alt="bilde" src="x"><IMG src="y">',
    ),
  ).toEqual({ letters: 8, pictures: 2 });
});
