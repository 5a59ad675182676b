import { act, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resetPanels } from '../../shared/panels';
import { useCommandKeys } from '../commands/use-commands';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';
import { InspectorColumn, PaletteColumn, usePaletteFolded } from './side-columns';

const draft = aDraft(aDocument([aNode('a', 'set-interest')], [anEdge('click', 'then', 'a')]));
const empty = aDraft(aDocument([], []));

function Columns() {
  useCommandKeys();
  return (
    <>
      <PaletteColumn folded={usePaletteFolded()} />
      <InspectorColumn />
    </>
  );
}
const show = (selected?: string, of = draft) =>
  renderCanvas(<Columns />, { draft: of, catalogue: aCatalogue(), selected });

/** Makes the window as small as a notebook's. */
function smallWindow() {
  vi.stubGlobal('matchMedia', (media: string) => ({
    matches: media.includes('max-width'),
    media,
    addEventListener() {},
    removeEventListener() {},
  }));
}
const matchMedia = window.matchMedia;
beforeEach(() => act(resetPanels));
afterEach(() => vi.stubGlobal('matchMedia', matchMedia));

describe('the settings', () => {
  it('take no room while nothing is selected', async () => {
    const { store } = show();
    expect(screen.queryByTestId('inspector')).toBeNull();
    expect(screen.queryByTestId('fold-inspector')).toBeNull();
    act(() => store.getState().select({ nodes: ['a'] }));
    expect(await screen.findByTestId('inspector')).toBeTruthy();
  });

  it('fold to a strip with a button that keeps the focus and unfolds them again', async () => {
    const { user } = show('a');
    const fold = screen.getByRole('button', { name: 'Hide the settings', expanded: true });
    await user.click(fold);
    expect(screen.queryByTestId('inspector')).toBeNull();
    const unfold = screen.getByRole('button', { name: 'Show the settings', expanded: false });
    expect(document.activeElement).toBe(unfold);
    await user.keyboard('{Enter}');
    expect(await screen.findByTestId('inspector')).toBeTruthy();
  });

  it('stay folded for other steps, until a problem leads to one of their fields', async () => {
    const { user, store } = show('a');
    await user.keyboard('{Shift>}i{/Shift}');
    act(() => store.getState().select({ nodes: ['click'] }));
    expect(screen.queryByTestId('inspector')).toBeNull();
    act(() =>
      store.getState().goToProblem({
        nodeId: 'a',
        code: 'params.missing',
        path: 'interestId',
        severity: 'error',
        message: { en: 'Choose an interest', nb: 'Velg en interesse' },
      }),
    );
    expect(await screen.findByTestId('inspector')).toBeTruthy();
  });
});

describe('the palette', () => {
  it('folds to icons that still add steps, and is remembered in this browser', async () => {
    const { user, store } = show();
    await user.click(screen.getByRole('button', { name: 'Hide the list of steps', expanded: true }));
    const palette = within(screen.getByTestId('palette'));
    expect(palette.queryByRole('textbox')).toBeNull();
    expect(JSON.parse(localStorage.getItem('lf.panels') ?? '{}')).toMatchObject({
      state: { chosen: { palette: true } },
    });
    const before = store.getState().document.nodes.length;
    await user.click(palette.getAllByTestId('palette-item')[0]!);
    expect(store.getState().document.nodes).toHaveLength(before + 1);
    await user.keyboard('{Shift>}p{/Shift}');
    expect(screen.getByRole('button', { name: 'Hide the list of steps' })).toBeTruthy();
  });

  it('is folded in a small window when a workflow with steps is opened', () => {
    smallWindow();
    show();
    expect(screen.getByRole('button', { name: 'Show the list of steps', expanded: false })).toBeTruthy();
  });

  it('stays open in a small window while the first workflow is built', async () => {
    smallWindow();
    const { user, store } = show(undefined, empty);
    await user.click(within(screen.getByTestId('palette')).getAllByTestId('palette-item')[0]!);
    expect(store.getState().document.nodes.length).toBeGreaterThan(1);
    expect(screen.getByRole('button', { name: 'Hide the list of steps', expanded: true })).toBeTruthy();
  });
});
