import { Injectable } from '@nestjs/common';
import {
  Clock,
  Metrics,
  OutboundConfig,
  OutboundFailed,
  OutboundHttp,
  OutboundRefused,
  readConfig,
  type FailedCode,
  type OutboundAnswer,
  type RefusedCode,
} from '@linkflow/platform';
import { signatureHeaders } from './signature';
import { TargetBreaker } from './target-breaker';
import { TargetSlots } from './target-slots';
import { WebhookSecrets } from './webhook-secrets';

/** A call of a webhook, with everything filled in but its secrets. */
export interface WebhookCall {
  /** The same for every attempt. The receiver recognises a repeat by it (`webhook-id`, `idempotency-key`). */
  id: string;
  url: string;
  method: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** Secret with which the call is signed. */
  signingSecretId: string | null;
  /** Secret that is the value of a header. */
  headerSecretId: string | null;
  /** Whether the answer's body is read. */
  readsAnswer: boolean;
  signal?: AbortSignal | undefined;
  /** Called when the call begins. Before that it may have waited for other calls to the same server. */
  onStart?: () => void;
}

/** When the server may be called again. `probe`: this call was the one that tried whether the server answers again. */
export interface TargetPause {
  until: Date;
  probe: boolean;
}

export interface WebhookAnswer {
  kind: 'answered';
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Null if it was not read. Text that is not UTF-8 has replacement characters. */
  body: string | null;
  bodyState: OutboundAnswer['bodyState'];
  /** When the server asks to be called again. */
  retryAfter: Date | null;
  pause: TargetPause | null;
}

export type WebhookOutcome =
  | WebhookAnswer
  /** Nothing was sent, and a repeat would be refused too. */
  | { kind: 'refused'; code: RefusedCode | 'secret' }
  /** The server may have received the call. */
  | { kind: 'failed'; code: FailedCode; pause: TargetPause | null }
  /** Nothing was sent: the server did not answer others either. */
  | { kind: 'paused'; until: Date };

/** Calls webhooks. */
export interface Webhooks {
  /** @throws the reason of the signal if it is aborted; errors of the stores */
  call(call: WebhookCall): Promise<WebhookOutcome>;
}

/** Calls of one process that are with one server at a time. */
const CALLS_PER_TARGET = 20;
const MAX_ANSWER_BYTES = 256 * 1_024;
/** The longest pause that a server can ask for, ms. */
const MAX_RETRY_AFTER_MS = 24 * 3_600_000;
/** Calls that wait for the same breaker come back over this time, not all at once, ms. */
const SPREAD_MS = 10_000;

/** Answers after which the same call may succeed later. */
export const isTemporary = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

/** Calls webhooks, one attempt each: with the secrets, the limit of calls per server and its breaker. */
@Injectable()
export class WebhookSender implements Webhooks {
  private readonly http: OutboundHttp;
  private readonly slots = new TargetSlots(CALLS_PER_TARGET);
  private readonly outcomes;

  constructor(
    private readonly secrets: WebhookSecrets,
    private readonly breaker: TargetBreaker,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    const config = readConfig(OutboundConfig);
    this.http = new OutboundHttp({
      allowed: config.OUTBOUND_ALLOW,
      limits: {
        connectMs: config.OUTBOUND_CONNECT_MS,
        answerMs: config.OUTBOUND_ANSWER_MS,
        totalMs: config.OUTBOUND_TOTAL_MS,
      },
    });
    this.outcomes = metrics.counters('linkflow_webhook_calls_total', 'Calls of webhooks, by outcome.', [
      'outcome',
    ]);
  }

  async call(call: WebhookCall): Promise<WebhookOutcome> {
    const outcome = await this.attempt(call);
    this.outcomes
      .of(outcome.kind === 'answered' ? `${Math.floor(outcome.status / 100)}xx` : outcome.kind)
      .add();
    return outcome;
  }

