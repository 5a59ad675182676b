import { Injectable } from '@nestjs/common';
import type {
  CompanyCard,
  CompanyView,
  Page,
  PageQuery,
  SaveCompany,
  UpdateCompany,
} from '@linkflow/contracts';
import { Clock, newId } from '@linkflow/platform';
import { isCountry, CrmNames } from '@linkflow/crm-port';
import { CrmCollection, CrmStore, mapPage, notFound, type Sorts } from '../shared/collection';
import { UNKNOWN_COUNTRY, invalid, issueAt } from '../shared/refusals';
import { searchFilter, searchWords, sortKey } from '../shared/search-words';
import { ContactsRepository } from './contacts.repository';

/** A company card. Two companies may have the same name. */
export interface CompanyDoc {
  _id: string;
  name: string;
  country: string | null;
  ourContactId: string | null;
  sortName: string;
  search: string[];
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export const COMPANIES = 'companies';
const SORTS: Sorts = { name: 'sortName', country: 'country', updatedAt: 'updatedAt' };
/** Maximum number of contacts on a company card. The list of contacts can be filtered by company and shows all of them. */
const MAX_PEOPLE = 200;

@Injectable()
export class CompaniesService extends CrmCollection<CompanyDoc> {
  constructor(
    store: CrmStore,
    private readonly contacts: ContactsRepository,
    private readonly names: CrmNames,
    private readonly clock: Clock,
  ) {
    super(store, COMPANIES, [{ key: { search: 1 } }, { key: { deletedAt: 1, sortName: 1 } }]);
  }

  async page(query: PageQuery): Promise<Page<CompanyView>> {
    const filter = { ...searchFilter(query.q), deletedAt: null };
    const page = await this.readPage(filter, query, { sorts: SORTS, standard: 'name' });
    return mapPage(page, (companies) => this.viewsOf(companies));
  }

  /** @throws AppError `not-found` */
  async card(id: string): Promise<CompanyCard> {
    const company = await this.findById(id);
    if (!company || company.deletedAt) throw notFound();
    const [[view], people] = await Promise.all([
      this.viewsOf([company]),
      this.contacts.ofCompany(id, MAX_PEOPLE),
    ]);
    if (!view) throw notFound();
    return { ...view, people: await this.contacts.summaries(people) };
  }

  async create(body: SaveCompany): Promise<CompanyCard> {
    await this.check(body);
    const now = this.clock.now();
    const company: CompanyDoc = {
      _id: newId(),
      ...body,
      ...nameFields(body.name),
      deletedAt: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.documents.insertOne(company);
    return this.card(company._id);
  }

  /** @throws AppError `not-found`, `validation.failed` */
  async save(id: string, body: UpdateCompany): Promise<CompanyCard> {
    await this.check(body);
    await this.set(id, { ...body, ...(body.name === undefined ? {} : nameFields(body.name)) });
    return this.card(id);
  }

  /**
   * Deletes a company (soft delete: sets `deletedAt`). Its contacts keep their `companyId`; references to the company are marked `missing`.
   * @throws AppError `not-found`
   */
  async remove(id: string): Promise<void> {
    await this.set(id, { deletedAt: this.clock.now() });
  }

  private async set(id: string, change: Partial<CompanyDoc>): Promise<void> {
    const { matchedCount } = await this.documents.updateOne(
      { _id: id, deletedAt: null },
      { $set: { ...change, updatedAt: this.clock.now() } },
    );
    if (matchedCount === 0) throw notFound();
  }

  private async check({ country, ourContactId }: UpdateCompany): Promise<void> {
    if (country && !isCountry(country)) throw invalid(UNKNOWN_COUNTRY);
    const ourContact = await this.names.refOf('user', ourContactId ?? null);
    if (ourContact && ourContact.name === '') {
      throw invalid(
        issueAt('ourContactId', 'user.missing', { en: 'There is no such user', nb: 'Brukeren finnes ikke' }),
      );
    }
  }

  private async viewsOf(companies: CompanyDoc[]): Promise<CompanyView[]> {
    const counts = await this.contacts.countByCompany(companies.map(({ _id }) => _id));
    return Promise.all(
      companies.map(async ({ _id: id, name, country, ourContactId }) => ({
        id,
        name,
        country,
        ourContact: await this.names.refOf('user', ourContactId),
        contacts: counts.get(id) ?? 0,
      })),
    );
  }
}

const nameFields = (name: string): Pick<CompanyDoc, 'sortName' | 'search'> => ({
  sortName: sortKey(name),
  search: searchWords(name),
});
