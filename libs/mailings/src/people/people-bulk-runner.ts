import { Injectable, Module } from '@nestjs/common';
import {
  Crm,
  CrmAudience,
  CrmError,
  addressKey,
  crmReason,
  type EffectContext,
  type EffectSource,
} from '@linkflow/crm-port';
import { Clock, StagedJobRunner, type JobPageResult } from '@linkflow/platform';
import { Bounces } from '../bounces/bounces.service';
import { BouncesModule } from '../bounces/bounces.module';
import { AudienceModule } from '../recipients/audience.module';
import { RecipientRecheck } from '../recipients/recipient-recheck';
import { PeopleBulkStore, type PeopleBulkDoc } from './people-bulks';
import { PeopleModule } from './people.module';
import { PeopleReader } from './people-reader';

/** Number of pages that are processed per second. Pages are small, so that a stop takes effect soon. */
const PAGES_PER_SECOND = 4;
/** Longer than counting a million people takes, ms. */
const LEASE_MS = 60_000;

/** What became of the work for one person. */
type Result = 'done' | 'unchanged' | CrmError;

/**
 * Does the work of bulks for people, page by page. The effects of a page are performed together, so that they share round trips. The key of an
 * effect is `<bulk>:<contact>`: a page that is repeated after a crash finds what it has done, and its people are counted once, with the
 * cursor.
 */
@Injectable()
export class PeopleBulkRunner {
  constructor(
    private readonly store: PeopleBulkStore,
    private readonly people: PeopleReader,
    private readonly crm: Crm,
    private readonly contacts: CrmAudience,
    private readonly bounces: Bounces,
    private readonly recheck: RecipientRecheck,
    private readonly clock: Clock,
    runner: StagedJobRunner,
  ) {
    runner.add({
      name: 'people-bulk',
      leaseMs: LEASE_MS,
      activeIds: () => store.activeIds(),
      processNext: (id) => this.processNext(id),
    });
  }

  /** @throws CrmUnavailable, if the page must be tried again */
  private async processNext(id: string): Promise<JobPageResult> {
    const bulk = await this.store.findActive(id);
    if (!bulk) return 'idle';
    if (bulk.total === null) return this.count(bulk);
    const pageSize = Math.max(1, Math.round(bulk.perSecond / PAGES_PER_SECOND));
    const limit = bulk.state === 'canary' ? Math.min(pageSize, bulk.canary - dealtWith(bulk)) : pageSize;
    if (limit <= 0) return this.store.endPage(bulk, { ...bulk, state: 'checking' });
    const { contactIds, cursor } = await this.people.next(bulk.filter, bulk.cursor, limit);
    const results = await Promise.all(contactIds.map((contactId) => this.perform(bulk, contactId)));
    const next = added(bulk, results);
    const isStored = await this.store.replace(
      bulk,
      cursor === null
        ? { ...next, state: 'done', endedAt: this.clock.now(), total: dealtWith(next) }
        : { ...next, cursor },
    );
    if (!isStored) await this.countAfterStop(bulk, results);
    return cursor === null ? 'idle' : { takesMs: (contactIds.length / bulk.perSecond) * 1_000 };
  }

  /**
   * Counts a page during which a user stopped the bulk. Nothing is counted if another worker has dealt with the same page, after the lease was
   * lost.
   */
  private async countAfterStop(seen: PeopleBulkDoc, results: readonly Result[]): Promise<void> {
    const bulk = await this.store.find(seen._id);
    if (bulk?.state === 'stopped' && dealtWith(bulk) === dealtWith(seen))
      await this.store.replace(bulk, added(bulk, results));
  }

  private async count(bulk: PeopleBulkDoc): Promise<JobPageResult> {
    const { people: total, withoutCard } = await this.people.count(bulk.filter, { untilEnd: true });
    await this.store.replace(bulk, { ...bulk, total, withoutCard });
    return { takesMs: 0 };
  }

  private async perform(bulk: PeopleBulkDoc, contactId: string): Promise<Result> {
    const { work, by } = bulk;
    const context = this.contextOf(bulk, contactId);
    try {
      switch (work.do) {
        case 'add':
        case 'remove': {
          const active = work.do === 'add';
          const input = { contactId, kind: work.kind, targetId: work.target.id, active };
          const { applied, previous } = await this.crm.perform('set-membership', context, input);
          return applied && previous !== active ? 'done' : 'unchanged';
        }
        case 'follow-up': {
          const { do: _do, ownerId, ...spec } = work;
          const owners = { createdById: by.id, defaultRecipientId: ownerId };
          await this.crm.perform('create-follow-up', context, { ...spec, ...owners, contactId });
          return 'done';
        }
        case 'former-employee': {
          const input = { contactId, former: true };
          const { applied, previous } = await this.crm.perform('set-former-employee', context, input);
          // In mailings that were not sent to it yet, too.
          if (applied) await this.recheck.ofContact(contactId);
          return applied && !previous ? 'done' : 'unchanged';
        }
        case 'clear-bounce': {
          const [contact] = await this.contacts.byIds([contactId]);
          if (!contact?.email) return 'unchanged';
          const owner = { addressKey: addressKey(contact.email), contactId };
          return (await this.bounces.clear(owner, by, { key: context.key })) ? 'done' : 'unchanged';
        }
        case 'request': {
          const { do: _do, ...spec } = work;
          await this.crm.perform('create-request', context, { ...spec, contactId });
          return 'done';
        }
      }
    } catch (error) {
      if (error instanceof CrmError) return error;
      throw error;
    }
  }

  private contextOf({ _id, about, at, by }: PeopleBulkDoc, contactId: string): EffectContext<EffectSource> {
    const { link, mailing } = about;
    return {
      key: `${_id}:${contactId}`,
      occurredAt: at,
      now: this.clock.now(),
      // The page may have been processed before.
      isRepeat: true,
      source: {
        kind: 'bulk',
        bulkId: _id,
        userId: by.id,
        userName: by.name,
        ...(link && { linkId: link.id, linkName: link.name }),
        ...(mailing && { mailingId: mailing.id, mailingName: mailing.name }),
        occurredAt: at,
      },
    };
  }
}

const failed = ({ failures }: PeopleBulkDoc): number => failures.reduce((sum, { count }) => sum + count, 0);

/** Number of people with whom a bulk has dealt. */
const dealtWith = (bulk: PeopleBulkDoc): number => bulk.done + bulk.unchanged + failed(bulk);

/** The bulk with the results of a page. */
function added(bulk: PeopleBulkDoc, results: readonly Result[]): PeopleBulkDoc {
  const failures = bulk.failures.map((failure) => ({ ...failure }));
  let { done, unchanged } = bulk;
  for (const result of results) {
    if (result === 'done') done += 1;
    else if (result === 'unchanged') unchanged += 1;
    else {
      const known = failures.find(({ reason }) => reason.code === result.code);
      if (known) known.count += 1;
      else failures.push({ reason: crmReason(result), count: 1 });
    }
  }
  return { ...bulk, done, unchanged, failures };
}

/** Processes bulks for people. For apps/worker. */
@Module({ imports: [PeopleModule, AudienceModule, BouncesModule], providers: [PeopleBulkRunner] })
export class PeopleWorkModule {}
