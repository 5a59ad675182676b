import type { NamedQuery, Page } from '@linkflow/contracts';
import { AppError, newId } from '@linkflow/platform';
import { mongo, type Model, type QueryFilter } from 'mongoose';
import { findPage, type Sorts } from '../shared/find-page';
import { searchFilter } from '../shared/words';
import { namedBy, type NamedDoc } from './named.schema';

/** What an entry has beyond its name. */
export type NamedMore<T extends NamedDoc> = Omit<T, keyof NamedDoc>;

const SORTS: Sorts = { name: 'sortName', createdAt: 'createdAt', updatedAt: 'updatedAt' };

/** The one way to the entries of a list. */
export abstract class NamedRepository<T extends NamedDoc> {
  protected constructor(protected readonly model: Model<T>) {}

  async page(query: NamedQuery): Promise<Page<T>> {
    const filter = { ...searchFilter(query.q), ...(query.deleted === 'true' ? {} : { deletedAt: null }) };
    return findPage<T>(this.model, filter, query, { sorts: SORTS, standard: 'name' });
  }

  async find(id: string): Promise<T | null> {
    return this.model.findById(id).lean<T>();
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<T> {
    const found = await this.find(id);
    if (!found) throw notFound();
    return found;
  }

  /** @throws AppError `name.taken` */
  async insert(name: string, more: NamedMore<T>, now: Date): Promise<T> {
    const base: NamedDoc = {
      _id: newId(),
      ...namedBy(name),
      deletedAt: null,
      createdAt: now,
      updatedAt: now,
    };
    const entry = { ...base, ...more } as T;
    await this.orTaken(name, () => this.model.collection.insertOne(entry as never));
    return entry;
  }

  /** @throws AppError `not-found`, `name.taken` */
  async change(id: string, name: string | undefined, more: Partial<NamedMore<T>>, now: Date): Promise<T> {
    const named = name === undefined ? {} : namedBy(name);
    return this.set(id, name ?? '', { ...named, ...more, updatedAt: now });
  }

  /** Retires or restores. @throws AppError `not-found`, `name.taken` (another one has taken the name meanwhile) */
  async setDeleted(id: string, deleted: boolean, now: Date): Promise<T> {
    const before = await this.get(id);
    if ((before.deletedAt !== null) === deleted) return before;
    return this.set(id, before.name, { deletedAt: deleted ? now : null, updatedAt: now });
  }

  private async set(id: string, name: string, change: object): Promise<T> {
    const changed = await this.orTaken(name, () =>
      this.model
        .findOneAndUpdate(
          { _id: id } as QueryFilter<T>,
          { $set: change },
          {
            returnDocument: 'after',
          },
        )
        .lean<T>(),
    );
    if (!changed) throw notFound();
    return changed;
  }

  private async orTaken<R>(name: string, write: () => Promise<R>): Promise<R> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof mongo.MongoServerError && error.code === 11_000) throw nameTaken(name);
      throw error;
    }
  }
}

export const notFound = (): AppError => new AppError('not-found', 'There is nothing with this id here.');

export const nameTaken = (name: string): AppError =>
  new AppError('name.taken', `“${name}” is there already. Choose another name.`, {
    issues: [
      {
        code: 'name.taken',
        path: 'name',
        message: {
          en: `“${name}” is there already. Choose another name.`,
          nb: `«${name}» finnes fra før. Velg et annet navn.`,
        },
      },
    ],
  });
