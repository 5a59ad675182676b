import { describe, expect, it } from 'vitest';
import { BlockDocument, allBlocks, type Block, type BlockDocument as Document } from '@linkflow/contracts';
import { builtInTemplates } from './built-in-templates';
import { richTextOf } from './template-markup';

const LARGE_TEXT = 3;
const TEXT = 4.5;

/** Relative luminance (WCAG 2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Blocks with the colour behind each. */
const withBackgrounds = ({ blocks, styles }: Document): [Block, string][] =>
  blocks.flatMap((block) =>
    allBlocks([block]).map((inner): [Block, string] => [
      inner,
      inner.background ?? block.background ?? styles.messageColour,
    ]),
  );

describe.each(['nb', 'en'] as const)('the built-in templates in %s', (language) => {
  const templates = builtInTemplates(language);

  it('are a dozen, each with an address, a name, a subject and a preheader of its own', () => {
    for (const key of ['id', 'name', 'subject', 'preheader'] as const)
      expect(new Set(templates.map((template) => template[key]))).toHaveLength(12);
  });

  it.each(templates)('$id is a valid document without pictures from elsewhere', ({ blocks }) => {
    expect(BlockDocument.parse(blocks)).toEqual(blocks);
    const written = JSON.stringify(blocks);
    expect(written.match(/https?:/)).toBeNull();
    expect(written.match(/"contact\.firstName"/)).not.toBeNull();
    expect(written.match(/"unsubscribe"/)).not.toBeNull();
  });

  it.each(templates)('$id can be read: text and background differ enough', ({ blocks }) => {
    const { headingColour, buttonColour, buttonTextColour, textColour, linkColour } = blocks.styles;
    for (const [block, background] of withBackgrounds(blocks)) {
      if (block.type === 'heading')
        expect(contrast(block.colour ?? headingColour, background)).toBeGreaterThan(LARGE_TEXT);
      if (block.type === 'button')
        expect(contrast(block.textColour ?? buttonTextColour, block.colour ?? buttonColour)).toBeGreaterThan(
          TEXT,
        );
      if (block.type === 'text' && !JSON.stringify(block.text).includes('"colour"'))
        expect(contrast(textColour, background)).toBeGreaterThan(TEXT);
      if (block.type === 'menu') expect(contrast(linkColour, background)).toBeGreaterThan(TEXT);
    }
  });
});

it('the notation of templates has paragraphs, line breaks, lists, bold texts, links and merge fields', () => {
  const bold = [{ type: 'bold' }];
  const link = [{ type: 'link', attrs: { link: { kind: 'special', name: 'unsubscribe' } } }];
  expect(richTextOf('Hi {{contact.firstName|there}},\n**you**\n\n- [Leave](unsubscribe)')).toEqual({
    type: 'doc',
    content: [
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'Hi ' },
          { type: 'mergeField', attrs: { fact: 'contact.firstName', fallback: 'there' } },
          { type: 'text', text: ',' },
          { type: 'hardBreak' },
          { type: 'text', text: 'you', marks: bold },
        ],
      },
      {
        type: 'bulletList',
        content: [
          {
            type: 'listItem',
            content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Leave', marks: link }] }],
          },
        ],
      },
    ],
  });
});
