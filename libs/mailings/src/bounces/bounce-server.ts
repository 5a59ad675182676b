import { once } from 'node:events';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log, readConfig } from '@linkflow/platform';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { readSendingSettings } from '../sending/sending.config';
import { readReport } from './bounce-report';
import { Bounces } from './bounces.service';

const BounceServerConfig = z.object({
  /** Port on which reports of mail servers arrive by SMTP. 0: none. */
  BOUNCE_SMTP_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  BOUNCE_SMTP_HOST: z.string().default('0.0.0.0'),
});

/** Reports are small; some contain the whole original message. All clients together need at most 120 MB of memory. */
const MAX_BYTES = 3_000_000;
const MAX_CLIENTS = 40;
const MAX_RECIPIENTS = 10;
const IDLE_MS = 60_000;

/**
 * Takes bounces and complaints by SMTP. It takes mail for the domain of bounces only and relays nothing. A report that cannot be stored is
 * refused with a temporary code, so that the sender tries again.
 */
@Injectable()
export class BounceServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly config = readConfig(BounceServerConfig);
  private server: SMTPServer | undefined;

  constructor(
    private readonly bounces: Bounces,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { BOUNCE_SMTP_PORT: port, BOUNCE_SMTP_HOST: host } = this.config;
    if (port === 0) return;
    await this.bounces.createIndexes();
    const domain = readSendingSettings().MAIL_BOUNCE_DOMAIN?.toLowerCase();
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      size: MAX_BYTES,
      maxClients: MAX_CLIENTS,
      socketTimeout: IDLE_MS,
      onRcptTo: ({ address }, { envelope }, callback) => {
        if (domain !== undefined && !address.toLowerCase().endsWith(`@${domain}`))
          return callback(reply(550, '5.7.1 Relaying denied'));
        if (envelope.rcptTo.length >= MAX_RECIPIENTS)
          return callback(reply(452, '4.5.3 Too many recipients'));
        callback();
      },
      onData: (stream, { envelope }, callback) => {
        const chunks: Buffer[] = [];
        let size = 0;
        stream.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MAX_BYTES) chunks.push(chunk);
        });
        stream.on('error', callback);
        stream.on('end', () => {
          if (size > MAX_BYTES) return callback(reply(552, '5.3.4 Message too large'));
          const sentTo = envelope.rcptTo.map(({ address }) => address);
          void this.take(Buffer.concat(chunks), sentTo, callback);
        });
      },
    });
    // Clients that break their connection.
    server.on('error', (error) => this.log.debug({ err: error }, 'connection of a bounce failed'));
    this.server = server;
    const listening = server.listen(port, host);
    await once(listening, 'listening');
    this.log.info({ port }, 'taking bounces by SMTP');
  }

  onApplicationShutdown(): void {
    this.server?.close();
  }

  /** Handles a message, and tells the client whether it is taken. */
  private async take(source: Buffer, sentTo: string[], answer: (refusal?: Error) => void): Promise<void> {
    let refusal: Error | undefined;
    try {
      await this.handle(source, sentTo);
    } catch (error) {
      this.log.error({ err: error }, 'a bounce could not be stored');
      refusal = reply(451, '4.3.0 Try again later');
    }
    answer(refusal);
  }

  private async handle(source: Buffer, sentTo: string[]): Promise<void> {
    const report = await readReport(source);
    if (!report) return;
    const result = await this.bounces.report(report, sentTo);
    this.log.info({ result, kind: report.kind, code: report.code }, 'a mail server reported a message');
  }
}

const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });
