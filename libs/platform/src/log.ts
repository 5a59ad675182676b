import type { LoggerService } from '@nestjs/common';
import { pino, type Logger as PinoLogger } from 'pino';
import { LogConfig, readConfig } from './config';

/** Structured log: one JSON line per entry on stdout. Never log request bodies, e-mail addresses or tokens. */
export abstract class Log {
  abstract debug(fields: object, message: string): void;
  abstract info(fields: object, message: string): void;
  abstract warn(fields: object, message: string): void;
  abstract error(fields: object, message: string): void;
}

export const createLog = (app: string): PinoLogger =>
  pino({ base: { app }, level: readConfig(LogConfig).LOG_LEVEL, timestamp: pino.stdTimeFunctions.isoTime });

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
