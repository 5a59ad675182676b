import { Injectable } from '@nestjs/common';
import { pick, type MailChangeKind, type Ref } from '@linkflow/contracts';
import { CrmHistory } from '@linkflow/crm-port';
import { OrganisationConfig, PeriodicTasks, readConfig } from '@linkflow/platform';
import { MailingsRepository } from '../mailings.repository';
import { SubscriptionTypes } from './subscription-types';
import { Subscriptions, type SubscriptionEventDoc } from './subscriptions';

const EVERY_MS = 1_000;
const LEASE_MS = 15_000;
const EVENTS_PER_ROUND = 500;

/**
 * Writes the events of subscriptions into the histories of contacts. apps/click has no access to the CRM, so it stores events with
 * `told: false`, and this task in apps/worker passes them on. An event that is passed on twice is one entry.
 */
@Injectable()
export class SubscriptionHistory {
  private readonly language = readConfig(OrganisationConfig).ORGANISATION_LANGUAGE;

  constructor(
    private readonly mailings: MailingsRepository,
    private readonly subscriptions: Subscriptions,
    private readonly types: SubscriptionTypes,
    private readonly history: CrmHistory,
    tasks: PeriodicTasks,
  ) {
    tasks.add({
      name: 'subscription-history',
      everyMs: EVERY_MS,
      leaseMs: LEASE_MS,
      run: () => this.round(),
    });
  }

  async round(): Promise<void> {
    const { events } = this.subscriptions;
    const found = await events.find({ told: false }).sort({ at: 1 }).limit(EVENTS_PER_ROUND).toArray();
    if (found.length === 0) return;
    const ids = new Set(found.flatMap(({ mailingId }) => mailingId ?? []));
    const [types, mailings] = await Promise.all([this.types.all(), this.mailings.rows([...ids])]);
    const typeNames = new Map(types.map(({ _id, name }) => [_id, pick(name, this.language)]));
    const mailingNames = new Map(mailings.map(({ _id, name }) => [_id, name]));
    for (const event of found) {
      const { _id, contactId, at, text, typeId } = event;
      if (contactId !== null) {
        await this.history.add({
          id: _id,
          contactId,
          kind: kindOf(event),
          type: typeId === null ? null : { id: typeId, name: typeNames.get(typeId) ?? '' },
          at,
          source: sourceOf(event, mailingNames),
          ...(text !== undefined && { text }),
        });
      }
      await events.updateOne({ _id }, { $set: { told: true } });
    }
  }
}

function kindOf({ kind, typeId }: SubscriptionEventDoc): MailChangeKind {
  switch (kind) {
    case 'unsubscribed':
      return typeId === null ? 'mail-unsubscribed' : 'type-unsubscribed';
    case 'resubscribed':
      return typeId === null ? 'mail-resubscribed' : 'type-resubscribed';
    case 'consented':
      return 'consent-given';
    case 'complained':
      return 'mail-complained';
    case 'bounced':
      return 'address-bounced';
    case 'bounce-cleared':
    case 'consent-withdrawn':
      return kind;
  }
}

function sourceOf(
  { source, by, mailingId }: SubscriptionEventDoc,
  mailingNames: ReadonlyMap<string, string>,
) {
  if (by || source === 'colleague')
    return { kind: 'user', userId: by?.id ?? '', userName: by?.name ?? '' } as const;
  const mailing: Ref | undefined =
    mailingId === undefined ? undefined : { id: mailingId, name: mailingNames.get(mailingId) ?? '' };
  return { kind: 'mail', source, ...(mailing && { mailing }) } as const;
}
