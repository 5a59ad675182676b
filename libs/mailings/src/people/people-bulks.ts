import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import {
  withoutSearch,
  type CodedReason,
  type PeopleBulkView,
  type PeopleFilter,
  type PeopleWork,
} from '@linkflow/contracts';
import { Clock, LiveEvents, StagedJobs, collectionOf, type StagedJob } from '@linkflow/platform';
import type { Connection, mongo } from 'mongoose';
import { PeopleReader } from './people-reader';

/** Collection `people_bulks`: work that is done for each person of a filter. `StagedJobs` lists its states. */
export interface PeopleBulkDoc extends StagedJob {
  filter: PeopleFilter;
  work: PeopleWork;
  /** Names at the start. */
  about: PeopleBulkView['about'];
  /** Number of people to deal with before a user must continue; 0: no confirmation is needed. */
  canary: number;
  perSecond: number;
  /** Number of people when it started; null until they are counted. */
  total: number | null;
  withoutCard: number;
  done: number;
  unchanged: number;
  /** Number of people for whom it failed, by the code of the reason, with the parameters of the first one. */
  failures: { reason: CodedReason; count: number }[];
  /** Where the next page of people begins. */
  cursor: string;
  at: Date;
  by: { id: string; name: string };
}

const OPEN_STATES: PeopleBulkDoc['state'][] = ['canary', 'checking', 'rest'];

type NewBulk = Pick<PeopleBulkDoc, '_id' | 'filter' | 'work' | 'about' | 'canary' | 'perSecond' | 'by'>;

@Injectable()
export class PeopleBulkStore extends StagedJobs<PeopleBulkDoc> {
  protected readonly documents: mongo.Collection<PeopleBulkDoc>;

  constructor(@InjectConnection() connection: Connection) {
    super();
    this.documents = collectionOf(connection, 'people_bulks');
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndex({ state: 1 });
  }

  /** A bulk that has ended keeps nothing by which a person can be found: neither the text of a search nor the id of the last contact. */
  override replace(seen: PeopleBulkDoc, next: PeopleBulkDoc): Promise<boolean> {
    const kept = next.endedAt ? { ...next, filter: withoutSearch(next.filter), cursor: '' } : next;
    return super.replace(seen, kept);
  }

  /** Bulks whose position among the recipients of a mailing is a contact. */
  at(contactId: string): Promise<PeopleBulkDoc[]> {
    return this.documents.find({ cursor: contactId }).toArray();
  }

  /** Ids of bulks that have not ended and whose people are found by a search among the recipients of these mailings. */
  async searchingIn(mailingIds: readonly string[]): Promise<string[]> {
    const found = await this.documents
      .find({
        state: { $in: OPEN_STATES },
        'filter.mailingId': { $in: [...mailingIds] },
        'filter.q': { $type: 'string', $ne: '' },
      })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }
}

/** Commands of users on bulks for people. PeopleBulkRunner processes them. */
@Injectable()
export class PeopleBulks {
  constructor(
    private readonly store: PeopleBulkStore,
    private readonly people: PeopleReader,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {}

  /** Stores a new bulk. A worker then processes it. If there are many people, the worker counts them first. */
  async start(bulk: NewBulk): Promise<PeopleBulkDoc> {
    const counted = await this.people.count(bulk.filter);
    const stored: PeopleBulkDoc = {
      ...bulk,
      at: this.clock.now(),
      state: bulk.canary > 0 ? 'canary' : 'rest',
      total: counted.complete ? counted.people : null,
      withoutCard: counted.withoutCard,
      done: 0,
      unchanged: 0,
      failures: [],
      cursor: '',
      rev: 1,
    };
    await this.store.insert(stored);
    this.announce(stored._id);
    return stored;
  }

  /** Continues after the canary (`rest`) or stops. @throws AppError not-found, bulk.ended, bulk.not-ready */
  async move(id: string, to: 'rest' | 'stopped'): Promise<PeopleBulkDoc> {
    const bulk = await this.store.move(id, to, this.clock.now());
    this.announce(id);
    return bulk;
  }

  /** @throws AppError not-found */
  get(id: string): Promise<PeopleBulkDoc> {
    return this.store.get(id);
  }

  /** See `PeopleBulkStore.searchingIn`. */
  searchingIn(mailingIds: readonly string[]): Promise<string[]> {
    return this.store.searchingIn(mailingIds);
  }

  /**
   * Gives bulks that have come as far as a contact another position, from which they go on in the same way.
   * @param before the last contact of a mailing before that one; empty if there is none
   */
  async moveFrom(contactId: string, before: (mailingId: string) => Promise<string>): Promise<void> {
    for (const bulk of await this.store.at(contactId)) {
      const { mailingId } = bulk.filter;
      const cursor = mailingId === undefined ? '' : await before(mailingId);
      // If the worker has written another position meanwhile, there is nothing to do.
      await this.store.replace(bulk, { ...bulk, cursor });
    }
  }

  page(page: number, pageSize: number): Promise<{ items: PeopleBulkDoc[]; total: number }> {
    return this.store.page(page, pageSize);
  }

  private announce(id: string): void {
    this.live.announce(() => ({ type: 'ops', what: 'bulk', id, at: this.clock.now().toISOString() }));
  }
}
