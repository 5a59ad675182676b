import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BROWSER_HEADERS } from '../support/visit';
import { percentile } from './median';

/** Maximum number of connections that are opened at the same time. More would overflow the backlog of the listening socket. */
const MAX_CONNECTING = 100;
const TICK_MS = 1;
const REDIRECT = 'HTTP/1.1 302 ';
const END = '\r\n\r\n';
/** The headers of a browser, which the verdict on a click depends on. */
const HEADERS = Object.entries(BROWSER_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

export interface LoadOptions {
  /** Number of connections. Each has at most one request in flight. */
  connections: number;
  /** Constant rate of requests. By default, each connection sends the next request as soon as the last answer has arrived. */
  perSecond?: number;
  /** Duration of the measurement after the warm-up; unlimited by default. */
  seconds?: number;
  /** Duration of the warm-up, which is not counted. */
  warmUpSeconds?: number;
  /** The measurement ends after this number of answers. */
  amount?: number;
  /** The measurement ends when this is settled. */
  until?: Promise<unknown>;
}

export interface Load {
  answers: number;
  perSecond: number;
  /** Percentiles of the time from the moment at which a request was due until its answer, ms. */
  p50: number;
  p99: number;
}

/**
 * Sends GET requests for the paths in rotation and measures the answers. It runs on the same machine as the server under test, and
 * general load generators take as much processor time per request as the server. It therefore parses only enough HTTP to recognise a
 * redirect.
 * @throws if an answer is not a redirect, or a connection breaks
 */
export async function load(origin: string, paths: readonly string[], options: LoadOptions): Promise<Load> {
  const pool = await ConnectionPool.connect(new URL(origin), paths, options.connections);
  try {
    return await pool.send(options);
  } finally {
    pool.close();
  }
}

class ConnectionPool {
  private readonly idle: Connection[] = [];
  private readonly times: number[] = [];
  private failed: (error: Error) => void = () => undefined;
  private path = 0;
  /** Schedule for a constant rate; undefined if a request is sent whenever a connection is idle. */
  private schedule: { begin: number; intervalMs: number; next: number } | undefined;
  private counting = false;
  private isOver = false;

  private constructor(
    private readonly requests: readonly Buffer[],
    private readonly connections: Connection[],
  ) {
    for (const connection of connections) {
      connection.onAnswer = (due) => this.answered(connection, due);
      connection.onFailure = (error) => this.failed(error);
    }
  }

  static async connect(
    { hostname, port, host }: URL,
    paths: readonly string[],
    size: number,
  ): Promise<ConnectionPool> {
    const requests = paths.map((path) =>
      Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${HEADERS}Connection: keep-alive\r\n\r\n`),
    );
    const connections: Connection[] = [];
    while (connections.length < size) {
      const sockets = Array.from({ length: Math.min(MAX_CONNECTING, size - connections.length) }, () =>
        connect({ host: hostname, port: Number(port), noDelay: true }),
      );
      await Promise.all(sockets.map((socket) => once(socket, 'connect')));
      connections.push(...sockets.map((socket) => new Connection(socket)));
    }
    return new ConnectionPool(requests, connections);
  }

  async send({
    perSecond,
    seconds = Number.POSITIVE_INFINITY,
    warmUpSeconds = 0,
    amount,
    until,
  }: LoadOptions): Promise<Load> {
    const broken = new Promise<never>((_, reject) => (this.failed = reject));
    const enough = new Promise<void>((resolve) => {
      if (amount !== undefined) this.onCount = () => this.times.length >= amount && resolve();
    });
    if (perSecond !== undefined)
      this.schedule = { begin: performance.now(), intervalMs: 1_000 / perSecond, next: 0 };
    this.idle.push(...this.connections);
    this.sendDue();
    const ticking = setInterval(() => this.sendDue(), TICK_MS);
    try {
      await Promise.race([broken, sleep(warmUpSeconds * 1_000)]);
      this.counting = true;
      const begin = performance.now();
      const ends = [
        enough,
        ...(Number.isFinite(seconds) ? [sleep(seconds * 1_000)] : []),
        ...(until ? [until] : []),
      ];
      await Promise.race([broken, ...ends]);
      this.counting = false;
      const answers = this.times.length;
      return {
        answers,
        perSecond: answers / ((performance.now() - begin) / 1_000),
        p50: percentile(this.times, 0.5),
        p99: percentile(this.times, 0.99),
      };
    } finally {
      clearInterval(ticking);
      this.isOver = true;
      // Waits for the answers of all open requests, so that none is in flight when the next measurement starts.
      await Promise.race([broken, this.allIdle()]);
    }
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }

  private onCount: () => void = () => undefined;

  private async allIdle(): Promise<void> {
    while (this.idle.length < this.connections.length) await sleep(TICK_MS);
  }

  private answered(connection: Connection, due: number): void {
    if (this.counting) {
      this.times.push(performance.now() - due);
      this.onCount();
    }
    this.idle.push(connection);
    this.sendDue();
  }

  /**
   * Sends the requests that are due, as far as there are idle connections: in turn, so that the server closes none that was idle for long.
   */
  private sendDue(): void {
    const { schedule } = this;
    while (!this.isOver && this.idle.length > 0) {
      const now = performance.now();
      const due = schedule ? schedule.begin + schedule.next * schedule.intervalMs : now;
      if (due > now) return;
      if (schedule) schedule.next += 1;
      this.idle.shift()?.send(this.requests[this.path++ % this.requests.length] ?? Buffer.alloc(0), due);
    }
  }
}

/** A connection that sends one request at a time and reports when its answer is complete. */
class Connection {
  onAnswer: (due: number) => void = () => undefined;
  onFailure: (error: Error) => void = () => undefined;
  private due = 0;
  private text = '';
  private closed = false;

  constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => this.read(bytes.toString('latin1')));
    socket.on('error', (error) => this.onFailure(error));
    socket.on('close', () => {
      if (!this.closed) this.onFailure(new Error('A connection was closed'));
    });
  }

  send(request: Buffer, due: number): void {
    this.due = due;
    this.socket.write(request);
  }

  close(): void {
    this.closed = true;
    this.socket.destroy();
  }

  private read(part: string): void {
    const text = this.text === '' ? part : this.text + part;
    this.text = text.endsWith(END) ? '' : text;
    if (this.text !== '') return;
    if (text.startsWith(REDIRECT)) this.onAnswer(this.due);
    else this.onFailure(new Error(`An answer that is no redirect: ${text.slice(0, 200)}`));
  }
}
