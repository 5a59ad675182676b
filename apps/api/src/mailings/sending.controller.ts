import { Module } from '@nestjs/common';
import {
  deliveryReason,
  reasonTexts,
  sendingProblem,
  type AuditAction,
  type AuditEntry,
  type DeliveryView,
  type OutboxItem,
  type SendingView,
} from '@linkflow/contracts';
import {
  BouncesModule,
  MailChecks,
  MailQueue,
  Outbox,
  SendingCommandsModule,
  SendingService,
  UnsubscribedByMailing,
  readMessage,
  type MailingDoc,
  type OutboxDoc,
  type OutboxRow,
  type RecipientDoc,
  type SendingProgress,
} from '@linkflow/mailings';
import { AppError } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { controllerOf } from '../http/route';
import { mailChecks, mailingLibrary } from '../lib-modules';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef, type SignedInUser } from '../session/signed-in-user';
import { sendOutboxPage } from './outbox-page';
import { ReportViews } from './report-views';
import { ReportsController } from './reports.controller';

const textOf = reasonTexts(deliveryReason, sendingProblem);

const targetOf = ({ _id: id, name }: MailingDoc): AuditEntry['target'] => ({ kind: 'mailing', id, name });

/** What is wrong with a mailing before it is sent. */
const MailCheckController = controllerOf('mailCheck', [MailChecks], (checks) => ({
  get: ({ params }) => checks.check(params.id),
  sender: ({ params }) => checks.checkSender(params.id),
}));

/** A request about one mailing. */
interface AboutMailing {
  params: { id: string };
  user: SignedInUser;
}

/** Starting a mailing, following how it goes, and tests. */
const SendingController = controllerOf(
  'sending',
  [SendingService, UnsubscribedByMailing, AuditLog],
  (sendings, unsubscribed, audit) => {
    const view = async (id: string): Promise<SendingView> => {
      const [progress, { all }] = await Promise.all([sendings.progress(id), unsubscribed.count(id)]);
      return { ...toView(progress), unsubscribed: all };
    };
    /** A handler that changes the state of a sending and records who did that. */
    const change =
      (action: AuditAction, act: (id: string) => Promise<void>) =>
      async ({ params: { id }, user }: AboutMailing): Promise<SendingView> => {
        await audit.record(user, { action, target: targetOf(await sendings.get(id)), act: () => act(id) });
        return view(id);
      };
    return {
      get: ({ params }) => view(params.id),
      start: async ({ params: { id }, body, user }) => {
        await audit.record(user, {
          action: body.at ? 'mailing.schedule' : 'mailing.send',
          target: targetOf(await sendings.get(id)),
          ...(body.at && { details: { at: `${body.at.day} ${body.at.time}` } }),
          ...(body.openForWorkflows && { details: { openForWorkflows: true } }),
          act: () => sendings.start(id, body, userRef(user)),
        });
        return view(id);
      },
      cancel: change('mailing.cancel', (id) => sendings.cancel(id)),
      pause: change('mailing.pause', (id) => sendings.pause(id)),
      resume: change('mailing.resume', (id) => sendings.resume(id)),
      stop: change('mailing.stop', (id) => sendings.stop(id)),
      open: change('mailing.open', (id) => sendings.open(id)),
      close: change('mailing.close', (id) => sendings.close(id)),
      notReached: async ({ params: { id }, user }) => {
        await audit.record(user, {
          action: 'mailing.send-again',
          target: targetOf(await sendings.get(id)),
          details: { which: 'not-reached' },
          act: () => sendings.sendToNotReached(id),
        });
        return view(id);
      },
      resend: async ({ params: { id }, body, user }) => {
        await audit.record(user, {
          action: 'mailing.send-again',
          target: targetOf(await sendings.get(id)),
          details: { chosen: body.recipientIds.length },
          act: () => sendings.resend(id, body.recipientIds),
          outcome: (recipients) => ({ details: { recipients } }),
        });
        return view(id);
      },
      deliveries: async ({ params, query }) => {
        const { rows, total } = await sendings.page(params.id, query);
        return { items: rows.map(toDelivery), total, page: query.page, pageSize: query.pageSize };
      },
      test: async ({ params: { id }, body, user }) => {
        const tests = await audit.record(user, {
          action: 'mailing.test',
          target: targetOf(await sendings.get(id)),
          details: { addresses: body.addresses.length },
          act: () => sendings.test(id, body),
        });
        return tests.map(toDelivery);
      },
      tests: async ({ params }) => (await sendings.tests(params.id)).map(toDelivery),
      unsubscribed: async ({ params: { id }, query }) => {
        await sendings.get(id);
        const { items, total } = await unsubscribed.page(id, query);
        return { items, total, page: query.page, pageSize: query.pageSize };
      },
    };
  },
);

/** The messages that were not sent to anyone. */
const OutboxController = controllerOf('outbox', [Outbox], (outbox) => ({
  list: async ({ query }) => {
    const { rows, total } = await outbox.page(query);
    return { items: rows.map(toItem), total, page: query.page, pageSize: query.pageSize };
  },
  get: async ({ params }) => {
    const message = await existing(outbox, params.id);
    const bytes = bytesOf(message);
    const { headers, text } = readMessage(bytes);
    return { ...toItem(message), headers, text, source: bytes.toString('utf8') };
  },
  html: async ({ params }, reply) => {
    const { html } = readMessage(bytesOf(await existing(outbox, params.id)));
    await sendOutboxPage(reply, html);
  },
}));

async function existing(outbox: Outbox, id: string): Promise<OutboxDoc> {
  const message = await outbox.find(id);
  if (!message) throw new AppError('not-found', 'The message does not exist.');
  return message;
}

const bytesOf = ({ source }: OutboxDoc): Buffer => Buffer.from(source.buffer);

const toItem = ({
  _id,
  mailingId,
  recipientId,
  from,
  to,
  subject,
  size,
  at,
  test,
}: OutboxRow): OutboxItem => ({
  id: _id,
  mailingId,
  recipientId,
  from,
  to,
  subject,
  size,
  at: at.toISOString(),
  test,
});

function toView({ sending, ...progress }: SendingProgress): Omit<SendingView, 'unsubscribed'> {
  const instant = (at: Date | undefined): string | null => at?.toISOString() ?? null;
  return {
    ...progress,
    state: sending?.state ?? null,
    scheduledAt: instant(sending?.scheduledAt),
    startedAt: instant(sending?.startedAt),
    finishedAt: instant(sending?.finishedAt),
    by: sending?.by ?? null,
    openForWorkflows: sending?.openForWorkflows ?? false,
    problem: sending?.problem ? textOf(sending.problem) : null,
  };
}

function toDelivery({ _id, name, email, addedAt, delivery }: RecipientDoc): DeliveryView {
  const isWaiting = delivery?.state === 'queued' || delivery?.state === 'deferred';
  return {
    recipientId: _id,
    name,
    email,
    state: delivery?.state ?? 'queued',
    attempts: delivery?.attempts ?? 0,
    at: (delivery?.at ?? addedAt).toISOString(),
    dueAt: (isWaiting && delivery.dueAt?.toISOString()) || null,
    reason: delivery?.reason ? textOf(delivery.reason) : null,
  };
}

@Module({
  imports: [
    mailingLibrary,
    mailChecks,
    SendingCommandsModule.with(mailChecks, { provide: MailQueue, useExisting: JobProducer }),
    BouncesModule,
    AuditModule,
  ],
  providers: [ReportViews],
  controllers: [MailCheckController, SendingController, OutboxController, ReportsController],
})
export class SendingApiModule {}
