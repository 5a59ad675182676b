import type { DraftView } from '@linkflow/contracts';
import { lazyDialog, lazyPart, usePrefetched } from '../../shared/lazy-parts';
import { loadClipboardText } from '../commands/clipboard-reader';
import { loadInspector } from '../inspector/lazy-inspector';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { loadConflict } from './draft-status';

const loadFindings = () => import('./local-checks');
const loadShortcuts = () => import('../commands/shortcut-dialog');
const loadSimulation = () => import('../simulation/simulation-panel');

/** What an editor loads after it was shown, so that it works without a connection from then on. */
const EDITOR_PARTS = [
  loadFindings,
  loadInspector,
  loadClipboardText,
  loadSimulation,
  loadShortcuts,
  loadConflict,
  () => import('../flow/arrow-grips'),
  () => import('../palette/step-drag'),
  () => import('../../shared/merge-text/merge-text-editor'),
];

export const SimulationPanel = lazyPart(async () => (await loadSimulation()).SimulationPanel);

const Shortcuts = lazyDialog(async () => (await loadShortcuts()).ShortcutDialog);
const Findings = lazyPart(async () => (await loadFindings()).LocalFindings, null);

/** The list of shortcuts. */
export function ShortcutDialog() {
  const store = useCanvasStore();
  const opened = useCanvas((state) => state.helpOpen);
  return <Shortcuts opened={opened} onClose={() => store.setState({ helpOpen: false })} />;
}

/**
 * Loads the other parts of an editor soon after it was shown, among them what keeps problems and sentences in step with the draft. Until
 * the first change, those of the server hold.
 */
export function EditorParts({ serverDraft }: { serverDraft: DraftView }) {
  const isLoading = usePrefetched(EDITOR_PARTS);
  const isChanged = useCanvas((state) => state.changes > 0);
  return (isLoading || isChanged) && <Findings serverDraft={serverDraft} />;
}
