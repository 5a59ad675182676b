import { Module, type OnModuleInit } from '@nestjs/common';
import type { MailEventResult } from '@linkflow/contracts';
import {
  Bounces,
  BouncesModule,
  SubscriptionTypes,
  Subscriptions,
  type SubscriptionTypeDoc,
} from '@linkflow/mailings';
import { AppError, Clock, newId } from '@linkflow/platform';
import { controllerOf } from '../http/route';
import { changesBetween } from '../ops/audit-changes';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef } from '../session/signed-in-user';
import { SubscriptionViews, toSubscriptionType } from './subscription-views';

/** An audit event names a type in English and Norwegian. */
const targetOf = ({ _id: id, name }: Pick<SubscriptionTypeDoc, '_id' | 'name'>) =>
  ({
    kind: 'subscription-type',
    id,
    name: name.en === name.nb ? name.nb : `${name.nb} (${name.en})`,
  }) as const;

/** The kinds of mail from which people can unsubscribe one by one. */
const SubscriptionTypesController = controllerOf(
  'subscriptionTypes',
  [SubscriptionTypes, AuditLog],
  (types, audit) => ({
    list: async () => (await types.all()).map(toSubscriptionType),
    create: async ({ body, user }) => {
      const id = newId();
      return audit.record(user, {
        action: 'list.create',
        target: targetOf({ _id: id, name: body.name }),
        act: async () => toSubscriptionType(await types.create(body, id)),
      });
    },
    get: async ({ params }) => toSubscriptionType(await types.get(params.id)),
    update: async ({ params: { id }, body, user }) => {
      const before = await types.get(id);
      return audit.record(user, {
        action: 'list.change',
        target: targetOf(before),
        changes: changesBetween(toSubscriptionType(before), body),
        act: async () => toSubscriptionType(await types.update(id, body)),
      });
    },
    retire: async ({ params: { id }, user }) => {
      await audit.record(user, {
        action: 'list.retire',
        target: targetOf(await types.get(id)),
        act: () => types.retire(id, true),
      });
    },
    restore: async ({ params: { id }, user }) =>
      audit.record(user, {
        action: 'list.restore',
        target: targetOf(await types.get(id)),
        act: async () => toSubscriptionType(await types.retire(id, false)),
      }),
  }),
);

/** The ids with or without this one. */
const changed = (ids: readonly string[], id: string, isIn: boolean): string[] => [
  ...ids.filter((other) => other !== id),
  ...(isIn ? [id] : []),
];

const consentInTheFuture = (): AppError =>
  new AppError('validation.failed', 'A consent cannot be given in the future.', {
    issues: [
      {
        code: 'consent.in-the-future',
        path: 'at',
        message: { en: 'This is in the future', nb: 'Dette er fram i tid' },
      },
    ],
  });

const hasUnsubscribed = (): AppError =>
  new AppError('validation.failed', 'The contact has unsubscribed from everything.', {
    issues: [
      {
        code: 'contact.unsubscribed',
        path: 'typeId',
        message: {
          en: 'This person has unsubscribed from everything',
          nb: 'Personen har meldt seg av alt',
        },
      },
    ],
  });

/** What mail contacts get, and what mail providers report. */
const SubscriptionsController = controllerOf(
  'subscriptions',
  [SubscriptionViews, Subscriptions, SubscriptionTypes, Bounces, AuditLog, Clock],
  (views, subscriptions, types, bounces, audit, clock) => ({
    get: ({ params }) => views.ofContact(params.id),
    change: async ({ params: { id }, body: { typeId, unsubscribed, reason }, user }) => {
      const [{ name, owner }, type] = await Promise.all([
        views.reachable(id),
        typeId === null ? null : types.get(typeId),
      ]);
      await audit.record(user, {
        action: 'contact.subscription',
        target: { kind: 'contact', id, name },
        contactId: id,
        details: { unsubscribed, ...(type && { type: type.name.nb }) },
        act: () =>
          subscriptions.choose(
            owner,
            (before) =>
              typeId === null
                ? { ...before, all: unsubscribed }
                : { ...before, unsubscribed: changed(before.unsubscribed, typeId, unsubscribed) },
            { source: 'colleague', by: userRef(user), text: reason },
          ),
      });
      return views.ofContact(id);
    },
    giveConsent: async ({ params: { id }, body: { typeId, source, at, text }, user }) => {
      const [{ name, owner }, type] = await Promise.all([views.reachable(id), types.get(typeId)]);
      const givenAt = at === undefined ? clock.now() : new Date(at);
      if (givenAt > clock.now()) throw consentInTheFuture();
      await audit.record(user, {
        action: 'contact.consent',
        target: { kind: 'contact', id, name },
        contactId: id,
        details: { given: true, type: type.name.nb },
        act: () =>
          subscriptions.choose(
            owner,
            (before) => {
              if (before.all) throw hasUnsubscribed();
              return {
                ...before,
                unsubscribed: changed(before.unsubscribed, typeId, false),
                consented: changed(before.consented, typeId, true),
              };
            },
            { source, by: userRef(user), text, givenAt },
          ),
      });
      return views.ofContact(id);
    },
    withdrawConsent: async ({ params: { id }, body: { typeId, reason }, user }) => {
      const [{ name, owner }, type] = await Promise.all([views.reachable(id), types.get(typeId)]);
      await audit.record(user, {
        action: 'contact.consent',
        target: { kind: 'contact', id, name },
        contactId: id,
        details: { given: false, type: type.name.nb },
        act: () =>
          subscriptions.choose(
            owner,
            (before) => ({ ...before, consented: changed(before.consented, typeId, false) }),
            { source: 'colleague', by: userRef(user), text: reason },
          ),
      });
      return views.ofContact(id);
    },
    clearBounce: async ({ params: { id }, body: { reason }, user }) => {
      const { name, owner } = await views.reachable(id);
      await audit.record(user, {
        action: 'contact.clear-bounce',
        target: { kind: 'contact', id, name },
        contactId: id,
        act: () => bounces.clear(owner, userRef(user), { text: reason }),
      });
      return views.ofContact(id);
    },
    events: async ({ body }) => {
      const results: MailEventResult[] = [];
      // One after the other, because events of one address follow each other.
      for (const event of body.events) results.push({ id: event.id, result: await bounces.receive(event) });
      return results;
    },
  }),
);

@Module({
  imports: [BouncesModule, AuditModule],
  providers: [SubscriptionViews],
  controllers: [SubscriptionTypesController, SubscriptionsController],
})
export class SubscriptionsApiModule implements OnModuleInit {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly bounces: Bounces,
  ) {}

  async onModuleInit(): Promise<void> {
    await Promise.all([this.subscriptions.createIndexes(), this.bounces.createIndexes()]);
  }
}
