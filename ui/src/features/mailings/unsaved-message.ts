import type { MessageContent } from './message-content';

/** What was written on the page of a mailing and not saved before the page ended, for example because the browser crashed. */
export interface UnsavedMessage {
  content: MessageContent;
  /** The revision of the mailing on which the content is based. */
  revision: number;
  /** When it was last written, as ISO 8601 in UTC. */
  at: string;
}

/** Raised when the shape changes. What an earlier release stored is then ignored. */
const VERSION = 1;

/** The used methods of `localStorage`. Each of them throws if the browser has disabled the storage; `setItem` also if it is full. */
type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface UnsavedMessageStore {
  /** Null if nothing is stored, or if it cannot be read. */
  read(): UnsavedMessage | null;
  /** Does nothing if the storage is full or disabled: the text is then only on the page, as before. */
  write(message: UnsavedMessage): void;
  clear(): void;
}

/**
 * Keeps the unsaved message of one mailing in the browser.
 * @param userId several people can use one browser, and nobody may save another user's text in their own name
 */
export function unsavedMessageStore(
  storage: Storage,
  mailingId: string,
  userId: string | undefined,
): UnsavedMessageStore {
  const key = `lf.message.${mailingId}.${userId ?? ''}`;
  return {
    read: () => attempt(() => readMessage(JSON.parse(storage.getItem(key) ?? 'null'))) ?? null,
    write: (message) => attempt(() => storage.setItem(key, JSON.stringify({ v: VERSION, ...message }))),
    clear: () => attempt(() => storage.removeItem(key)),
  };
}

function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

/** Checks only what the page relies on; the API checks the rest when the message is saved. */
function readMessage(stored: unknown): UnsavedMessage | null {
  if (!isRecord(stored) || stored.v !== VERSION || !isRecord(stored.content)) return null;
  const { revision, at, content } = stored;
  const { subject, preheader, html, blocks } = content;
  const isReadable =
    Number.isSafeInteger(revision) &&
    [at, subject, preheader, html].every((text) => typeof text === 'string') &&
    (blocks === null || (isRecord(blocks) && Array.isArray(blocks.blocks)));
  return isReadable ? (stored as unknown as UnsavedMessage) : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
