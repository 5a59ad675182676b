import { phrase, type NamedQuery, type Page } from '@linkflow/contracts';
import { AppError, isDuplicateKey, newId, type Clock } from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { CrmCollection, mapPage, notFound, type CrmStore, type Sorts } from '../shared/collection';
import { taken } from '../shared/refusals';
import { searchFilter, searchWords, sortKey } from '../shared/search-words';

const NAME_TAKEN = {
  en: '“{name}” already exists. Choose another name.',
  nb: '«{name}» finnes fra før. Velg et annet navn.',
};

/** An entry of a CRM list, such as an interest or a script. `NamedList.retire` deletes it (soft delete), `restore` undoes that. */
export interface NamedDoc {
  _id: string;
  name: string;
  /** The normalised name (NFC, lower case). It is unique among entries that are not deleted. */
  nameKey: string;
  sortName: string;
  search: string[];
  /** Time of the soft delete, or null. A deleted entry is not offered by pickers, but references to it still show its name. */
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The properties of an entry that NamedDoc does not have. */
type Extra<T extends NamedDoc> = Omit<T, keyof NamedDoc>;
type ListEntry<T extends NamedDoc> = { name: string } & Extra<T>;

interface ListOptions<T extends NamedDoc, View> {
  collection: string;
  /** Two entries may have the same name if they differ in one of these fields. */
  uniqueWithin?: (keyof T & string)[];
  /**
   * Converts entries to the form that the API returns. Gets many entries in one call, so that it can read additional data for all of them
   * together.
   */
  views(entries: T[]): Promise<View[]> | View[];
}

const SORTS: Sorts = { name: 'sortName', createdAt: 'createdAt', updatedAt: 'updatedAt' };

/** A list of named entries: its storage and operations. Two entries that are not deleted cannot have the same name. */
export class NamedList<T extends NamedDoc, View> extends CrmCollection<T> {
  constructor(
    store: CrmStore,
    protected readonly clock: Clock,
    private readonly options: ListOptions<T, View>,
  ) {
    const { collection, uniqueWithin = [] } = options;
    const within: Record<string, 1> = Object.fromEntries(uniqueWithin.map((path) => [path, 1 as const]));
    super(store, collection, [
      { key: { ...within, nameKey: 1 }, unique: true, partialFilterExpression: { deletedAt: null } },
      { key: { deletedAt: 1, sortName: 1 } },
    ]);
  }

  async page(query: NamedQuery): Promise<Page<View>> {
    const filter = { ...searchFilter(query.q), ...(query.deleted === 'true' ? {} : { deletedAt: null }) };
    // The cast is safe: both fields of the filter, `search` and `deletedAt`, belong to NamedDoc.
    const page = await this.readPage(filter as mongo.Filter<T>, query, { sorts: SORTS, standard: 'name' });
    return mapPage(page, (entries) => this.options.views(entries));
  }

  /** Returns an entry, even if it is deleted. @throws AppError `not-found` */
  async get(id: string): Promise<View> {
    return this.viewOf(await this.findById(id));
  }

  /** @throws AppError `name.taken` */
  async create(entry: ListEntry<T>): Promise<View> {
    const document = { ...newEntry(newId(), entry, this.clock.now()) } as unknown as T;
    await this.orTaken(entry.name, () =>
      this.documents.insertOne(document as mongo.OptionalUnlessRequiredId<T>),
    );
    return this.viewOf(document);
  }

  /**
   * Changes the given properties of an entry.
   * @throws AppError `not-found`, `name.taken`; `draft.stale` if the entry was changed after `unchangedSince`
   */
  async save(
    id: string,
    { name, unchangedSince, ...extra }: Partial<ListEntry<T>> & { unchangedSince?: string },
  ): Promise<View> {
    const fields = { ...(name === undefined ? {} : nameFields(name)), ...extra };
    const where = unchangedSince === undefined ? {} : { updatedAt: new Date(unchangedSince) };
    const saved = await this.set(id, name ?? '', fields as Partial<T>, where);
    const current = saved ?? (unchangedSince === undefined ? null : await this.findById(id));
    if (current && !saved) throw staleEntry(current);
    return this.viewOf(current);
  }

  /** Deletes an entry (soft delete: sets `deletedAt`). @throws AppError `not-found` */
  async retire(id: string): Promise<View> {
    return this.setRetired(id, true);
  }

  /** Undoes `retire`. @throws AppError `not-found`; `name.taken` if another entry has been given the name since */
  async restore(id: string): Promise<View> {
    return this.setRetired(id, false);
  }

  private async setRetired(id: string, retired: boolean): Promise<View> {
    const before = await this.findById(id);
    if (!before || (before.deletedAt !== null) === retired) return this.viewOf(before);
    const deletedAt = retired ? this.clock.now() : null;
    return this.viewOf(await this.set(id, before.name, { deletedAt } as Partial<T>));
  }

  private set(id: string, name: string, fields: Partial<T>, where: mongo.Filter<T> = {}): Promise<T | null> {
    return this.orTaken(name, () => this.setFields(id, { ...fields, updatedAt: this.clock.now() }, where));
  }

  private async viewOf(entry: T | null): Promise<View> {
    const [view] = entry ? await this.options.views([entry]) : [];
    if (view === undefined) throw notFound();
    return view;
  }

  private async orTaken<R>(name: string, write: () => Promise<R>): Promise<R> {
    try {
      return await write();
    } catch (error) {
      if (isDuplicateKey(error)) throw taken('name', phrase(NAME_TAKEN, { name }));
      throw error;
    }
  }
}

const staleEntry = ({ name, updatedAt }: NamedDoc): AppError =>
  new AppError('draft.stale', `“${name}” was changed in the meantime.`, {
    details: { savedAt: updatedAt.toISOString() },
  });

/** Creates the document of a new entry, with all properties that are derived from its name. */
export function newEntry<E extends { name: string }>(
  _id: string,
  entry: E,
  now: Date,
): NamedDoc & Omit<E, 'name'> {
  return { ...entry, _id, ...nameFields(entry.name), deletedAt: null, createdAt: now, updatedAt: now };
}

/** The properties that are derived from the name of an entry. */
function nameFields(name: string): Pick<NamedDoc, 'name' | 'nameKey' | 'sortName' | 'search'> {
  const trimmed = name.trim();
  return {
    name: trimmed,
    nameKey: trimmed.normalize('NFC').toLowerCase(),
    sortName: sortKey(trimmed),
    search: searchWords(trimmed),
  };
}
