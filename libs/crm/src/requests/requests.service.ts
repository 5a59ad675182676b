import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Page, RequestQuery, RequestView } from '@linkflow/contracts';
import { AppError, Clock } from '@linkflow/platform';
import type { Model } from 'mongoose';
import { notFound } from '../lists/named.repository';
import { MODELS } from '../model-names';
import { CrmNames } from '../names/crm-names';
import { findPage, mapPage, type Sorts } from '../shared/find-page';
import { toChangeSource } from '../shared/source';
import { containing } from '../shared/words';
import type { RequestDoc, RequestStatus } from './request.schema';

const SORTS: Sorts = { createdAt: 'createdAt', title: 'title' };

@Injectable()
export class RequestsService {
  constructor(
    @InjectModel(MODELS.request) private readonly model: Model<RequestDoc>,
    private readonly names: CrmNames,
    private readonly clock: Clock,
  ) {}

  async page({
    status,
    categoryId,
    ownerId,
    contactId,
    q,
    ...query
  }: RequestQuery): Promise<Page<RequestView>> {
    const filter = {
      ...(status ? { status } : {}),
      ...(categoryId ? { categoryId } : {}),
      ...(ownerId ? { ownerId } : {}),
      ...(contactId ? { contactId } : {}),
      ...(q ? { title: containing(q) } : {}),
    };
    const page = await findPage(this.model, filter, query, { sorts: SORTS, standard: '-createdAt' });
    return mapPage(page, (requests) => this.viewsOf(requests));
  }

  async ofContact(contactId: string, most: number): Promise<RequestView[]> {
    const found = await this.model
      .find({ contactId })
      .sort({ createdAt: -1 })
      .limit(most)
      .lean<RequestDoc[]>();
    return this.viewsOf(found);
  }

  /** Changes what is named. @throws AppError `not-found`, `target.missing` for an owner who is not an active user */
  async update(
    id: string,
    { status, ownerId }: { status?: RequestStatus; ownerId?: string | null },
  ): Promise<RequestView> {
    const owner = ownerId ? await this.names.nameOf('user', ownerId) : null;
    if (owner?.missing) throw new AppError('target.missing', 'The owner must be an active user.');
    const change = {
      updatedAt: this.clock.now(),
      ...(status ? { status } : {}),
      ...(ownerId === undefined ? {} : { ownerId, ownerName: owner?.name ?? null }),
    };
    const changed = await this.model
      .findOneAndUpdate({ _id: id }, { $set: change }, { returnDocument: 'after' })
      .lean<RequestDoc>();
    if (!changed) throw notFound();
    return this.viewOf(changed);
  }

  private viewsOf(requests: RequestDoc[]): Promise<RequestView[]> {
    return Promise.all(requests.map((request) => this.viewOf(request)));
  }

  private async viewOf(request: RequestDoc): Promise<RequestView> {
    const [category, priority, owner, contact, company] = await Promise.all([
      this.names.nameOf('category', request.categoryId),
      this.names.nameOf('priority', request.priorityId),
      this.names.refOf('user', request.ownerId),
      this.names.refOf('contact', request.contactId),
      this.names.refOf('company', request.companyId),
    ]);
    return {
      id: request._id,
      title: request.title,
      body: request.body,
      category,
      priority,
      owner,
      contact,
      company,
      status: request.status,
      createdAt: request.createdAt.toISOString(),
      source: toChangeSource(request.source),
    };
  }
}
