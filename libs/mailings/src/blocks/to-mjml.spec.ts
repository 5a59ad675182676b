import mjml2html from 'mjml';
import { describe, expect, it } from 'vitest';
import { BlockDocument, SOCIAL_NETWORKS, type Block, type BlockImageSource } from '@linkflow/contracts';
import { toMjml, type BlockRendering } from './to-mjml';

const LINK = '0123456789abcdef01234567';
const IMAGE = 'a'.repeat(64);

const rendering: BlockRendering = {
  language: 'nb',
  title: 'Høst & <vinter>',
  imageUrl: (imageId, width) => `https://click.example/i/${imageId}/${width}`,
  socialIconUrl: (network) => `https://click.example/i/social/${network}.png`,
};

type Draft = { type: Block['type'] } & Record<string, unknown>;

/** Renders blocks to the HTML of a message. */
async function htmlOf(blocks: Draft[], styles: Record<string, unknown> = {}): Promise<string> {
  const document = BlockDocument.parse({
    version: 1,
    styles,
    blocks: blocks.map((block, at) => ({ id: `b${at}`, ...block })),
  });
  const { html, errors } = await mjml2html(toMjml(document, rendering), {
    validationLevel: 'strict',
    fonts: {},
  });
  expect(errors).toEqual([]);
  return html;
}

const paragraph = (...content: unknown[]) => ({ type: 'doc', content: [{ type: 'paragraph', content }] });

describe('a message of blocks', () => {
  it('is in the language of its readers, with its title escaped, and loads no fonts', async () => {
    const html = await htmlOf([{ type: 'heading', text: 'Hei' }]);
    expect(html).toContain('lang="nb"');
    expect(html).toContain('<title>Høst &amp; &lt;vinter&gt;</title>');
    expect(html).not.toContain('fonts.googleapis.com');
  });

  it('keeps merge fields, and escapes what the author wrote', async () => {
    const html = await htmlOf([
      { type: 'heading', text: 'Hei {{contact.firstName|du}} <b>' },
      {
        type: 'text',
        text: paragraph(
          { type: 'text', text: 'Til ' },
          {
            type: 'mergeField',
            attrs: { fact: 'company.name', fallback: 'A & B' },
            marks: [{ type: 'bold' }],
          },
          { type: 'hardBreak' },
          { type: 'text', text: '<script>alert(1)</script>' },
        ),
      },
    ]);
    expect(html).toContain('Hei {{contact.firstName|du}} &lt;b&gt;');
    expect(html).toContain('<strong>{{company.name|A &amp; B}}</strong><br>');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('leads to tracked links, plain addresses and pages of ours', async () => {
    const tracked = { kind: 'tracked', linkId: LINK };
    const html = await htmlOf([
      { type: 'button', text: 'Kjøp', link: tracked },
      {
        type: 'text',
        text: paragraph({
          type: 'text',
          text: 'Les mer',
          marks: [{ type: 'link', attrs: { link: { kind: 'url', url: 'https://example.no/?a=1&b="2"' } } }],
        }),
      },
      { type: 'menu', items: [{ text: 'Meld av', link: { kind: 'special', name: 'unsubscribe' } }] },
      { type: 'image', source: { kind: 'stored', imageId: IMAGE }, link: tracked },
    ]);
    expect(html.match(new RegExp(`href="{{link:${LINK}}}"`, 'g'))).toHaveLength(2);
    expect(html).toContain('href="https://example.no/?a=1&amp;b=&quot;2&quot;"');
    expect(html).toContain('href="{{link:unsubscribe}}"');
  });

  it.each<[string, BlockImageSource, number | null, string]>([
    [
      'as wide as the message',
      { kind: 'stored', imageId: IMAGE },
      null,
      `https://click.example/i/${IMAGE}/552`,
    ],
    [
      'as wide as the author wants',
      { kind: 'stored', imageId: IMAGE },
      200,
      `https://click.example/i/${IMAGE}/200`,
    ],
    [
      'from another address',
      { kind: 'url', url: 'https://x.example/a.png' },
      null,
      'https://x.example/a.png',
    ],
  ])('shows a picture %s', async (_name, source, width, src) => {
    const html = await htmlOf([{ type: 'image', source, width, alt: 'Et "hus"' }]);
    expect(html).toContain(`src="${src}"`);
    expect(html).toContain('alt="Et &quot;hus&quot;"');
  });

  it('leaves out a picture that is not chosen yet', async () => {
    expect(await htmlOf([{ type: 'image', source: null }])).not.toContain('<img');
  });

  it('hides blocks on phones or on screens by a style sheet', async () => {
    const html = await htmlOf([
      { type: 'heading', text: 'On screens', hiddenOn: ['phone'] },
      { type: 'heading', text: 'On phones', hiddenOn: ['screen'] },
    ]);
    expect(html).toContain('.lf-not-on-screen{display:none}');
    expect(html).toMatch(
      /@media only screen and \(max-width:479px\)\{\s*div\.lf-not-on-screen\{display:block!important\}/,
    );
  });

  it('divides the width between columns by their shares', async () => {
    const html = await htmlOf([
      {
        type: 'columns',
        columns: [
          {
            share: 2,
            blocks: [{ id: 'x', type: 'image', source: { kind: 'stored', imageId: IMAGE }, paddingX: 0 }],
          },
          { share: 1, blocks: [{ id: 'y', type: 'spacer', height: 20 }] },
        ],
      },
    ]);
    expect(html).toContain('mj-column-per-66');
    expect(html).toContain('mj-column-per-33');
    // Two thirds of 552 px, less half of the gap.
    expect(html).toContain(`/i/${IMAGE}/360"`);
  });

  it('renders every type of block with its default values', async () => {
    const html = await htmlOf([
      { type: 'divider' },
      { type: 'spacer', height: 24 },
      {
        type: 'social',
        items: [{ network: 'facebook', link: { kind: 'url', url: 'https://facebook.com/a' } }],
      },
      { type: 'html', html: '<table><tr><td>Own</td></tr></table>' },
      { type: 'footer', text: paragraph({ type: 'text', text: 'Soltun Energi' }) },
    ]);
    for (const part of ['#d5d9e0', 'height:24px', 'social/facebook.png', '<td>Own</td>', 'Soltun Energi'])
      expect(html).toContain(part);
  });
});

it('names social networks as people write them, in the language of the message', async () => {
  const html = await htmlOf([
    { type: 'social', items: SOCIAL_NETWORKS.map((network) => ({ network, link: null })) },
  ]);
  const names = [...html.matchAll(/alt="([^"]*)"/g)].map((match) => match[1]);
  expect(names).toEqual(['Facebook', 'Instagram', 'LinkedIn', 'YouTube', 'X', 'GitHub', 'Nettsted']);
});

describe('the schema of a block document', () => {
  const spacer = { id: 'a', type: 'spacer', height: 20 };

  it('refuses two blocks with one id, also in columns', () => {
    const columns = { id: 'b', type: 'columns', columns: [{ blocks: [spacer] }, { blocks: [] }] };
    expect(BlockDocument.safeParse({ version: 1, styles: {}, blocks: [spacer, columns] }).success).toBe(
      false,
    );
  });

  it('refuses more blocks than a message may have', () => {
    const blocks = Array.from({ length: 201 }, (_, at) => ({ ...spacer, id: `s${at}` }));
    expect(BlockDocument.safeParse({ version: 1, styles: {}, blocks }).success).toBe(false);
    expect(BlockDocument.safeParse({ version: 1, styles: {}, blocks: blocks.slice(1) }).success).toBe(true);
  });
});
