/**
 * Runs before each file of tests of components. Files share a process, with its document and its modules, so each begins and ends here:
 * with the browser functions that jsdom lacks, and without what the tests of another file have left in modules.
 */
import { SOURCE_LANGUAGE } from '@linkflow/contracts';
import { notifications } from '@mantine/notifications';
import { act, cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, vi } from 'vitest';
import { resetGate } from './api/session-gate';
import { setLanguage } from './i18n';
import { currentTimeZone, setTimeZone } from './i18n/time-zone';
import { DIALOG_PARTS } from './shared/dialog';
import { MenuList } from './shared/menu';
import { resetPanels } from './shared/panels';

// jsdom does not compute layout, so it lacks these browser functions. The replacements do nothing or report a size of 0.
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: false,
  media: query,
  addEventListener() {},
  removeEventListener() {},
}));
/** A stream of live events that never sends one. */
vi.stubGlobal(
  'EventSource',
  class extends EventTarget {
    close() {}
  },
);
vi.stubGlobal('scrollTo', () => {});
// React Flow reads the zoom from it.
vi.stubGlobal(
  'DOMMatrixReadOnly',
  class {
    m22 = 1;
  },
);
Element.prototype.scrollIntoView = () => {};
document.elementFromPoint = () => null;
Range.prototype.getBoundingClientRect = () => new DOMRect();
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });

// A machine that runs many tests at once needs more than the default of 1 s.
configure({ asyncUtilTimeout: 5_000 });

await Promise.all([...DIALOG_PARTS, MenuList.load].map((load) => load()));

const timeZone = currentTimeZone();

afterEach(() => {
  cleanup();
  act(() => {
    notifications.clean();
    setLanguage(SOURCE_LANGUAGE);
  });
  localStorage.clear();
});
afterAll(() => {
  document.body.replaceChildren();
  resetGate();
  resetPanels();
  setTimeZone(timeZone);
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, '', '/');
  document.title = '';
});