  /** One attempt without the breaker and its counts, for a call that a user tries out. */
  async tryOut(call: WebhookCall): Promise<WebhookOutcome> {
    const headers = await this.headersOf(call);
    return headers ? this.send(call, headers) : { kind: 'refused', code: 'secret' };
  }

  private async attempt(call: WebhookCall): Promise<WebhookOutcome> {
    let target: string;
    try {
      target = OutboundHttp.targetOf(call.url);
    } catch (error) {
      return outcomeOf(error);
    }
    const free = await this.slots.take(target, call.signal);
    try {
      call.onStart?.();
      const headers = await this.headersOf(call);
      if (!headers) return { kind: 'refused', code: 'secret' };
      const admission = await this.breaker.enter(target);
      if (admission.kind === 'wait') return { kind: 'paused', until: this.spread(admission.ms) };
      return await this.judged(await this.send(call, headers), target, admission.probe);
    } finally {
      free();
    }
  }

  /** Null if a secret does not exist any more. */
  private async headersOf(call: WebhookCall): Promise<Record<string, string> | null> {
    const { id, body = '', signingSecretId, headerSecretId } = call;
    const [signing, header] = await Promise.all([
      signingSecretId === null ? [] : this.secrets.signingSecrets(signingSecretId),
      headerSecretId === null ? {} : this.secrets.header(headerSecretId),
    ]);
    if (!signing || !header) return null;
    return {
      ...call.headers,
      ...header,
      ...signatureHeaders({ id, at: this.clock.now(), body }, signing),
      'idempotency-key': id,
    };
  }

  private async send(call: WebhookCall, headers: Record<string, string>): Promise<WebhookOutcome> {
    const { url, method, body, readsAnswer, signal } = call;
    try {
      const answer = await this.http.send({
        url,
        method,
        headers,
        body,
        maxBody: readsAnswer ? MAX_ANSWER_BYTES : 0,
        signal,
      });
      return {
        kind: 'answered',
        status: answer.status,
        headers: answer.headers,
        body: readsAnswer ? answer.body.toString('utf8') : null,
        bodyState: answer.bodyState,
        retryAfter: retryAfterOf(answer.headers['retry-after'], this.clock.now()),
        pause: null,
      };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  /** Tells the breaker what became of a call, and adds to the outcome whether the server is paused now. */
  private async judged(outcome: WebhookOutcome, target: string, probe: boolean): Promise<WebhookOutcome> {
    const now = this.clock.now();
    if (outcome.kind === 'answered' && !isTemporary(outcome.status)) await this.breaker.succeeded(target);
    else if (outcome.kind === 'answered' || outcome.kind === 'failed') {
      const asked = outcome.kind === 'answered' ? outcome.retryAfter : null;
      const ms = await this.breaker.failed(target, asked ? Math.max(0, asked.getTime() - now.getTime()) : 0);
      return { ...outcome, pause: ms > 0 ? { until: this.spread(ms), probe } : null };
    }
    return outcome;
  }

  private spread(ms: number): Date {
    return new Date(this.clock.now().getTime() + ms + Math.random() * Math.min(ms, SPREAD_MS));
  }
}

function outcomeOf(error: unknown): WebhookOutcome {
  if (error instanceof OutboundRefused) return { kind: 'refused', code: error.code };
  if (error instanceof OutboundFailed) return { kind: 'failed', code: error.code, pause: null };
  throw error;
}

/** The time of a Retry-After header: seconds, or a date. Null if it is absent or says nothing. At most a day. */
export function retryAfterOf(header: string | undefined, now: Date): Date | null {
  const text = header?.trim() ?? '';
  const at = /^\d{1,9}$/.test(text) ? now.getTime() + Number(text) * 1_000 : Date.parse(text);
  if (Number.isNaN(at) || at <= now.getTime()) return null;
  return new Date(Math.min(at, now.getTime() + MAX_RETRY_AFTER_MS));
}
