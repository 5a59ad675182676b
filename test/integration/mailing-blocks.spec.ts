import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockDocument, type Block } from '@linkflow/contracts';
import { LinksService, linkPlaceholder } from '@linkflow/links';
import { AudienceService, MailingsService, PersonalMessages, type MailingDoc } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { contactIn } from './crm.fixture';
import { INGRID, mailingLibrary } from './links.fixture';

const environment = testEnvironment('mailing_blocks');
let app: INestApplicationContext;
let mailings: MailingsService;
let links: LinksService;

beforeAll(async () => {
  app = await mailingLibrary(environment);
  mailings = app.get(MailingsService);
  links = app.get(LinksService);
}, 60_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

type Draft = { type: Block['type'] } & Record<string, unknown>;

const documentOf = (...blocks: Draft[]): BlockDocument =>
  BlockDocument.parse({
    version: 1,
    styles: {},
    blocks: blocks.map((block, at) => ({ id: `b${at}`, ...block })),
  });
const paragraph = (...content: unknown[]) => ({ type: 'doc', content: [{ type: 'paragraph', content }] });
const linked = (text: string, url: string) => ({
  type: 'text',
  text,
  marks: [{ type: 'link', attrs: { link: { kind: 'url', url } } }],
});

/** A button, an HTML block with two links, and a text with one link in two styles. */
const ARTICLE = documentOf(
  { type: 'button', text: 'Les mer', link: { kind: 'url', url: 'https://a.example/?x=1&y=2' } },
  { type: 'html', html: '<p><a href="https://b.example">b</a> <a href=\'https://a.example\'>c</a>' },
  {
    type: 'text',
    text: paragraph(linked('Se ', 'https://c.example'), {
      ...linked('her', 'https://c.example'),
      marks: [{ type: 'bold' }, ...linked('', 'https://c.example').marks],
    }),
  },
);

const aMailing = (blocks: BlockDocument, subject = 'Høst'): Promise<MailingDoc> =>
  mailings.create({ name: 'Høst', subject, html: '', blocks }, INGRID);
const htmlOf = ({ blocks }: MailingDoc): string[] =>
  (blocks?.blocks ?? []).flatMap((block) => (block.type === 'html' ? [block.html] : []));

describe('a mailing of blocks', () => {
  it('is rendered when it is saved; its preheader is added once, when a message is made', async () => {
    const mailing = await mailings.create(
      { name: 'Høst', subject: 'Høst', preheader: 'Se hva som er nytt', html: '', blocks: ARTICLE },
      INGRID,
    );
    expect(mailing.blocks).toEqual(ARTICLE);
    expect(mailing.html).toMatch(/^<!doctype html>[^]*<\/html>\s*$/i);
    expect(mailing.html).toContain('href="https://a.example/?x=1&amp;y=2"');
    expect(mailing.html).not.toContain('googleapis');
    expect(mailing.linkCount).toBe(4);
    expect(mailing.linkBlocks).toEqual(['b0', 'b1', 'b1', 'b2']);
    const { html } = await app.get(PersonalMessages).preview(mailing);
    expect(html.split('Se hva som er nytt')).toHaveLength(2);
  });

  it('keeps HTML of the author as it is, and closes what it leaves open', async () => {
    const html =
      '<!--[if mso]><table role="presentation"><tr><td><![endif]--><TABLE Border=0><tr><td>x<!--[if mso]></td></tr></table><![endif]-->';
    const mailing = await aMailing(documentOf({ type: 'html', html }, { type: 'heading', text: 'Etterpå' }));
    expect(mailing.html).toContain(`${html}</td></tr></tbody></table></div>`);
    expect(mailing.html).toContain('Etterpå');
    expect(mailing.html).not.toContain('lf-html');
  });

  it('never reads MJML or files that an author names', async () => {
    const html = '</mj-text><mj-include path="/etc/passwd" /><mj-raw>';
    const mailing = await aMailing(
      documentOf({ type: 'html', html }, { type: 'heading', text: html }, { type: 'button', text: html }),
    );
    expect(mailing.html).toContain('&lt;mj-include');
    expect(mailing.html).not.toContain('root:');
    const { review } = await mailings.reviewOf(mailing);
    expect(review.exceeded).toBeNull();
  });

  it('is rendered anew when its subject changes, because the subject is the title of the page', async () => {
    const mailing = await aMailing(ARTICLE);
    const saved = await mailings.update(mailing._id, { revision: 0, subject: 'Vinter' }, INGRID);
    expect(saved.html).toContain('<title>Vinter</title>');
    expect(saved.blocks).toEqual(ARTICLE);
  });

  it('becomes a mailing of HTML, and one of blocks again', async () => {
    const { _id, html } = await aMailing(ARTICLE);
    await expect(mailings.update(_id, { revision: 0, html: '<p>x</p>' }, INGRID)).rejects.toMatchObject({
      code: 'validation.failed',
      issues: [{ code: 'html.rendered' }],
    });
    const written = await mailings.update(_id, { revision: 0, blocks: null }, INGRID);
    expect(written).toMatchObject({ html, blocks: null, linkBlocks: null });
    const edited = await mailings.update(_id, { revision: 1, html: '<p>x</p>' }, INGRID);
    expect(edited.html).toBe('<p>x</p>');
    const back = await mailings.update(_id, { revision: 2, blocks: ARTICLE }, INGRID);
    expect(back).toMatchObject({ html, blocks: ARTICLE });
  });

  it('is read before it is saved as its recipient will read it, and nothing is stored', async () => {
    const { _id } = await aMailing(ARTICLE);
    const contact = await contactIn(app, { firstName: 'Siri', email: `${newId()}@example.no` });
    await app.get(AudienceService).add(_id, { contactIds: [contact], selectionIds: [] }, INGRID);
    const library = await links.create({ name: 'Nytt', url: 'https://news.example' }, INGRID);
    const blocks = documentOf(
      { type: 'heading', text: 'Hei {{contact.firstName|du}}' },
      { type: 'button', text: 'Nytt', link: { kind: 'tracked', linkId: library._id } },
    );
    const messages = app.get(PersonalMessages);
    const subject = 'Til {{contact.firstName|deg}}';
    const shown = await messages.unsaved(_id, { subject, preheader: 'Kort', recipientId: null, blocks });
    expect(shown.subject).toBe('Til Siri');
    expect(shown.html).toContain('href="https://news.example"');
    expect(shown.html).toContain('>Kort');
    expect(shown.text).toMatch(/Hei Siri\s+Nytt \[https:\/\/news\.example\]/);
    expect(shown.bytes).toBe(Buffer.byteLength(shown.html));
    const html = '<p>Hei {{contact.firstName}}</p>';
    expect((await messages.unsaved(_id, { subject, preheader: '', recipientId: null, html })).html).toBe(
      '<p>Hei Siri</p>',
    );
    expect((await mailings.get(_id)).revision).toBe(0);
  });

  it('has no content without blocks', async () => {
    expect((await aMailing(documentOf())).html).toBe('');
  });

  it('cannot refer to a link that does not exist or belongs to another mailing', async () => {
    const other = await links.create({ name: 'L', url: 'https://e.example', mailingId: newId() }, INGRID);
    for (const linkId of [newId(), other._id])
      await expect(
        aMailing(documentOf({ type: 'button', text: 'x', link: { kind: 'tracked', linkId } })),
      ).rejects.toMatchObject({ code: 'target.missing', details: { missing: [linkId] } });
  });

  it('is refused if it is longer than any mail program shows', async () => {
    const html = `<p>${'x'.repeat(99_000)}</p>`;
    await expect(aMailing(documentOf(...Array(6).fill({ type: 'html', html })))).rejects.toMatchObject({
      code: 'validation.failed',
      issues: [{ code: 'blocks.too-long' }],
    });
  });
});

describe('the links of a mailing of blocks', () => {
  it('are changed in the blocks, in HTML of the author too', async () => {
    const library = await links.create({ name: 'Nytt', url: 'https://news.example' }, INGRID);
    const { _id } = await aMailing(ARTICLE);
    await mailings.setLink(_id, 0, { kind: 'library', revision: 0, linkId: library._id }, INGRID);
    const saved = await mailings.setLinks(
      _id,
      { revision: 1, changes: [{ occurrences: [2, 3], to: { kind: 'track-local' } }] },
      INGRID,
    );
    const [, one = '', other = ''] = saved.linkIds;
    expect(saved.linkIds).toHaveLength(3);
    expect(saved.blocks?.blocks[0]).toMatchObject({ link: { kind: 'tracked', linkId: library._id } });
    expect(htmlOf(saved)).toEqual([
      `<p><a href="https://b.example">b</a> <a href="${linkPlaceholder(one)}">c</a>`,
    ]);
    expect(await links.get(other)).toMatchObject({ name: 'Se her', mailingId: _id, liveVersion: 1 });
    expect(JSON.stringify(saved.blocks?.blocks[2]).split(other)).toHaveLength(3);
    // What is stored is what these blocks are rendered to.
    expect((await mailings.update(_id, { revision: 2, subject: 'Høst' }, INGRID)).html).toBe(saved.html);
    const anew = await mailings.update(_id, { revision: 3, subject: 'Ny' }, INGRID);
    expect(anew.html).toBe(saved.html.replaceAll('Høst', 'Ny'));
  });

  it('lead to pages of ours, merge fields and other placeholders where they replaced those of other systems', async () => {
    const mailing = await aMailing(
      documentOf(
        { type: 'heading', text: 'Hei *|FNAME|*' },
        {
          type: 'text',
          text: paragraph({ type: 'text', text: 'Hei *|FNAME|*!', marks: [{ type: 'bold' }] }),
        },
        { type: 'menu', items: [{ text: 'Meld av', link: { kind: 'url', url: '*|UNSUB|*' } }] },
        { type: 'html', html: '<a href="*|UNSUB|*">x</a>' },
      ),
      'Hei *|FNAME|*',
    );
    const saved = await mailings.replacePlaceholders(
      mailing._id,
      {
        revision: 0,
        replacements: [
          { source: '*|FNAME|*', by: '{{contact.firstName|du}}' },
          { source: '*|UNSUB|*', by: '{{link:unsubscribe}}' },
        ],
      },
      INGRID,
    );
    const bold = [{ type: 'bold' }];
    expect(saved.subject).toBe('Hei {{contact.firstName|du}}');
    expect(saved.blocks?.blocks).toMatchObject([
      { text: 'Hei {{contact.firstName|du}}' },
      {
        text: paragraph(
          { type: 'text', text: 'Hei ', marks: bold },
          { type: 'mergeField', attrs: { fact: 'contact.firstName', fallback: 'du' }, marks: bold },
          { type: 'text', text: '!', marks: bold },
        ),
      },
      { items: [{ link: { kind: 'special', name: 'unsubscribe' } }] },
      { html: '<a href="{{link:unsubscribe}}">x</a>' },
    ]);
    expect(saved.html).not.toContain('*|');
  });
});
