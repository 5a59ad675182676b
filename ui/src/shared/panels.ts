import { useEffect } from 'react';
import { useStore } from 'zustand';
import { persist } from 'zustand/middleware';
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

const panels = createStore<PanelState>()(
  persist((): PanelState => ({ chosen: {}, defaults: {} }), {
    name: 'lf.panels',
    version: 1,
    partialize: ({ chosen }) => ({ chosen }),
  }),
);

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
