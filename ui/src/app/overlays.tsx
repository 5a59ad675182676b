import { Notifications, useNotifications } from '@mantine/notifications';
import { useLayoutEffect, useRef } from 'react';
import { DIALOG_PARTS } from '../shared/dialog';
import { usePrefetched } from '../shared/lazy-parts';
import { MenuList } from '../shared/menu';
import { SessionDialog } from './session-dialog';
import { controlsBeside, freePlace } from './toast-place';

const PARTS = [...DIALOG_PARTS, MenuList.load];

/** What can appear over every page: messages, and the dialog of a session that has ended. late-overlays.tsx loads this file. */
export function Overlays() {
  usePrefetched(PARTS);
  return (
    <>
      <Toasts />
      <SessionDialog />
    </>
  );
}

const MESSAGES = '.mantine-Notifications-root[data-position="bottom-center"]';
/** Distance between two messages, px. */
const GAP = 16;

/** Short messages, in a place where they cover no control when they come. */
function Toasts() {
  const { notifications } = useNotifications();
  const count = notifications.length;
  const before = useRef(0);
  useLayoutEffect(() => {
    const isMore = count > before.current;
    before.current = count;
    if (!isMore) return undefined;
    placeMessages();
    // A message that was shown before this part was loaded gets into the page after this effect.
    const frame = requestAnimationFrame(placeMessages);
    return () => cancelAnimationFrame(frame);
  }, [count]);
  return <Notifications position="bottom-right" limit={4} containerWidth={400} />;
}

function placeMessages(): void {
  const all = document.querySelector<HTMLElement>(MESSAGES);
  if (!all) return;
  // They grow to their height while they appear.
  const heights = [...all.querySelectorAll<HTMLElement>('.mantine-Notification-root')].map(
    (message) => message.offsetHeight,
  );
  const height = heights.reduce((sum, one) => sum + one + GAP, -GAP);
  const room = { width: document.documentElement.clientWidth, height: window.innerHeight };
  const { left, top } = freePlace({ width: all.offsetWidth, height }, room, controlsBeside(all));
  all.style.inset = `auto auto ${room.height - top - height}px ${left}px`;
}
