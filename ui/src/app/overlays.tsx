import { Notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { loadDialogs } from '../shared/dialog';
import { SessionDialog } from './session-dialog';

/** What can appear over every page: messages, and the dialog of a session that has ended. late-overlays.tsx loads this file. */
export function Overlays() {
  // Part of this file already; a failure is reported when a dialog is opened.
  useEffect(() => void loadDialogs().catch(() => undefined), []);
  return (
    <>
      <Notifications position="bottom-right" limit={4} containerWidth={400} mb={48} />
      <SessionDialog />
    </>
  );
}
