import { Injectable } from '@nestjs/common';

/** What the journal has done since this process started and how it stands, in plain numbers for whoever watches. */
@Injectable()
export class JournalNumbers {
  /** Clicks written to the disk. */
  journaled = 0;
  /** Clicks of the journal that were put on the queue again. */
  replayed = 0;
  /** Clicks that were answered, and that neither Redis nor the journal took. */
  lost = 0;
  /** What the journal's files hold together. */
  bytes = 0;
  /** It takes no more: it has its full size, or its disk refuses. */
  full = false;
}
