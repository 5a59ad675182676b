import type { DeliveryCounts, DeliveryView, MailingCheck, SendingView } from '@linkflow/contracts';

const NO_COUNTS: DeliveryCounts = {
  queued: 0,
  sending: 0,
  sent: 0,
  deferred: 0,
  failed: 0,
  uncertain: 0,
  skipped: 0,
};

/** The sending of a mailing that is not started, for tests. */
export const aSending = ({
  counts,
  ...part
}: Partial<Omit<SendingView, 'counts'>> & { counts?: Partial<DeliveryCounts> } = {}): SendingView => ({
  state: null,
  scheduledAt: null,
  startedAt: null,
  finishedAt: null,
  by: null,
  openForWorkflows: false,
  problem: null,
  waiting: 0,
  unsubscribed: 0,
  perMinute: 0,
  secondsLeft: null,
  transport: 'smtp',
  ...part,
  counts: { ...NO_COUNTS, ...counts },
});

/** A check that found nothing wrong, for tests. */
export const aCheck = (part: Partial<MailingCheck> = {}): MailingCheck => ({
  revision: 7,
  findings: [],
  sender: {
    from: { name: 'Ingrid', address: 'ingrid@soltun.example' },
    standard: null,
    replyTo: null,
    allowed: true,
    domains: [],
  },
  links: [],
  recipients: { ready: 1_204, blocked: {}, preparing: false },
  weight: { htmlBytes: 40_100, messageBytes: 61_000 },
  ...part,
});

/** The message to a recipient, for tests. */
export const aDelivery = (part: Partial<DeliveryView> = {}): DeliveryView => ({
  recipientId: 'd'.repeat(24),
  name: 'Kari',
  email: 'kari@x.no',
  state: 'sent',
  attempts: 1,
  at: '2027-03-01T10:00:00.000Z',
  dueAt: null,
  reason: null,
  ...part,
});
