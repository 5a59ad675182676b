import { createContext, use, type PropsWithChildren } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CanvasState } from './canvas-state';
import type { CanvasStore } from './create-canvas-store';

const Context = createContext<CanvasStore | null>(null);

export function CanvasProvider({ store, children }: PropsWithChildren<{ store: CanvasStore }>) {
  return <Context value={store}>{children}</Context>;
}

/** The store itself, for handlers: reading it does not make the component follow it. */
export function useCanvasStore(): CanvasStore {
  const store = use(Context);
  if (!store) throw new Error('No canvas around this component');
  return store;
}

/** Follows one part of the canvas; the component draws again only when that part is another one. */
export function useCanvas<T>(select: (state: CanvasState) => T): T {
  return useStore(useCanvasStore(), select);
}

/** The same for a part that is put together anew each time, compared member by member. */
export function useCanvasShallow<T>(select: (state: CanvasState) => T): T {
  return useStore(useCanvasStore(), useShallow(select));
}
