/** What reads copied steps, with its schemas. Apart from the commands, because it is loaded where the canvas is not shown yet. */
type ClipboardReader = typeof import('./clipboard-text');
let reader: ClipboardReader | null = null;

/** Imports what reads copied steps; see `usePrefetched`. Its schemas are not part of the first load of the page. */
export async function loadClipboardText(): Promise<ClipboardReader> {
  reader = await import('./clipboard-text');
  return reader;
}

/** What reads copied steps; null before it was loaded. */
export const clipboardReader = (): ClipboardReader | null => reader;
