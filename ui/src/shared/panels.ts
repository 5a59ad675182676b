import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/**
 * What the user can fold beside a page's content: the main menu, the columns of the canvas and of the mail editor, and the review below a
 * message.
 */
export type PanelName = 'menu' | 'palette' | 'inspector' | 'mail-palette' | 'mail-review';

type Folded = Partial<Record<PanelName, boolean>>;

interface PanelState {
  /** What the user has chosen, kept in this browser. A panel that the user has not folded or unfolded is missing. */
  chosen: Folded;
  /** How the open page shows panels about which the user has chosen nothing. */
  defaults: Folded;
}

/** The key in the browser's storage, and the version of what is stored there. */
const STORED = 'lf.panels';
const VERSION = 1;

const panels = createStore<PanelState>()(() => ({ chosen: storedChoices(), defaults: {} }));
panels.subscribe(({ chosen }, before) => {
  if (chosen === before.chosen) return;
  try {
    localStorage.setItem(STORED, JSON.stringify({ state: { chosen }, version: VERSION }));
  } catch {
    // The browser may have disabled local storage. The choice then lasts until the page is closed.
  }
});

function storedChoices(): Folded {
  try {
    const { state, version } = JSON.parse(localStorage.getItem(STORED) ?? '{}') as {
      state?: { chosen?: Folded };
      version?: number;
    };
    return (version === VERSION && state?.chosen) || {};
  } catch {
    return {};
  }
}

const isFolded = ({ chosen, defaults }: PanelState, name: PanelName): boolean =>
  chosen[name] ?? defaults[name] ?? false;

/** Returns whether a panel is folded. `byDefault` applies as long as the user has not folded or unfolded it. */
export function useFolded(name: PanelName, byDefault = false): boolean {
  useEffect(() => {
    panels.setState(({ defaults }) => ({ defaults: { ...defaults, [name]: byDefault } }));
  }, [name, byDefault]);
  return useStore(panels, ({ chosen }) => chosen[name] ?? byDefault);
}

/** Folds a panel, or unfolds it if it is folded. The choice is kept in this browser. */
export function toggleFolded(name: PanelName): void {
  setFolded(name, !isFolded(panels.getState(), name));
}

export function setFolded(name: PanelName, folded: boolean): void {
  if (isFolded(panels.getState(), name) === folded) return;
  panels.setState(({ chosen }) => ({ chosen: { ...chosen, [name]: folded } }));
}

/** Forgets the choices of the user. */
export function resetPanels(): void {
  panels.setState({ chosen: {}, defaults: {} });
}
