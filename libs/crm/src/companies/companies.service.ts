import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type {
  CompanyCard,
  CompanyView,
  Page,
  PageQuery,
  SaveCompany,
  UpdateCompany,
} from '@linkflow/contracts';
import { Clock, newId } from '@linkflow/platform';
import type { Model } from 'mongoose';
import { ContactViews } from '../contacts/contact-views';
import { ContactsRepository } from '../contacts/contacts.repository';
import { isCountry } from '../facts/countries';
import { notFound } from '../lists/named.repository';
import { MODELS } from '../model-names';
import { CrmNames } from '../names/crm-names';
import { findPage, mapPage, type Sorts } from '../shared/find-page';
import { invalid, issueAt } from '../shared/refusals';
import { searchFilter, searchWords, sortKey } from '../shared/words';
import type { CompanyDoc } from './company.schema';

const SORTS: Sorts = { name: 'sortName', country: 'country', updatedAt: 'updatedAt' };
/** People whom a card shows; the rest is in the list of contacts. */
const MOST_PEOPLE = 200;

@Injectable()
export class CompaniesService {
  constructor(
    @InjectModel(MODELS.company) private readonly model: Model<CompanyDoc>,
    private readonly contacts: ContactsRepository,
    private readonly contactViews: ContactViews,
    private readonly names: CrmNames,
    private readonly clock: Clock,
  ) {}

  async page(query: PageQuery): Promise<Page<CompanyView>> {
    const filter = { ...searchFilter(query.q), deletedAt: null };
    const page = await findPage(this.model, filter, query, { sorts: SORTS, standard: 'name' });
    return mapPage(page, (companies) => this.viewsOf(companies));
  }

  /** @throws AppError `not-found` */
  async card(id: string): Promise<CompanyCard> {
    const company = await this.model.findOne({ _id: id, deletedAt: null }).lean<CompanyDoc>();
    if (!company) throw notFound();
    const [[view], people] = await Promise.all([
      this.viewsOf([company]),
      this.contacts.ofCompany(id, MOST_PEOPLE),
    ]);
    if (!view) throw notFound();
    return { ...view, people: await this.contactViews.summaries(people) };
  }

  async create(body: SaveCompany): Promise<CompanyCard> {
    await this.check(body);
    const now = this.clock.now();
    const company: CompanyDoc = {
      _id: newId(),
      ...body,
      ...foundBy(body.name),
      deletedAt: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.model.create(company);
    return this.card(company._id);
  }

  /** @throws AppError `not-found`, `validation.failed` */
  async save(id: string, body: UpdateCompany): Promise<CompanyCard> {
    await this.check(body);
    await this.set(id, { ...body, ...(body.name === undefined ? {} : foundBy(body.name)) });
    return this.card(id);
  }

  /** Its people stay, and still say where they worked. @throws AppError `not-found` */
  async remove(id: string): Promise<void> {
    await this.set(id, { deletedAt: this.clock.now() });
  }

  private async set(id: string, change: Partial<CompanyDoc>): Promise<void> {
    const { matchedCount } = await this.model.updateOne(
      { _id: id, deletedAt: null },
      { $set: { ...change, updatedAt: this.clock.now() } },
    );
    if (matchedCount === 0) throw notFound();
  }

  private async check({ country, ourContactId }: UpdateCompany): Promise<void> {
    if (country && !isCountry(country)) {
      throw invalid(
        issueAt('country', 'country.unknown', { en: 'There is no such country', nb: 'Landet finnes ikke' }),
      );
    }
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

const foundBy = (name: string): Pick<CompanyDoc, 'sortName' | 'search'> => ({
  sortName: sortKey(name),
  search: searchWords(name),
});
