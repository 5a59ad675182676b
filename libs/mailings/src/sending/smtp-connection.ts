import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { OutgoingMail, SendOutcome } from './mail-transport';
import type { SmtpServerOptions } from './smtp-url';

/** Bytes of a message that are handed to the connection at a time. */
const CHUNK_BYTES = 65_536;

export interface SmtpTimeouts {
  /** Limit for connecting, TLS and greeting, ms. */
  connectMs: number;
  /** Limit for each answer of the server, ms. */
  answerMs: number;
}

type SmtpError = Error & { code?: string; command?: string; response?: string; responseCode?: number };

/**
 * One connection to an SMTP server, which sends one message at a time. States:
 *
 * - connecting → ready (`open` resolves) or closed (`open` rejects).
 * - ready → sending (`send`) → ready, or closed if the connection broke or its state is not known.
 */
export class SmtpConnection {
  /** Number of messages that were tried over this connection. */
  used = 0;
  private readonly connection: SMTPConnection;
  private closed = false;

  private constructor(options: SmtpServerOptions, timeouts: SmtpTimeouts) {
    const { host, port, tls, verify, name } = options;
    this.connection = new SMTPConnection({
      host,
      port,
      name,
      secure: tls === 'implicit',
      requireTLS: tls === 'required',
      ignoreTLS: tls === 'off',
      tls: { rejectUnauthorized: verify },
      connectionTimeout: timeouts.connectMs,
      greetingTimeout: timeouts.connectMs,
      socketTimeout: timeouts.answerMs,
      logger: false,
    });
    this.connection.once('end', () => (this.closed = true));
    // Without a listener, an 'error' event ends the process. A message that is being sent gets the error too.
    this.connection.on('error', () => (this.closed = true));
  }

  /** Connects and signs in. @throws an Error that says why it failed */
  static async open(options: SmtpServerOptions, timeouts: SmtpTimeouts): Promise<SmtpConnection> {
    const result = new SmtpConnection(options, timeouts);
    const { connection } = result;
    try {
      await new Promise<void>((resolve, reject) => {
        connection.once('error', reject);
        connection.once('end', () => reject(new Error('The server closed the connection')));
        connection.connect((error) => (error ? reject(error) : resolve()));
      });
      const { auth } = options;
      if (auth) await promisify(connection.login.bind(connection))({ user: auth.user, pass: auth.pass });
    } catch (error) {
      connection.close();
      throw error;
    }
    return result;
  }

  get isOpen(): boolean {
    return !this.closed;
  }

  /** Sends a message. Never rejects. See {@link SendOutcome}; never returns `unavailable`. */
  async send(mail: OutgoingMail, beforeContent: () => Promise<boolean>): Promise<SendOutcome> {
    this.used += 1;
    const content = new Content(mail.message, beforeContent);
    const envelope = { from: mail.from, to: [mail.to], size: mail.message.length };
    const outcome = await new Promise<SendOutcome>((resolve) => {
      this.connection.send(envelope, content, (error, info) =>
        resolve(error ? outcomeOf(error, content) : { kind: 'sent', response: info?.response ?? '' }),
      );
    });
    if (outcome.kind === 'refused' || outcome.kind === 'sender-refused') await this.reset();
    // The server still waits for the content, or the connection is broken.
    else if (outcome.kind !== 'sent') this.close();
    return outcome;
  }

  /** Ends the session politely. */
  quit(): void {
    if (this.closed) return;
    this.closed = true;
    this.connection.quit();
  }

  close(): void {
    this.closed = true;
    this.connection.close();
  }

  /** Ends a transaction that the server refused in part, so that the connection can be used for the next message. */
  private async reset(): Promise<void> {
    if (this.closed) return;
    try {
      await new Promise<void>((resolve, reject) => {
        this.connection.once('end', () => reject(new Error('closed')));
        this.connection.reset((error) => (error ? reject(error) : resolve()));
      });
    } catch {
      this.close();
    }
  }
}

/** The content of a message as a stream that begins when the server is ready for it. */
class Content extends Readable {
  /** True when the whole message was given to the connection. Until then, the server cannot have taken it. */
  isHandedOver = false;
  /** True when `before` did not allow the content. */
  isWithdrawn = false;
  private started = false;
  private position = 0;

  constructor(
    private readonly message: Buffer,
    private readonly before: () => Promise<boolean>,
  ) {
    super({ highWaterMark: CHUNK_BYTES });
  }

  override _read(): void {
    if (this.started) return this.pushNext();
    this.started = true;
    this.before().then(
      (isAllowed) => (isAllowed ? this.pushNext() : this.withdraw()),
      () => this.withdraw(),
    );
  }

  private pushNext(): void {
    if (this.destroyed) return;
    const chunk = this.message.subarray(this.position, this.position + CHUNK_BYTES);
    this.position += chunk.length;
    if (this.position < this.message.length) {
      this.push(chunk);
      return;
    }
    this.isHandedOver = true;
    this.push(chunk);
    this.push(null);
  }

  private withdraw(): void {
    this.isWithdrawn = true;
    this.destroy(new Error('The message was withdrawn'));
  }
}

function outcomeOf(error: SmtpError, content: Content): SendOutcome {
  if (content.isWithdrawn) return { kind: 'withdrawn' };
  const { responseCode, response, command } = error;
  if (responseCode !== undefined && responseCode >= 400) {
    return {
      kind: command === 'MAIL FROM' ? 'sender-refused' : 'refused',
      isPermanent: responseCode >= 500,
      response: response ?? '',
    };
  }
  if (content.isHandedOver) return { kind: 'unknown', problem: error.message };
  // Our side refused the message, for example because it is larger than the server allows.
  if (error.code === 'EMESSAGE' || error.code === 'EENVELOPE')
    return { kind: 'refused', isPermanent: true, response: error.message };
  return { kind: 'lost', problem: error.message };
}
