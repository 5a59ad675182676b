import { Notifications, useNotifications } from '@mantine/notifications';
import { useEffect, useLayoutEffect, useRef } from 'react';
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

const MESSAGES = '.mantine-Notifications-root[data-position="bottom-right"]';
/** Distance between two messages, px. */
const GAP = 16;

/** How often messages give way to the controls of a page that is being opened, ms. */
const GIVE_WAY_MS = 300;
/** Time in which a page gets its controls, ms. Later, messages stay where they are, also while a list is scrolled below them. */
const OPENING_MS = 3_000;

/** Short messages, placed where they cover no control. While another page opens, they are placed again. */
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
  const isShown = count > 0;
  useEffect(() => {
    if (!isShown) return undefined;
    let address = location.href;
    let openedBy = performance.now() + OPENING_MS;
    const timer = setInterval(() => {
      if (location.href !== address) {
        address = location.href;
        openedBy = performance.now() + OPENING_MS;
      }
      // Not while somebody is about to press the button of a message.
      const isInUse = document.querySelector(MESSAGES)?.matches(':hover, :focus-within');
      if (!isInUse && performance.now() < openedBy) placeMessages();
    }, GIVE_WAY_MS);
    return () => clearInterval(timer);
  }, [isShown]);
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
