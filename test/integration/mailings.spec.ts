import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SaveContact, SetMailingLinks } from '@linkflow/contracts';
import { ContactsService, FieldsService } from '@linkflow/crm';
import { DraftsService, LinkTokens, LinksService, PublishingService, linkPlaceholder } from '@linkflow/links';
import {
  AudienceService,
  MailingsService,
  PersonalMessages,
  RecipientsService,
  type MailingDoc,
} from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { INGRID as BY, contactIn } from './crm.fixture';
import { INGRID, JONAS, mailingLibrary, placed } from './links.fixture';

const environment = testEnvironment('mailings');
let app: INestApplicationContext;
let mailings: MailingsService;
let recipients: RecipientsService;
let audience: AudienceService;
let links: LinksService;

beforeAll(async () => {
  app = await mailingLibrary(environment);
  mailings = app.get(MailingsService);
  recipients = app.get(RecipientsService);
  audience = app.get(AudienceService);
  links = app.get(LinksService);
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});

const aMailing = (html = ''): Promise<MailingDoc> =>
  mailings.create({ name: 'Spring', subject: 'Hi {{contact.firstName|there}}', html }, INGRID);

const aContact = (more: Partial<SaveContact>) => contactIn(app, { email: null, ...more });

describe('the content of a mailing', () => {
  it('is kept byte for byte; what is taken out when it is shown is listed', async () => {
    const html = '<P onclick="x()"  >Hi</p\r\n><script>x()</script><a href="javascript:x()">y</a>';
    const mailing = await aMailing(html);
    expect(mailing.html).toBe(html);
    expect((await mailings.get(mailing._id)).html).toBe(html);
    const { review } = await mailings.reviewOf(mailing);
    expect(review.removed.map(({ code, line }) => [code, line])).toEqual([
      ['handler', 1],
      ['script', 2],
      ['script-url', 2],
    ]);
    const shown = await app.get(PersonalMessages).preview(mailing);
    expect(shown.html).toBe('<P   >Hi</p\r\n><a href="#">y</a>');
  });

  it('has its placeholders of other systems replaced, in the subject too', async () => {
    const html = '<a href="*|UNSUB|*">a</a> {{ first_name | default: "du" }} *|UNSUB|*';
    const mailing = await mailings.create(
      { name: 'M', subject: 'Hei *|FNAME|*', preheader: '*|FNAME|*', html },
      INGRID,
    );
    const { review } = await mailings.reviewOf(mailing);
    expect(review.placeholders.map(({ source, count, suggestion }) => [source, count, suggestion])).toEqual([
      ['*|FNAME|*', 2, '{{contact.firstName}}'],
      ['*|UNSUB|*', 2, '{{link:unsubscribe}}'],
      ['{{ first_name | default: "du" }}', 1, '{{contact.firstName|du}}'],
    ]);
    const replacements = review.placeholders.map(({ source, suggestion }) => ({
      source,
      by: suggestion ?? '',
    }));
    const saved = await mailings.replacePlaceholders(mailing._id, { revision: 0, replacements }, INGRID);
    expect(saved).toMatchObject({
      subject: 'Hei {{contact.firstName}}',
      preheader: '{{contact.firstName}}',
      html: '<a href="{{link:unsubscribe}}">a</a> {{contact.firstName|du}} {{link:unsubscribe}}',
    });
  });

  it('is not overwritten by a save on an old revision', async () => {
    const mailing = await aMailing('<p>1</p>');
    await mailings.update(mailing._id, { revision: 0, html: '<p>2</p>' }, JONAS);
    await expect(
      mailings.update(mailing._id, { revision: 0, html: '<p>3</p>' }, INGRID),
    ).rejects.toMatchObject({
      code: 'draft.stale',
      details: { revision: 1, savedBy: JONAS },
    });
    expect((await mailings.get(mailing._id)).html).toBe('<p>2</p>');
  });

  it('cannot refer to a link that does not exist or belongs to another mailing', async () => {
    const other = await links.create({ name: 'Local', url: 'https://e.example', mailingId: newId() }, INGRID);
    for (const id of [newId(), other._id]) {
      await expect(aMailing(`<a href="${linkPlaceholder(id)}">x</a>`)).rejects.toMatchObject({
        code: 'target.missing',
        details: { missing: [id] },
      });
    }
  });
});

