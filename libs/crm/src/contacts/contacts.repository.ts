import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Page, PageQuery } from '@linkflow/contracts';
import type { Model, QueryFilter } from 'mongoose';
import { MODELS } from '../model-names';
import { findPage, type Sorts } from '../shared/find-page';
import { searchFilter } from '../shared/words';
import type { ContactDoc } from './contact.schema';

const SORTS: Sorts = { name: 'sortName', email: 'email', country: 'country', updatedAt: 'updatedAt' };

@Injectable()
export class ContactsRepository {
  constructor(@InjectModel(MODELS.contact) private readonly model: Model<ContactDoc>) {}

  async page(query: PageQuery, filter: QueryFilter<ContactDoc>): Promise<Page<ContactDoc>> {
    const whole = { ...searchFilter(query.q), ...filter };
    return findPage(this.model, whole, query, { sorts: SORTS, standard: 'name' });
  }

  async find(id: string): Promise<ContactDoc | null> {
    return this.model.findById(id).lean<ContactDoc>();
  }

  async byIds(ids: string[]): Promise<Map<string, ContactDoc>> {
    const found = await this.model.find({ _id: { $in: ids } }).lean<ContactDoc[]>();
    return new Map(found.map((contact) => [contact._id, contact]));
  }

  /** Ids of those whom a search finds, at most `most`. */
  async search(q: string, most: number): Promise<string[]> {
    const found = await this.model.find(searchFilter(q), { _id: 1 }).limit(most).lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  async ofCompany(companyId: string, most: number): Promise<ContactDoc[]> {
    return this.model.find({ companyId }).sort({ sortName: 1 }).limit(most).lean<ContactDoc[]>();
  }

  async countByCompany(companyIds: string[]): Promise<Map<string, number>> {
    const counts = await this.model.aggregate<{ _id: string; contacts: number }>([
      { $match: { companyId: { $in: companyIds } } },
      { $group: { _id: '$companyId', contacts: { $sum: 1 } } },
    ]);
    return new Map(counts.map(({ _id, contacts }) => [_id, contacts]));
  }

  async insert(contact: ContactDoc): Promise<void> {
    await this.model.create(contact);
  }

  async set(id: string, change: Partial<ContactDoc>): Promise<void> {
    await this.model.updateOne({ _id: id }, { $set: change });
  }

  async remove(id: string): Promise<boolean> {
    return (await this.model.deleteOne({ _id: id })).deletedCount === 1;
  }
}
