import { createSpotlight } from '@mantine/spotlight';

/** Whether the finder is open, and which of its lines is chosen. Its own file, so that the frame can open it before its code is here. */
export const [finderStore, finder] = createSpotlight();

/**
 * Chooses the first line, so that Enter opens it. The finder does so itself while one types, but knows nothing of what
 * arrives from the API a little later. The choice is an attribute of the line, which only the finder's own keys change.
 */
export function chooseFirst(): void {
  const lines = document.querySelectorAll(`#${CSS.escape(finderStore.getState().listId)} [data-action]`);
  lines.forEach((line, index) => {
    if (index === 0) line.setAttribute('data-selected', 'true');
    else line.removeAttribute('data-selected');
  });
  finderStore.updateState((state) => ({ ...state, selected: lines.length > 0 ? 0 : -1 }));
}
