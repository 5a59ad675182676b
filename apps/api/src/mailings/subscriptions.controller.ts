import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import type {
  ContactSubscriptions,
  MailEventResult,
  SubscriptionState,
  SubscriptionType,
} from '@linkflow/contracts';
import { CrmAudience, addressKey, type MailContact } from '@linkflow/crm-port';
import {
  Bounces,
  BouncesModule,
  MailAddresses,
  MailingsRepository,
  SubscriptionTypes,
  Subscriptions,
  type SubscriptionTypeDoc,
} from '@linkflow/mailings';
import { AppError, newId } from '@linkflow/platform';
import { controllerOf } from '../http/route';
import { changesBetween } from '../ops/audit-changes';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef } from '../session/signed-in-user';

const toType = ({
  _id: id,
  name,
  description,
  footer,
  requiresUnsubscribe,
  retiredAt,
}: SubscriptionTypeDoc): SubscriptionType => ({
  id,
  name,
  description,
  footer,
  requiresUnsubscribe,
  retired: retiredAt !== null,
});

/** An audit event names a type in English and Norwegian. */
const targetOf = ({ _id: id, name }: Pick<SubscriptionTypeDoc, '_id' | 'name'>) =>
  ({
    kind: 'subscription-type',
    id,
    name: name.en === name.nb ? name.nb : `${name.nb} (${name.en})`,
  }) as const;

/** The kinds of mail that people can leave one by one. */
const SubscriptionTypesController = controllerOf(
  'subscriptionTypes',
  [SubscriptionTypes, AuditLog],
  (types, audit) => ({
    list: async () => (await types.all()).map(toType),
    create: async ({ body, user }) => {
      const id = newId();
      return audit.record(user, {
        action: 'list.create',
        target: targetOf({ _id: id, name: body.name }),
        act: async () => toType(await types.create(body, id)),
      });
    },
    get: async ({ params }) => toType(await types.get(params.id)),
    update: async ({ params: { id }, body, user }) => {
      const before = await types.get(id);
      return audit.record(user, {
        action: 'list.change',
        target: targetOf(before),
        changes: changesBetween(toType(before), body),
        act: async () => toType(await types.update(id, body)),
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
        act: async () => toType(await types.retire(id, false)),
      }),
  }),
);

const NOT_LEFT: SubscriptionState = { left: false, since: null, source: null, mailing: null, by: null };

/** What mail a contact gets, for its card. */
@Injectable()
class ContactMail {
  constructor(
    private readonly contacts: CrmAudience,
    private readonly addresses: MailAddresses,
    private readonly types: SubscriptionTypes,
    private readonly mailings: MailingsRepository,
  ) {}

  /** @throws AppError not-found */
  async contact(id: string): Promise<MailContact> {
    const [contact] = await this.contacts.byIds([id]);
    if (!contact) throw new AppError('not-found', 'The contact does not exist.');
    return contact;
  }

  /** The contact with its address. @throws AppError not-found; validation.failed if it has no address */
  async reachable(id: string): Promise<{ name: string; owner: { addressKey: string; contactId: string } }> {
    const { name, email } = await this.contact(id);
    if (!email) throw new AppError('validation.failed', 'The contact has no e-mail address.');
    return { name, owner: { addressKey: addressKey(email), contactId: id } };
  }

  async view(id: string): Promise<ContactSubscriptions> {
    const { email } = await this.contact(id);
    const key = email ? addressKey(email) : null;
    const [known, types] = await Promise.all([
      this.addresses.known(key === null ? [] : [key], [id]),
      this.types.all(),
    ]);
    const own = known.find(({ _id }) => _id === key);
    const mailingIds = known.flatMap(({ leftAll, left }) =>
      [leftAll, ...Object.values(left)].flatMap((change) => change?.mailingId ?? []),
    );
    const names = new Map(
      (await this.mailings.rows([...new Set(mailingIds)])).map(({ _id, name }) => [_id, name]),
    );
    const stateOf = (change: (typeof known)[number]['leftAll']): SubscriptionState =>
      change
        ? {
            left: true,
            since: change.at.toISOString(),
            source: change.source,
            mailing:
              change.mailingId === undefined
                ? null
                : { id: change.mailingId, name: names.get(change.mailingId) ?? '' },
            by: change.by ?? null,
          }
        : NOT_LEFT;
    return {
      email,
      all: stateOf(known.find(({ leftAll }) => leftAll)?.leftAll),
      types: types.map((type) => ({
        type: toType(type),
        state: stateOf(known.find(({ left }) => left[type._id])?.left[type._id]),
      })),
      bounce: own?.bounce
        ? { at: own.bounce.at.toISOString(), code: own.bounce.code, text: own.bounce.text }
        : null,
      softBounces: own?.softBounces ?? 0,
    };
  }
}

const without = (ids: readonly string[], id: string): string[] => ids.filter((other) => other !== id);

/** What mail contacts get, and what mail providers report. */
const SubscriptionsController = controllerOf(
  'subscriptions',
  [ContactMail, Subscriptions, SubscriptionTypes, Bounces, AuditLog],
  (contactMail, subscriptions, types, bounces, audit) => ({
    get: ({ params }) => contactMail.view(params.id),
    change: async ({ params: { id }, body: { typeId, left, reason }, user }) => {
      const [{ name, owner }, type] = await Promise.all([
        contactMail.reachable(id),
        typeId === null ? null : types.get(typeId),
      ]);
      await audit.record(user, {
        action: 'contact.subscription',
        target: { kind: 'contact', id, name },
        contactId: id,
        details: { left, ...(type && { type: type.name.nb }) },
        act: () =>
          subscriptions.choose(
            owner,
            (before) =>
              typeId === null
                ? { ...before, all: left }
                : { ...before, typeIds: [...without(before.typeIds, typeId), ...(left ? [typeId] : [])] },
            { source: 'colleague', by: userRef(user), text: reason },
          ),
      });
      return contactMail.view(id);
    },
    clearBounce: async ({ params: { id }, body: { reason }, user }) => {
      const { name, owner } = await contactMail.reachable(id);
      await audit.record(user, {
        action: 'contact.clear-bounce',
        target: { kind: 'contact', id, name },
        contactId: id,
        act: () => bounces.clear(owner, userRef(user), reason),
      });
      return contactMail.view(id);
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
  providers: [ContactMail, MailingsRepository],
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
