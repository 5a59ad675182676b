/** Fewer than this is a handful of runs with troubles of their own, whatever their share. */
const FEWEST = 100;
/** Of what was clicked lately. One in twenty: what is broken for one link or one contact stays far below. */
const SHARE = 0.05;

/**
 * Whether so many runs wait for another attempt that something outside is down, a far end or the network, rather than
 * something about the runs. Retries are compared with the clicks of the last ten minutes: with their waits of seconds to
 * minutes they stem from those, unless the traffic has just ended, and then a hundred that are stuck are worth the alarm.
 */
export const isRetryStorm = (retrying: number, recentClicks: number): boolean =>
  retrying > FEWEST && retrying > recentClicks * SHARE;

/** How many of the last minutes count as lately. */
export const STORM_MINUTES = 10;
