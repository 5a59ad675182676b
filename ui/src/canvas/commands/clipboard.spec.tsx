import { act, fireEvent, screen } from '@testing-library/react';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_NODES } from '@linkflow/contracts';
import { setLanguage } from '../../i18n';
import { Announcer } from '../editor/announcer';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { Palette } from '../palette/palette';
import { type CanvasOptions, renderCanvas } from '../testing';
import { loadClipboardText } from './clipboard-reader';
import { toClipboardText } from './clipboard-format';
import { useCommandKeys } from './use-commands';

function Canvas() {
  useCommandKeys();
  return (
    <>
      <p>Some text of the page</p>
      <input aria-label="A text field" defaultValue="typed" />
      <Palette />
      <Announcer />
    </>
  );
}

const draft = aDraft(
  aDocument(
    [aNode('a', 'set-interest'), aNode('b', 'set-interest')],
    [anEdge('click', 'then', 'a'), anEdge('a', 'next', 'b')],
  ),
);

function renderClipboard(options: CanvasOptions = {}) {
  const rendered = renderCanvas(<Canvas />, { draft, catalogue: aCatalogue(), ...options });
  const state = rendered.store.getState;
  return { ...rendered, state, ids: () => state().document.nodes.map(({ id }) => id) };
}

/** Sends a clipboard event to an element. Returns the event's clipboard text after the page has handled the event. */
function clipboardEvent(type: 'copy' | 'cut' | 'paste', target: Element = document.body, text = '') {
  let data = text;
  const clipboardData = { setData: (_type: string, value: string) => (data = value), getData: () => data };
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData });
  fireEvent(target, event);
  return { text: data, isHandled: event.defaultPrevented };
}

/** Marks the text of the page, as dragging over it does. */
function markText() {
  const range = document.createRange();
  range.selectNodeContents(screen.getByText('Some text of the page'));
  document.getSelection()?.removeAllRanges();
  document.getSelection()?.addRange(range);
}

// As the page does soon after it was shown.
beforeAll(loadClipboardText);

describe('copying and cutting', () => {
  it('takes the steps if they were selected after text of the page', () => {
    const { state } = renderClipboard();
    markText();
    act(() => state().select({ nodes: ['a', 'b'] }));
    expect(clipboardEvent('copy').text).toContain('linkflow/steps');
  });

  it('leaves text to the browser that was marked after the steps', () => {
    const { ids } = renderClipboard({ selected: 'a' });
    markText();
    expect(clipboardEvent('copy').isHandled).toBe(false);
    expect(clipboardEvent('cut').isHandled).toBe(false);
    expect(ids()).toEqual(['click', 'a', 'b']);
  });

  it('is left to a text field that has the focus', () => {
    const { ids } = renderClipboard({ selected: 'a' });
    const field = screen.getByLabelText('A text field');
    for (const type of ['copy', 'cut', 'paste'] as const) {
      expect(clipboardEvent(type, field).isHandled).toBe(false);
    }
    expect(ids()).toEqual(['click', 'a', 'b']);
  });

  it('takes the steps of the canvas after a press on it, even if a text field had the focus and text was marked', () => {
    const { store } = renderClipboard({ selected: 'a' });
    const pane = document.createElement('div');
    document.body.append(pane);
    act(() => store.setState({ pane }));
    markText();
    screen.getByLabelText('A text field').focus();
    fireEvent.pointerDown(pane);
    expect(document.activeElement).toBe(document.body);
    expect(clipboardEvent('copy').text).toContain('linkflow/steps');
    // A press with Shift would extend the marked text to the canvas.
    expect(fireEvent.mouseDown(pane, { shiftKey: true })).toBe(false);
    pane.remove();
  });
});

describe('pasting', () => {
  it('puts the steps on free ground each time', () => {
    const { state } = renderClipboard({ selected: 'a' });
    const { text } = clipboardEvent('copy');
    for (let times = 0; times < 4; times += 1) clipboardEvent('paste', document.body, text);
    const all = Object.values(state().layout.positions);
    expect(all).toHaveLength(7);
    for (const [index, one] of all.entries()) {
      for (const other of all.slice(index + 1)) {
        const isApart = Math.abs(one.x - other.x) >= 272 || Math.abs(one.y - other.y) >= 96;
        expect(isApart, `${JSON.stringify(one)} and ${JSON.stringify(other)}`).toBe(true);
      }
    }
  });

  it('leaves the view where it is', () => {
    const { state } = renderClipboard({ selected: 'a' });
    clipboardEvent('paste', document.body, clipboardEvent('copy').text);
    expect(state().pendingReveal).toBeNull();
  });
});

describe('a workflow with as many steps as allowed', () => {
  const chain = (count: number) => {
    const nodes = Array.from({ length: count - 1 }, (_, index) => aNode(`s${index}`, 'set-interest'));
    return aDraft(aDocument(nodes, nodes.length > 0 ? [anEdge('click', 'then', 's0')] : []));
  };
  const steps = (count: number) =>
    toClipboardText({
      nodes: Array.from({ length: count }, (_, index) => aNode(`p${index}`, 'set-interest')),
      edges: [],
      positions: {},
    });

  it('refuses the next step at once, and the palette says so', async () => {
    const { user, state } = renderClipboard({ draft: chain(MAX_NODES), selected: 's5' });
    expect(screen.getByTestId('workflow-full').textContent).toContain('at most 200');
    await user.click(screen.getByRole('button', { name: 'Add set-interest' }));
    expect(state().document.nodes).toHaveLength(MAX_NODES);
    expect(await screen.findByText(/can have 200 steps. This one has 200/)).toBeTruthy();
    await user.keyboard('{Control>}d{/Control}');
    expect(state().document.nodes).toHaveLength(MAX_NODES);
    act(() => setLanguage('nb'));
    expect(screen.getByTestId('workflow-full').textContent).toContain('høyst 200');
  });

  it('refuses five steps as a whole when there is room for three', () => {
    const { state } = renderClipboard({ draft: chain(MAX_NODES - 3) });
    expect(screen.queryByTestId('workflow-full')).toBeNull();
    clipboardEvent('paste', document.body, steps(5));
    expect(state().document.nodes).toHaveLength(MAX_NODES - 3);
    expect(state().rejection?.text).toMatchObject({
      en: 'A workflow can have 200 steps. This one has 197, so there is no room for 5 more.',
      nb: 'En arbeidsflyt kan ha 200 steg. Denne har 197, så det er ikke plass til 5 til.',
    });
    clipboardEvent('paste', document.body, steps(3));
    expect(state().document.nodes).toHaveLength(MAX_NODES);
  });
});
