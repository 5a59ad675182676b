import type { NamedQuery, Page } from '@linkflow/contracts';
import type { Clock } from '@linkflow/platform';
import { mapPage } from '../shared/find-page';
import type { NamedMore, NamedRepository } from './named.repository';
import type { NamedDoc } from './named.schema';

/** What people may do to the entries of a list; each list says how an entry looks. */
export abstract class NamedListService<T extends NamedDoc, View> {
  protected constructor(
    protected readonly entries: NamedRepository<T>,
    protected readonly clock: Clock,
  ) {}

  /** Several at once, so that what a view needs beyond its entry is read for all of them together. */
  protected abstract viewsOf(entries: T[]): Promise<View[]>;

  async page(query: NamedQuery): Promise<Page<View>> {
    return mapPage(await this.entries.page(query), (entries) => this.viewsOf(entries));
  }

  /** Retired ones too. @throws AppError `not-found` */
  async get(id: string): Promise<View> {
    return this.viewOf(await this.entries.get(id));
  }

  async retire(id: string): Promise<View> {
    return this.viewOf(await this.entries.setDeleted(id, true, this.clock.now()));
  }

  async restore(id: string): Promise<View> {
    return this.viewOf(await this.entries.setDeleted(id, false, this.clock.now()));
  }

  protected async insert(name: string, more: NamedMore<T>): Promise<View> {
    return this.viewOf(await this.entries.insert(name, more, this.clock.now()));
  }

  protected async change(id: string, name: string | undefined, more: Partial<NamedMore<T>>): Promise<View> {
    return this.viewOf(await this.entries.change(id, name, more, this.clock.now()));
  }

  private async viewOf(entry: T): Promise<View> {
    const [view] = await this.viewsOf([entry]);
    if (view === undefined) throw new Error('a list gave no view of its entry');
    return view;
  }
}
