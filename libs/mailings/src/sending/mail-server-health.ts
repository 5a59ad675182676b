import { Injectable } from '@nestjs/common';
import { PeriodicTasks, ReadyCheck } from '@linkflow/platform';
import { shortened } from './delivery';
import { MailTransport } from './mail-transport';
import { readSendingSettings } from './sending.config';

/**
 * Whether this process can hand messages over. A mail server that is away degrades the process and does not make it unready: the messages
 * wait, and the process has other work.
 */
@Injectable()
export class MailServerHealth extends ReadyCheck {
  private problem: string | null = null;

  constructor(transport: MailTransport, tasks: PeriodicTasks) {
    super();
    tasks.add({
      name: 'mail-server-health',
      everyMs: readSendingSettings().MAIL_PROBE_MS,
      run: async () => {
        this.problem = await transport.probe();
      },
    });
  }

  missing(): string[] {
    return [];
  }

  override attention(): string[] {
    return this.problem === null ? [] : [`mail server (${shortened(this.problem)})`];
  }
}
