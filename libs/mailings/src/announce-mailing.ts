import type { Clock, LiveEvents } from '@linkflow/platform';

/** Tells the open pages of a mailing that its recipients, its messages or the state of its sending have changed. */
export function announceMailing(live: LiveEvents, clock: Clock, mailingId: string): void {
  live.announce(() => ({ type: 'mailing', mailingId, at: clock.now().toISOString() }));
}
