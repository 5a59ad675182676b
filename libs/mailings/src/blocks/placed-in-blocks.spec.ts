import { describe, expect, it } from 'vitest';
import { BlockDocument } from '@linkflow/contracts';
import { reviewMail } from '../content/review-mail.mjs';
import { placedInBlocks } from './placed-in-blocks';

const paragraph = (...content: unknown[]) => ({ type: 'doc', content: [{ type: 'paragraph', content }] });
const DOCUMENT = BlockDocument.parse({
  version: 1,
  styles: {},
  blocks: [
    { id: 'head', type: 'heading', text: 'Hei {{contact.firstName}} & co' },
    {
      id: 'text',
      type: 'text',
      text: paragraph(
        { type: 'text', text: 'Kjære ' },
        { type: 'mergeField', attrs: { fact: 'contact.fornavn', fallback: 'A & B' } },
      ),
    },
    {
      id: 'columns',
      type: 'columns',
      columns: [
        { share: 1, blocks: [{ id: 'menu', type: 'menu', items: [{ text: 'Les {{contact', link: null }] }] },
        { share: 1, blocks: [{ id: 'html', type: 'html', html: '<p>*|FNAME|*</p>' }] },
      ],
    },
    {
      id: 'button',
      type: 'button',
      text: 'Til *|FNAME|*',
      link: { kind: 'url', url: 'https://{{contact.firstName}}/x' },
    },
  ],
});
/** What the blocks are rendered to, in short. */
const HTML = `<h1>Hei {{contact.firstName}} &amp; co</h1>
<p>Kjære {{contact.fornavn|A &amp; B}}</p>
<a href="">Les {{contact</a>
<p>*|FNAME|*</p>
<a href="https://{{contact.firstName}}/x">Til *|FNAME|*</a>`;

const reviewed = (html: string, subject = '') =>
  placedInBlocks(reviewMail({ subject, html }, ['contact.firstName']), DOCUMENT);
const placesIn = (html: string, subject?: string) =>
  reviewed(html, subject).problems.map(({ code, blockId }) => [code, blockId]);

describe('problems of a message of blocks', () => {
  it('have the block in which they stand, also in columns, in formatted text, in HTML and in addresses', () => {
    expect(placesIn(HTML)).toEqual([
      ['merge-field.misspelt', 'text'],
      ['placeholder.foreign', 'html'],
      ['url.from-data', 'button'],
      ['merge-field.unfinished', 'menu'],
      // The block of a link is known from the rendering.
      ['link.empty', undefined],
    ]);
  });

  it('have none in the subject, and none if nothing like them is written in the blocks', () => {
    const places = placesIn('<p>*|LNAME|*</p>', '*|FNAME|*');
    expect(places.map(([, blockId]) => blockId)).toEqual([undefined, undefined]);
  });
});

it('each place of a placeholder has its block', () => {
  const placeholder = reviewed(HTML).placeholders.find(({ source }) => source === '*|FNAME|*');
  expect(placeholder?.places.map(({ blockId }) => blockId)).toEqual(['html', 'button']);
});
