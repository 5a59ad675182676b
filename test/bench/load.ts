import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './median';

/** Connections that are made at once, so that they do not overflow the queue of a listening socket. */
const AT_ONCE = 100;
const TICK_MS = 1;
const REDIRECT = 'HTTP/1.1 302 ';
const END = '\r\n\r\n';

export interface LoadOptions {
  /** Each has one request under way at most. */
  connections: number;
  /** Asked evenly so often, whatever the answers take; without it, on each connection as soon as its answer is there. */
  perSecond?: number;
  /** How long, not counting the warm-up. */
  seconds?: number;
  /** Asked likewise and not counted. */
  warmUpSeconds?: number;
  /** Ends after so many answers. */
  amount?: number;
}

export interface Load {
  answers: number;
  perSecond: number;
  /** From the moment a request was due to its answer, ms. */
  p50: number;
  p99: number;
}

/**
 * Asks for one path after the other. What it measures has to share the machine with it, so it knows just enough HTTP to tell
 * one redirect from the next: general load generators cost as much for a request as the server that they measure.
 * @throws when an answer is no redirect, or a connection breaks
 */
export async function load(origin: string, paths: readonly string[], options: LoadOptions): Promise<Load> {
  const crowd = await Crowd.connect(new URL(origin), paths, options.connections);
  try {
    return await crowd.ask(options);
  } finally {
    crowd.leave();
  }
}

class Crowd {
  private readonly idle: Asker[] = [];
  private readonly times: number[] = [];
  private failed: (error: Error) => void = () => undefined;
  private path = 0;
  /** When each request is due, at an even pace; undefined: whenever somebody is free. */
  private pace: { begin: number; everyMs: number; next: number } | undefined;
  private counting = false;
  private over = false;

  private constructor(
    private readonly requests: readonly Buffer[],
    private readonly askers: Asker[],
  ) {
    for (const asker of askers) {
      asker.onAnswer = (due) => this.answered(asker, due);
      asker.onFailure = (error) => this.failed(error);
    }
  }

  static async connect(
    { hostname, port, host }: URL,
    paths: readonly string[],
    size: number,
  ): Promise<Crowd> {
    const requests = paths.map((path) =>
      Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: keep-alive\r\n\r\n`),
    );
    const askers: Asker[] = [];
    while (askers.length < size) {
      const sockets = Array.from({ length: Math.min(AT_ONCE, size - askers.length) }, () =>
        connect({ host: hostname, port: Number(port), noDelay: true }),
      );
      await Promise.all(sockets.map((socket) => once(socket, 'connect')));
      askers.push(...sockets.map((socket) => new Asker(socket)));
    }
    return new Crowd(requests, askers);
  }

  async ask({
    perSecond,
    seconds = Number.POSITIVE_INFINITY,
    warmUpSeconds = 0,
    amount,
  }: LoadOptions): Promise<Load> {
    const broken = new Promise<never>((_, reject) => (this.failed = reject));
    const enough = new Promise<void>((resolve) => {
      if (amount !== undefined) this.atAnswer = () => this.times.length >= amount && resolve();
    });
    if (perSecond !== undefined)
      this.pace = { begin: performance.now(), everyMs: 1_000 / perSecond, next: 0 };
    this.idle.push(...this.askers);
    this.askAll();
    const ticking = setInterval(() => this.askAll(), TICK_MS);
    try {
      await Promise.race([broken, sleep(warmUpSeconds * 1_000)]);
      this.counting = true;
      const begin = performance.now();
      await Promise.race([broken, enough, ...(Number.isFinite(seconds) ? [sleep(seconds * 1_000)] : [])]);
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
      this.over = true;
      // What was asked is answered, so that nothing of it is under way when the next measurement begins.
      await Promise.race([broken, this.allIdle()]);
    }
  }

  leave(): void {
    for (const asker of this.askers) asker.leave();
  }

  private atAnswer: () => void = () => undefined;

  private async allIdle(): Promise<void> {
    while (this.idle.length < this.askers.length) await sleep(TICK_MS);
  }

  private answered(asker: Asker, due: number): void {
    if (this.counting) {
      this.times.push(performance.now() - due);
      this.atAnswer();
    }
    this.idle.push(asker);
    this.askAll();
  }

  /** Asks what is due, as far as somebody is free to. */
  private askAll(): void {
    const { pace } = this;
    while (!this.over && this.idle.length > 0) {
      const now = performance.now();
      const due = pace ? pace.begin + pace.next * pace.everyMs : now;
      if (due > now) return;
      if (pace) pace.next += 1;
      this.idle.pop()?.ask(this.requests[this.path++ % this.requests.length] ?? Buffer.alloc(0), due);
    }
  }
}

/** One connection. */
class Asker {
  onAnswer: (due: number) => void = () => undefined;
  onFailure: (error: Error) => void = () => undefined;
  private due = 0;
  private text = '';
  private left = false;

  constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => this.read(bytes.toString('latin1')));
    socket.on('error', (error) => this.onFailure(error));
    socket.on('close', () => {
      if (!this.left) this.onFailure(new Error('A connection was closed'));
    });
  }

  ask(request: Buffer, due: number): void {
    this.due = due;
    this.socket.write(request);
  }

  leave(): void {
    this.left = true;
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
