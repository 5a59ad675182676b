import { useState } from 'react';
import { useStore } from 'zustand';
import { lazyPart } from '../../shared/lazy-parts';
import type { DraftSession } from './draft-session';

/** Imports the dialog of a save conflict; see `usePrefetched`. */
export const loadConflict = () => import('./conflict-dialog');
const Conflict = lazyPart(async () => (await loadConflict()).ConflictDialog, null);

/** The dialog of a save conflict. */
export function ConflictDialog({ session }: { session: DraftSession }) {
  const isOpen = useStore(session.sync.state, (state) => state.conflict !== null);
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  return wasOpen && <Conflict session={session} />;
}
