/** Something that an app needs beside its stores before it can do its work. */
export abstract class ReadyCheck {
  /** What is missing now, each in a word or two; empty when nothing is. */
  abstract missing(): string[];
}

/** What `/health/ready` answers. */
export interface Readiness {
  status: 'ok' | 'away';
  /** What does not answer. */
  away: string[];
}
