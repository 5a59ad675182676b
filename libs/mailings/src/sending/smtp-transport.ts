import { MailTransport, type OutgoingMail, type SendOutcome } from './mail-transport';
import { SmtpConnection, type SmtpTimeouts } from './smtp-connection';
import type { SmtpServerOptions } from './smtp-url';

/** Idle connections are closed after this time, before most servers close them. */
const IDLE_MS = 20_000;
/** How long fewer connections are used after the server has refused one. */
const FEWER_MS = 30_000;

interface Waiting {
  resolve(connection: SmtpConnection): void;
  reject(error: unknown): void;
}

/**
 * Sends over a pool of connections to one SMTP server. A connection is idle, busy with one message, or being opened. It is replaced after
 * a number of messages, and closed when it is idle for long. A server that refuses a further connection is used with those that are open.
 */
export class SmtpTransport extends MailTransport {
  private readonly idle: SmtpConnection[] = [];
  private readonly waiting: Waiting[] = [];
  /** Connections that are idle, busy or being opened. */
  private count = 0;
  private opening = 0;
  private limit: number;
  private limitedUntil = 0;
  private isClosed = false;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: SmtpServerOptions,
    private readonly timeouts: SmtpTimeouts = { connectMs: 30_000, answerMs: 300_000 },
  ) {
    super();
    this.limit = options.connections;
  }

  get concurrency(): number {
    return this.options.connections;
  }

  /** Number of open connections, for metrics. */
  get connections(): number {
    return this.count;
  }

  async send(mail: OutgoingMail, beforeContent: () => Promise<boolean>): Promise<SendOutcome> {
    let wasAsked = false;
    const asking = (): Promise<boolean> => {
      wasAsked = true;
      return beforeContent();
    };
    for (;;) {
      let connection: SmtpConnection;
      try {
        connection = await this.acquire();
      } catch (error) {
        return { kind: 'unavailable', problem: error instanceof Error ? error.message : String(error) };
      }
      const isReused = connection.used > 0;
      const outcome = await connection.send(mail, asking);
      this.release(connection);
      // The server has closed the idle connection. A new one is not to blame for that, so this ends.
      if (outcome.kind === 'lost' && isReused && !wasAsked) continue;
      return outcome;
    }
  }

  /** An idle connection is proof enough: it is closed before the server would close it. */
  async probe(): Promise<string | null> {
    try {
      this.release(await this.acquire());
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.idleTimer);
    for (const connection of this.idle.splice(0)) this.discard(connection);
    for (const { reject } of this.waiting.splice(0)) reject(new Error('The transport was closed'));
  }

  private acquire(): Promise<SmtpConnection> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.serve();
    });
  }

  /** Gives connections to those who wait, and opens new ones up to the limit. */
  private serve(): void {
    for (;;) {
      if (this.waiting.length === 0) return this.closeIdleLater();
      const connection = this.idle.pop();
      if (!connection) break;
      if (!connection.isOpen) this.discard(connection);
      else this.waiting.shift()?.resolve(connection);
    }
    if (performance.now() >= this.limitedUntil) this.limit = this.options.connections;
    for (let more = this.waiting.length - this.opening; more > 0 && this.count < this.limit; more -= 1)
      void this.open();
  }

  private async open(): Promise<void> {
    this.count += 1;
    this.opening += 1;
    try {
      const connection = await SmtpConnection.open(this.options, this.timeouts).finally(
        () => (this.opening -= 1),
      );
      this.idle.push(connection);
      if (this.isClosed) this.close();
      else this.serve();
    } catch (error) {
      this.count -= 1;
      if (this.count > 0) {
        // The server may allow no more than those.
        this.limit = Math.max(1, this.count);
        this.limitedUntil = performance.now() + FEWER_MS;
        return;
      }
      for (const { reject } of this.waiting.splice(0)) reject(error);
    }
  }

  private release(connection: SmtpConnection): void {
    if (!connection.isOpen || connection.used >= this.options.messages || this.isClosed)
      this.discard(connection);
    else this.idle.push(connection);
    this.serve();
  }

  private discard(connection: SmtpConnection): void {
    this.count -= 1;
    connection.quit();
  }

  private closeIdleLater(): void {
    clearTimeout(this.idleTimer);
    if (this.idle.length === 0 || this.isClosed) return;
    this.idleTimer = setTimeout(() => {
      for (const connection of this.idle.splice(0)) this.discard(connection);
    }, IDLE_MS);
    this.idleTimer.unref();
  }
}
