import { Injectable } from '@nestjs/common';
import { browserOf } from '@linkflow/links';
import { Clock } from '@linkflow/platform';
import { AuditLog, type Actor } from '../ops/audit-log';
import type { Client } from './signed-in-user';

/** How a user proved who they are. `link`: with a one-time link. */
export type SignInMethod = 'password' | 'provider' | 'link';

const HOUR_MS = 3_600_000;
/** Events of failed sign-ins that this process writes in an hour. Further ones are counted together in one event. */
const MAX_FAILURES = 500;

/** Writes the audit events of sign-ins, successful and failed. Passwords, and addresses of accounts that do not exist, are not recorded. */
@Injectable()
export class SignInAudit {
  private hour = 0;
  /** Keys of the events that this process has written in `hour`. */
  private written = new Set<string>();

  constructor(
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Opens a session (`act`) and records it. */
  entered<T>(user: Actor, client: Client & { method: SignInMethod }, act: () => Promise<T>): Promise<T> {
    const { address, userAgent, method } = client;
    return this.audit.record(user, {
      action: 'session.sign-in',
      target: { kind: 'user', id: user.id, name: user.name },
      details: { address, browser: browserOf(userAgent), method },
      act,
    });
  }

  /**
   * Records a failed sign-in: one event per account, address and hour, which counts the tries. So that strangers cannot fill the audit log,
   * the number of such events in an hour is limited, and accounts that do not exist are counted together.
   * @param user null if there is no such account, or it is not known
   * @param problem code of what went wrong at the provider
   */
  async failed(user: Actor | null, address: string, problem?: string): Promise<void> {
    const hour = Math.floor(this.clock.now().getTime() / HOUR_MS);
    if (hour !== this.hour) {
      this.hour = hour;
      this.written = new Set();
    }
    const key = `${user?.id ?? ''} ${address} ${problem ?? ''}`;
    const isOwn = this.written.has(key) || this.written.size < MAX_FAILURES;
    if (isOwn) this.written.add(key);
    const shown = isOwn ? user : null;
    await this.audit.tally(`sign-in-failed ${hour} ${isOwn ? key : 'others'}`, {
      action: 'session.sign-in-failed',
      target: { kind: 'user', id: shown?.id ?? '', name: shown?.name ?? '' },
      details: isOwn ? { address, ...(problem !== undefined && { problem }) } : {},
    });
  }
}
