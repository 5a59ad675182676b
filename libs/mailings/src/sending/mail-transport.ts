/** A message that is ready to be handed over. */
export interface OutgoingMail {
  mailingId: string;
  recipientId: string;
  /** Envelope sender: where bounces go. Empty for the null sender. */
  from: string;
  /** Envelope recipient, with its domain in ASCII. */
  to: string;
  /** The whole message. */
  message: Buffer;
  /** Whether somebody sent it as a test. */
  isTest: boolean;
}

/**
 * What became of a message. Everything but `sent` and `unknown` means that the server has not taken it.
 *
 * - `sent`: the server has answered that it took the message.
 * - `refused`: the server has refused this recipient or this message, for now (4xx) or for good (5xx).
 * - `sender-refused`: the server refuses our sender, so it would refuse the messages of all recipients.
 * - `lost`: the connection broke before the whole message was handed over.
 * - `unavailable`: no connection could be made or used: address, TLS, sign-in. It says nothing about the recipient.
 * - `withdrawn`: `beforeContent` did not allow the content to be sent.
 * - `unknown`: the connection broke after the whole message was handed over and before the answer. The server may have taken it.
 */
export type SendOutcome =
  | { kind: 'sent'; response: string }
  | { kind: 'refused' | 'sender-refused'; isPermanent: boolean; response: string }
  | { kind: 'lost' | 'unavailable' | 'unknown'; problem: string }
  | { kind: 'withdrawn' };

/** Hands messages over to whatever delivers them. */
export abstract class MailTransport {
  /** How many messages it can hand over at a time. More calls wait. */
  abstract readonly concurrency: number;

  /**
   * Hands over one message. Never rejects.
   * @param beforeContent is awaited when the server is ready for the content, before its first byte is sent. If it returns false or rejects,
   * nothing is sent
   */
  abstract send(mail: OutgoingMail, beforeContent: () => Promise<boolean>): Promise<SendOutcome>;

  /** Why messages cannot be handed over at the moment, by trying to connect; null if they can. Never rejects. */
  abstract probe(): Promise<string | null>;

  /** Closes idle connections, and others when their message is done. */
  abstract close(): void;
}
