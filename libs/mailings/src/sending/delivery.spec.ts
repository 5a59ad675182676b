import { DELIVERY_STATES, type DeliveryState } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endOf,
  retryDelay,
  stateAfter,
  TRANSITIONS,
  type AttemptContext,
  type DeliveryEvent,
} from './delivery';
import type { SendOutcome } from './mail-transport';

const EVENTS = Object.keys(TRANSITIONS) as DeliveryEvent[];

/** The whole table: for each state, what each event makes of it. Anything else cannot happen. */
const TABLE: Record<DeliveryState, Partial<Record<DeliveryEvent, DeliveryState>>> = {
  queued: {
    content: 'sending',
    refused: 'failed',
    deferred: 'deferred',
    'given-up': 'failed',
    skip: 'skipped',
  },
  deferred: {
    content: 'sending',
    refused: 'failed',
    deferred: 'deferred',
    'given-up': 'failed',
    skip: 'skipped',
  },
  sending: {
    taken: 'sent',
    refused: 'failed',
    deferred: 'deferred',
    'given-up': 'failed',
    'cut-off': 'uncertain',
    'lease-ended': 'uncertain',
  },
  sent: { resend: 'queued' },
  failed: { resend: 'queued' },
  uncertain: { taken: 'sent', refused: 'failed', resend: 'queued' },
  skipped: { resend: 'queued' },
};

describe('the state of a message', () => {
  it.each(DELIVERY_STATES)('changes from %s only as the table says', (state) => {
    const changes = EVENTS.flatMap((event) => {
      const next = stateAfter(state, event);
      return next ? [[event, next]] : [];
    });
    expect(Object.fromEntries(changes)).toEqual(TABLE[state]);
  });

  it('never leads from a state in which the server may have the message to another try, except by a person', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS.filter((event) => event !== 'resend'))), (events) => {
        let state: DeliveryState = 'queued';
        let contents = 0;
        let notTaken = 0;
        for (const event of events) {
          const next = stateAfter(state, event);
          if (!next) continue;
          if (event === 'content') contents += 1;
          // Only an answer of the server, or a connection that broke before the end of the content, says that it was not taken.
          if (state === 'sending' && event === 'deferred') notTaken += 1;
          state = next;
        }
        expect(contents - notTaken).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the end of an attempt', () => {
  const context: AttemptContext = {
    attempts: 0,
    now: new Date('2026-11-28T12:00:00Z'),
    retry: { hours: 1, firstMs: 60_000 },
    random: 0,
  };
  const refused = (isPermanent: boolean): SendOutcome => ({
    kind: 'refused',
    isPermanent,
    response: '4xx later\r\n',
  });

  it.each<[SendOutcome, ReturnType<typeof endOf>]>([
    [
      { kind: 'sent', response: '250 ok' },
      { event: 'taken', response: '250 ok' },
    ],
    [
      { kind: 'unknown', problem: 'x' },
      { event: 'cut-off', reason: { code: 'mail.cut-off' } },
    ],
    [
      refused(true),
      {
        event: 'refused',
        response: '4xx later',
        reason: { code: 'mail.refused', params: { response: '4xx later' } },
      },
    ],
    [
      refused(false),
      {
        event: 'deferred',
        response: '4xx later',
        delayMs: 60_000,
        reason: { code: 'mail.deferred', params: { response: '4xx later' } },
      },
    ],
    [
      { kind: 'lost', problem: 'gone' },
      { event: 'deferred', response: 'gone', delayMs: 60_000, reason: { code: 'mail.connection-lost' } },
    ],
    [{ kind: 'unavailable', problem: 'x' }, undefined],
    [{ kind: 'withdrawn' }, undefined],
    [{ kind: 'sender-refused', isPermanent: true, response: 'x' }, undefined],
  ])('follows from the outcome %j', (outcome, end) => {
    expect(endOf(outcome, context)).toEqual(end);
  });

  it('is a failure when the next try would be after the limit', () => {
    const since = new Date('2026-11-28T11:10:00Z');
    expect(endOf(refused(false), { ...context, since, attempts: 3 })).toMatchObject({ event: 'deferred' });
    expect(endOf(refused(false), { ...context, since, attempts: 4 })).toMatchObject({
      event: 'given-up',
      reason: { code: 'mail.gave-up', params: { hours: 1 } },
    });
  });

  it('waits twice as long after each try, an hour at most', () => {
    expect([0, 1, 2, 6, 100].map((attempts) => retryDelay(attempts, 60_000, 0))).toEqual([
      60_000, 120_000, 240_000, 3_600_000, 3_600_000,
    ]);
    expect(retryDelay(0, 60_000, 1)).toBe(30_000);
  });
});
