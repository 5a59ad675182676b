import { describe, expect, it } from 'vitest';
import { BlockDocument, type Block } from '@linkflow/contracts';
import { markBlocks } from './marked-blocks';
import { renderBlocks } from './render-blocks.mjs';
import { toMjml } from './to-mjml';

type Draft = { type: Block['type'] } & Record<string, unknown>;
const MARK = 'lf0123';
const URL_LINK = { kind: 'url', url: 'https://a.example' };

function rendered(...blocks: Draft[]) {
  const document = BlockDocument.parse({
    version: 1,
    styles: {},
    blocks: blocks.map((block, at) => ({ id: `b${at}`, ...block })),
  });
  const { document: marked, fragments } = markBlocks(document, MARK);
  const mjml = toMjml(marked, {
    language: 'nb',
    title: 'Høst',
    imageUrl: (id, width) => `https://click.example/i/${id}/${width}`,
    socialIconUrl: (network) => `https://click.example/i/social/${network}.png`,
  });
  return renderBlocks({ kind: 'blocks', mjml, mark: MARK, fragments: fragments.map(({ value }) => value) });
}

const withoutConditionsForOutlook = (html: string): string =>
  html.replace(/<!--\[if mso[^\]]*\]>[^]*?<!\[endif\]-->/g, '');

describe('rendered blocks', () => {
  it('tell to which link of the blocks each link belongs, those in HTML of the author included', async () => {
    const { html, places } = await rendered(
      { type: 'button', text: 'a', link: URL_LINK },
      { type: 'html', html: '<a href="https://x.example">x</a><!--[if mso]><a href="#">y</a><![endif]-->' },
      {
        type: 'menu',
        items: [
          { text: 'b', link: null },
          { text: 'c', link: URL_LINK },
        ],
      },
      { type: 'social', items: [{ network: 'x', link: URL_LINK }] },
    );
    expect(places).toEqual([
      { kind: 'link', index: 0 },
      { kind: 'html', index: 0, occurrence: 0 },
      { kind: 'html', index: 0, occurrence: 1 },
      { kind: 'link', index: 1 },
      { kind: 'link', index: 2 },
      { kind: 'link', index: 3 },
    ]);
    expect(html).not.toContain(`${MARK}-html`);
  });

  it('hide from Outlook what is for phones only, without conditions inside, at which Outlook would show the rest', async () => {
    const { html } = await rendered(
      { type: 'heading', text: 'On phones', hiddenOn: ['screen'] },
      {
        type: 'columns',
        columns: [
          { blocks: [{ id: 'c', type: 'heading', text: 'In a column', hiddenOn: ['screen'] }] },
          { blocks: [] },
        ],
      },
    );
    for (const text of ['On phones', 'In a column']) {
      const before = html.slice(0, html.indexOf(text));
      const begin = before.lastIndexOf('<!--[if !mso]><!-->');
      expect(begin).toBeGreaterThan(0);
      const inside = html.slice(
        begin + '<!--[if !mso]><!-->'.length,
        html.indexOf('<!--<![endif]-->', begin),
      );
      expect(inside).toContain(text);
      expect(inside).not.toMatch(/\[if|endif/);
    }
  });

  it('are refused if HTML of the author cannot be made safe', async () => {
    expect((await rendered({ type: 'html', html: 'x' })).exceeded).toBeNull();
    expect((await rendered({ type: 'html', html: '<select>'.repeat(40) })).exceeded).toBe('rounds');
  });

  it('keep each condition for Outlook closed', async () => {
    const { html } = await rendered(
      { type: 'heading', text: 'On phones', hiddenOn: ['screen'] },
      { type: 'columns', columns: [{ blocks: [] }, { blocks: [{ id: 'c', type: 'spacer', height: 9 }] }] },
      { type: 'html', html: '<!--[if mso]><table><tr><td><![endif]-->x' },
    );
    const rest = withoutConditionsForOutlook(html)
      .replaceAll('<!--[if !mso]><!-->', '')
      .replaceAll('<!--<![endif]-->', '')
      .replace(/<!--\[if lte mso 11\]>[^]*?<!\[endif\]-->/, '');
    expect(rest.match(/.{0,60}(?:\[if|endif).{0,60}/)?.[0]).toBeUndefined();
  });
});