describe('the links of a mailing', () => {
  const HTML =
    '<a href="https://a.example">a</a> <a href="https://a.example">b</a> <a href="https://c.example">c</a>';

  it('can each become a library link, a new local link, or untracked', async () => {
    const library = await links.create({ name: 'News', url: 'https://news.example' }, INGRID);
    const { _id } = await aMailing(HTML);
    await mailings.setLink(_id, 1, { kind: 'library', revision: 0, linkId: library._id }, INGRID);
    const tracked = await mailings.setLink(
      _id,
      2,
      { kind: 'track-local', revision: 1, name: 'Only here', url: 'https://c.example' },
      INGRID,
    );
    const [, localId = ''] = tracked.linkIds;
    // `linkCount` includes the untracked link.
    expect(tracked.linkCount).toBe(3);
    expect(tracked.html).toBe(
      `<a href="https://a.example">a</a> <a href="${linkPlaceholder(library._id)}">b</a> <a href="${linkPlaceholder(localId)}">c</a>`,
    );
    expect(await links.get(localId)).toMatchObject({ name: 'Only here', mailingId: _id, liveVersion: 1 });
    expect(await mailings.usedIn(library._id)).toEqual([{ id: _id, name: 'Spring' }]);

    const undone = await mailings.setLink(
      _id,
      1,
      { kind: 'untracked', revision: 2, url: 'https://b.example' },
      INGRID,
    );
    expect(undone.html).toContain('<a href="https://b.example">b</a>');
    expect(undone.linkIds).toEqual([localId]);
    expect(await mailings.usedIn(library._id)).toEqual([]);
  });

  it('are all tracked in one write, one local link for each address, and untracked again', async () => {
    const html =
      '<!doctype html>\r\n<A HREF=https://a.example/?x&y  >a</A><a href="https://b.example/">b</a><a href="https://a.example/?x&amp;y">c</a><a href="mailto:x@y.no">d</a>';
    const { _id } = await aMailing(html);
    const to = { kind: 'track-local' } as const;
    const tracked = await mailings.setLinks(
      _id,
      { revision: 0, changes: [{ occurrences: [0, 1, 2], to }] },
      INGRID,
    );
    const [one = '', two = ''] = tracked.linkIds;
    expect(tracked).toMatchObject({ revision: 1, linkCount: 4 });
    expect(tracked.html).toBe(
      `<!doctype html>\r\n<A HREF="${linkPlaceholder(one)}"  >a</A><a href="${linkPlaceholder(two)}">b</a><a href="${linkPlaceholder(one)}">c</a><a href="mailto:x@y.no">d</a>`,
    );
    expect(await links.get(one)).toMatchObject({
      name: 'a',
      mailingId: _id,
      liveVersion: 1,
      draft: { url: 'https://a.example/?x&y' },
    });
    const changes = [{ occurrences: [0], to: { kind: 'untracked' } as const }];
    const undone = await mailings.setLinks(_id, { revision: 1, changes }, INGRID);
    expect(undone.html).toContain('<A HREF="https://a.example/?x&amp;y"  >a</A>');
    // The address has a local link already.
    const again = await mailings.setLinks(_id, { revision: 2, changes: [{ occurrences: [0], to }] }, INGRID);
    expect(again.linkIds).toEqual([one, two]);
  });

  it('of which the first step redirects lead to the address of that step, wherever it is told or written', async () => {
    const edits = placed(
      'r',
      'redirect',
      { url: 'https://real.example/y' },
      { node: 'click', port: 'respond' },
    );
    const { _id: linkId, draft } = await links.create({ name: 'Own', url: 'https://own.example/x' }, INGRID);
    const edited = await app.get(DraftsService).edit(linkId, { revision: draft.revision, edits }, INGRID);
    await app.get(PublishingService).publish(linkId, { revision: edited.draft.revision }, INGRID);
    const row = await links.get(linkId);
    const answer = { kind: 'redirect', url: 'https://real.example/y' };
    expect((await links.answersOf([row]))(linkId)).toEqual(answer);
    const mailing = await aMailing(`<a href="${linkPlaceholder(linkId)}">Les</a>`);
    const { tracked } = await mailings.reviewOf(mailing);
    expect(tracked.get(linkId)?.answer.url).toBe('https://real.example/y');
    const changes = [{ occurrences: [0], to: { kind: 'untracked' } as const }];
    const plain = await mailings.setLinks(mailing._id, { revision: 0, changes }, INGRID);
    expect(plain.html).toBe('<a href="https://real.example/y">Les</a>');
  });

  it('lead to an address that the author writes, also those that led nowhere or to a link of the library', async () => {
    const library = await links.create({ name: 'News', url: 'https://news.example' }, INGRID);
    const { _id } = await aMailing(
      `<a href="/a">a</a><a href="/a"></a><a href="${linkPlaceholder(library._id)}">b</a>`,
    );
    const url = 'https://a.example/new';
    const changes = [
      { occurrences: [0, 1], to: { kind: 'track-local', url } as const },
      { occurrences: [2], to: { kind: 'untracked', url: 'https://b.example' } as const },
    ];
    const saved = await mailings.setLinks(_id, { revision: 0, changes }, INGRID);
    const [local = ''] = saved.linkIds;
    const href = linkPlaceholder(local);
    expect(saved.html).toBe(`<a href="${href}">a</a><a href="${href}"></a><a href="https://b.example">b</a>`);
    expect(await links.get(local)).toMatchObject({ name: 'a', mailingId: _id, draft: { url } });
    const own = [{ occurrences: [0], to: { kind: 'track-local', name: 'Only this', url } as const }];
    const split = await mailings.setLinks(_id, { revision: 1, changes: own }, INGRID);
    expect(split.linkIds).toHaveLength(2);
  });

  it('are not tracked if one of them cannot be; no link is created then', async () => {
    const { _id, html } = await aMailing('<a href="https://a.example/">a</a><a href="mailto:x@y.no">d</a>');
    const changes = [{ occurrences: [0, 1], to: { kind: 'track-local' } as const }];
    await expect(mailings.setLinks(_id, { revision: 0, changes }, INGRID)).rejects.toMatchObject({
      code: 'validation.failed',
      issues: [{ code: 'link.not-trackable' }],
    });
    expect((await mailings.get(_id)).html).toBe(html);
    expect((await links.page({ page: 1, pageSize: 10, mailingId: _id })).total).toBe(0);
  });

  it('are found by their position without reading the tracked links', async () => {
    const mailing = await aMailing(HTML);
    const rows = vi.spyOn(app.get(LinksService), 'rows');
    expect(await mailings.hrefOf(mailing, 2)).toBe('https://c.example');
    expect(await mailings.hrefOf(mailing, 3)).toBeUndefined();
    expect(rows).not.toHaveBeenCalled();
    rows.mockRestore();
  });

  it('cannot be set at a position without a link; no link is created then', async () => {
    const { _id } = await aMailing(HTML);
    const body = { kind: 'track-local', revision: 0, name: 'x', url: 'https://x.example' } as const;
    await expect(mailings.setLink(_id, 3, body, INGRID)).rejects.toMatchObject({ code: 'not-found' });
    expect((await links.page({ page: 1, pageSize: 10, mailingId: _id })).total).toBe(0);
    await expect(
      mailings.setLink(_id, 0, { kind: 'library', revision: 0, linkId: newId() }, INGRID),
    ).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('are not changed at a position that was read before another save, and no link is left behind', async () => {
    const { _id } = await aMailing(HTML);
    const moved = `<a href="https://new.example">new</a> ${HTML}`;
    const saved = await mailings.update(_id, { revision: 0, html: moved }, JONAS);
    const bodies = [
      { kind: 'track-local', revision: 0, name: 'x', url: 'https://x.example' },
      { kind: 'untracked', revision: 0, url: 'https://x.example' },
      { kind: 'library', revision: 0, linkId: newId() },
    ] as const;
    for (const body of bodies) {
      await expect(mailings.setLink(_id, 0, body, INGRID)).rejects.toMatchObject({
        code: 'draft.stale',
        details: { revision: saved.revision, savedBy: { name: JONAS.name } },
      });
    }
    // Of several that read the same revision at the same time, one succeeds.
    const body = { ...bodies[0], revision: saved.revision };
    const outcomes = await Promise.allSettled(
      [0, 1, 2, 3].map((occurrence) => mailings.setLink(_id, occurrence, body, INGRID)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await links.page({ page: 1, pageSize: 10, mailingId: _id })).total).toBe(1);
  });

  it('are marked for Google Analytics before the mailing is saved, so that a crash in between loses nothing', async () => {
    const { _id: linkId } = await links.create({ name: 'News', url: 'https://news.example' }, INGRID);
    const { _id } = await aMailing(HTML);
    const analytics = { on: true, medium: 'email', source: 'Spring', campaign: '' };
    await mailings.update(_id, { revision: 0, analytics }, INGRID);
    const dying = vi.spyOn(links, 'markAnalytics').mockRejectedValueOnce(new Error('killed'));
    const body: SetMailingLinks = {
      revision: 1,
      changes: [
        { occurrences: [0], to: { kind: 'track-local' } },
        { occurrences: [2], to: { kind: 'library', linkId } },
      ],
    };
    await expect(mailings.setLinks(_id, body, INGRID)).rejects.toThrow('killed');
    dying.mockRestore();
    const saved = await mailings.setLinks(_id, body, INGRID);
    for (const id of saved.linkIds) expect(await links.get(id)).toMatchObject({ analytics: true });
  });

  it('lead a preview to the addresses of live versions', async () => {
    const link = await links.create({ name: 'Live', url: 'https://live.example/?a=1&b=2' }, INGRID);
    const { _id: draftOnly } = await links.create({ name: 'Draft', url: 'https://draft.example/' }, INGRID);
    await app.get(PublishingService).publish(link._id, { revision: 0 }, INGRID);
    const { url: _, ...draft } = link.draft;
    await app
      .get(DraftsService)
      .save(link._id, { ...draft, revision: 0, url: 'https://not-yet.example/' }, INGRID);
    const mailing = await aMailing(
      `<a href="${linkPlaceholder(link._id)}">a</a> <a href="${linkPlaceholder(draftOnly)}">b</a>`,
    );
    expect((await app.get(PersonalMessages).preview(mailing)).html).toBe(
      '<a href="https://live.example/?a=1&amp;b=2">a</a> <a href="https://draft.example/">b</a>',
    );
  });

  it('cannot be added once they are deleted, but stay where they are', async () => {
    const link = await links.create({ name: 'Old', url: 'https://old.example' }, INGRID);
    const html = `<a href="${linkPlaceholder(link._id)}">old</a>`;
    const mailing = await aMailing(html);
    await links.remove(link._id, INGRID);
    await expect(aMailing(html)).rejects.toMatchObject({ code: 'target.missing' });
    const kept = await mailings.update(mailing._id, { revision: 0, html: `${html} more` }, INGRID);
    expect(kept.linkIds).toEqual([link._id]);
  });

  it('are left out where showing the message would be a click', async () => {
    const link = await links.create({ name: 'News', url: 'https://news.example' }, INGRID);
    const mailing = await aMailing(`<p>\n<img src="${linkPlaceholder(link._id)}">`);
    const { review } = await mailings.reviewOf(mailing);
    expect(review.problems).toMatchObject([{ code: 'html.link-loaded', severity: 'error', line: 2 }]);
    expect((await app.get(PersonalMessages).preview(mailing)).html).toBe('<p>\n<img src="">');
  });

  it('do not get their website from data', async () => {
    const mailing = await aMailing('<a href="https://shop.no{{contact.country}}/">x</a>');
    const { review } = await mailings.reviewOf(mailing);
    expect(review.problems).toMatchObject([{ code: 'url.from-data', severity: 'error' }]);
    expect((await app.get(PersonalMessages).preview(mailing)).html).toBe('<a href="#">x</a>');
    const html =
      '<a href="https://shop.no/{{contact.country|a &amp; b}}">x</a> {{contact.title|you &amp; me}}';
    const { html: shown } = await app.get(PersonalMessages).preview(await aMailing(html));
    expect(shown).toBe('<a href="https://shop.no/a%20%26%20b">x</a> you &amp; me');
  });
});

describe('lists', () => {
  it('find names by any part as text, whatever kind of sign or letter was stored', async () => {
    const names = ['50 % rabatt_nå', 'O’Brien (ny) «sommer»', '10\u00a0000 kr 🎉', 'A\u030asgård', 'ÆØÅ'];
    for (const name of names) await mailings.create({ name, subject: 'S', html: '' }, INGRID);
    for (const [q, name] of [
      ['%', names[0]],
      ['t_n', names[0]],
      ["o'brien", names[1]],
      ['(ny)', names[1]],
      ['"sommer"', names[1]],
      ['10 000', names[2]],
      ['🎉', names[2]],
      ['Åsgård', names[3]],
      ['åsgård', names[3]],
      ['æøå', names[4]],
    ] as const) {
      const { rows } = await mailings.page({ q, page: 1, pageSize: 10 });
      expect(
        rows.map((row) => row.name),
        q,
      ).toEqual([name]);
    }
  });
});

describe('the message of a recipient', () => {
  it('contains a signed URL per link and escaped contact facts', async () => {
    const link = await links.create({ name: 'News', url: 'https://news.example' }, INGRID);
    const mailing = await aMailing(
      `<p>Hi {{contact.firstName}}</p><a href="${linkPlaceholder(link._id)}">x</a><a href="https://p.example/?n={{contact.firstName}}">y</a>`,
    );
    const name = `<i>Å & {{link:${link._id}}}</i>`;
    const contactId = await aContact({ firstName: name, email: 'a@example.com' });
    await audience.add(mailing._id, { contactIds: [contactId], selectionIds: [] }, INGRID);
    const [recipient] = (await recipients.page(mailing._id, { page: 1, pageSize: 1 })).rows;
    const tokens = app.get(LinkTokens);
    const token = tokens.sign('view', mailing._id, recipient?._id ?? '');
    const message = await app.get(PersonalMessages).byToken(token);
    expect(message?.subject).toBe(`Hi ${name}`);
    expect(message?.html).toBe(
      `<p>Hi &lt;i&gt;Å &amp; {{link:${link._id}}}&lt;/i&gt;</p>` +
        `<a href="https://click.example.com/c/${tokens.sign('click', link._id, recipient?._id ?? '')}">x</a>` +
        `<a href="https://p.example/?n=${encodeURIComponent(name)}">y</a>`,
    );
  });

  it('contains values as people write them in the language of the contact, else of the organisation', async () => {
    const key = `x_${newId()}`;
    await app.get(FieldsService).create({ key, name: 'Besøk', entity: 'contact', type: 'date-time' });
    const field = `contact.fields.${key}`;
    const mailing = await aMailing(
      `<p>{{contact.country}}, {{${field}}}</p><a href="https://p.example/?c={{contact.country}}">x</a>`,
    );
    const messageFor = async (language: SaveContact['language'], email: string) => {
      const contactId = await aContact({ language, email });
      await app.get(ContactsService).update(contactId, { fields: { [key]: '2026-11-27T23:30:00.000Z' } }, BY);
      await audience.add(mailing._id, { contactIds: [contactId], selectionIds: [] }, INGRID);
      const page = await recipients.page(mailing._id, { page: 1, pageSize: 10 });
      const recipient = page.rows.find((row) => row.email === email);
      return (await app.get(PersonalMessages).preview(mailing, recipient)).html;
    };
    const link = '<a href="https://p.example/?c=NO">x</a>';
    const norwegian = `<p>Norge, 28. november 2026 kl. 00:30</p>${link}`;
    expect(await messageFor('nb', 'nb@example.com')).toBe(norwegian);
    expect(await messageFor(null, 'none@example.com')).toBe(norwegian);
    expect(await messageFor('en', 'en@example.com')).toBe(`<p>Norway, 28 November 2026 at 00:30</p>${link}`);
  });

  it('is null for a token of another purpose, of another mailing, or of no recipient', async () => {
    const [one, other] = await Promise.all([aMailing(), aMailing()]);
    const contactId = await aContact({ email: 'b@example.com' });
    await audience.add(one._id, { contactIds: [contactId], selectionIds: [] }, INGRID);
    const [recipient] = (await recipients.page(one._id, { page: 1, pageSize: 1 })).rows;
    const id = recipient?._id ?? '';
    const tokens = app.get(LinkTokens);
    const messages = app.get(PersonalMessages);
    expect(await messages.byToken(tokens.sign('click', one._id, id))).toBeNull();
    expect(await messages.byToken(tokens.sign('view', other._id, id))).toBeNull();
    expect(await messages.byToken(tokens.sign('view', one._id, newId()))).toBeNull();
    await mailings.remove(one._id, INGRID);
    expect(await messages.byToken(tokens.sign('view', one._id, id))).not.toBeNull();
  });

  it('is previewed with untracked links', async () => {
    const link = await links.create({ name: 'News', url: 'https://news.example/?a=1&b=2' }, INGRID);
    const mailing = await aMailing(
      `Hi {{contact.firstName|you}} <a href="${linkPlaceholder(link._id)}">x</a>`,
    );
    const { html } = await app.get(PersonalMessages).preview(mailing);
    expect(html).toBe('Hi you <a href="https://news.example/?a=1&amp;b=2">x</a>');
  });
});
