import { write, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { LogConfig, readConfig } from './config';

/** Structured log: one JSON line per entry on stdout. Never log request bodies, e-mail addresses or tokens. */
export abstract class Log {
  abstract debug(fields: object, message: string): void;
  abstract info(fields: object, message: string): void;
  abstract warn(fields: object, message: string): void;
  abstract error(fields: object, message: string): void;
}

/** Maximum length of the lines that wait to be written, in characters. Further lines are dropped. */
const MAX_PENDING = 1024 * 1024;
/** Delay before the next attempt if the reader of a pipe is busy. */
const RETRY_MS = 100;

/**
 * Writes lines to an open file in the background, so that a disk that hangs does not block the process. Lines that cannot be written,
 * for example because the disk is full, are dropped. (pino's own destination throws an uncaught exception then, and at the end of the
 * process it waits for free space.)
 */
export class LogOutput implements DestinationStream {
  private pending = '';
  private isWriting = false;
  /** Whether the last line that reached the file was cut off. The next one must not continue it. */
  private isCut = false;

  constructor(private readonly fd: number) {}

  write(lines: string): void {
    if (this.pending.length + lines.length > MAX_PENDING) return;
    this.pending += lines;
    if (!this.isWriting) void this.writePending();
  }

  /** Tries once to write what is pending, because the process ends. */
  flush(): void {
    try {
      writeSync(this.fd, this.pending);
    } catch {
      // There is no other place to report it.
    }
    this.pending = '';
  }

  private async writePending(): Promise<void> {
    this.isWriting = true;
    while (this.pending !== '') {
      const lines = Buffer.from(this.isCut ? `\n${this.pending}` : this.pending);
      this.pending = '';
      const written = await this.writeAll(lines);
      if (written > 0) this.isCut = written < lines.length;
    }
    this.isWriting = false;
  }

  /** Returns the number of bytes that could be written. */
  private async writeAll(lines: Buffer): Promise<number> {
    for (let done = 0; ;) {
      try {
        done += (await promisify(write)(this.fd, lines, done)).bytesWritten;
        if (done === lines.length) return done;
      } catch (error) {
        if (!isBusy(error)) return done;
        await sleep(RETRY_MS);
      }
    }
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EAGAIN';

const STDOUT = 1;
const stdout = new LogOutput(STDOUT);
process.once('exit', () => stdout.flush());

export const createLog = (app: string, destination: DestinationStream = stdout): PinoLogger =>
  pino(
    {
      base: { app },
      level: readConfig(LogConfig).LOG_LEVEL,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: loggedError },
    },
    destination,
  );

/**
 * The properties of an error that are logged. The errors of MongoDB and Redis also have the refused documents, keys and commands, which
 * contain personal data that an erasure cannot reach in a log.
 */
const LOGGED_PROPERTIES = ['type', 'code', 'codeName', 'syscall', 'address', 'port'];

/** MongoDB puts the values of a refused key into the message. */
const withoutKeyValues = (text: unknown): string => String(text).replaceAll(/dup key: \{[^\n]*/g, 'dup key');

function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const all: Record<string, unknown> = { ...pino.stdSerializers.err(error) };
  const logged = LOGGED_PROPERTIES.filter((name) => all[name] !== undefined);
  return {
    ...Object.fromEntries(logged.map((name) => [name, all[name]])),
    message: withoutKeyValues(all.message),
    stack: withoutKeyValues(all.stack),
    ...(error instanceof AggregateError && { aggregateErrors: error.errors.map(loggedError) }),
  };
}

/** Writes the log entries of Nest to our log. Nest's messages of level `log`, such as those at start-up, become `debug`. */
export class NestLog implements LoggerService {
  constructor(private readonly to: PinoLogger) {}
  log(message: unknown, ...rest: unknown[]): void {
    this.to.debug({ nest: rest }, String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.to.error({ nest: rest }, String(message));
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.to.warn({ nest: rest }, String(message));
  }
}
