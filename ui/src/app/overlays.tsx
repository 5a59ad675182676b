import { Notifications } from '@mantine/notifications';
import { DIALOG_PARTS } from '../shared/dialog';
import { usePrefetched } from '../shared/lazy-parts';
import { SessionDialog } from './session-dialog';

/** What can appear over every page: messages, and the dialog of a session that has ended. late-overlays.tsx loads this file. */
export function Overlays() {
  usePrefetched(DIALOG_PARTS);
  return (
    <>
      <Notifications position="bottom-right" limit={4} containerWidth={400} mb={48} />
      <SessionDialog />
    </>
  );
}
