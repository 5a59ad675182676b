import type { LiveLink } from './live-link';

/** A click while it is being answered. */
export interface AskedClick {
  at: Date;
  link: LiveLink;
  recipientId: string;
}
