// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { placeAtPoint } from './drop-place';

/** A message of a heading, two columns and a heading, each 100 px high; the left column has a block. */
function aStage(): HTMLElement {
  const stage = document.createElement('div');
  stage.innerHTML = `
    <ol data-blocks data-box="100 0 700 300">
      <li data-block-id="a" data-box="100 0 700 100"></li>
      <li data-block-id="b" data-box="100 100 700 200">
        <ol data-blocks data-column-of="b" data-column="0" data-box="110 110 390 190">
          <li data-block-id="c" data-box="110 110 390 150"></li>
        </ol>
        <ol data-blocks data-column-of="b" data-column="1" data-box="410 110 690 190"></ol>
      </li>
      <li data-block-id="d" data-box="100 200 700 300"></li>
    </ol>`;
  stage.dataset.box = '0 0 800 600';
  for (const element of [stage, ...stage.querySelectorAll<HTMLElement>('[data-box]')]) {
    const [left = 0, top = 0, right = 0, bottom = 0] = (element.dataset.box ?? '').split(' ').map(Number);
    element.getBoundingClientRect = () => new DOMRect(left, top, right - left, bottom - top);
  }
  return stage;
}

const inColumn = (index: number, at: number) => ({ column: { blockId: 'b', index }, index: at });
const inMessage = (index: number) => ({ column: null, index });

it.each([
  ['above the middle of the first block', 300, 40, 'text', null, inMessage(0)],
  ['below it', 300, 60, 'text', null, inMessage(1)],
  ['in the gutter', 20, 280, 'text', null, inMessage(3)],
  ['below the message', 300, 500, 'text', null, inMessage(3)],
  ['in a column above its block', 200, 120, 'text', null, inColumn(0, 0)],
  ['in a column below its block', 200, 180, 'text', null, inColumn(0, 1)],
  ['in an empty column', 500, 150, 'text', null, inColumn(1, 0)],
  ['on the edge of the columns', 104, 104, 'text', null, inMessage(1)],
  ['columns over a column', 500, 160, 'columns', null, inMessage(2)],
  ['a block of the message, counted without itself', 300, 280, 'text', 'a', inMessage(2)],
  ['outside of the stage', 900, 100, 'text', null, null],
] as const)('a block is dropped %s', (_, x, y, type, id, expected) => {
  expect(placeAtPoint(aStage(), { x, y }, { type, id })).toEqual(expected);
});
