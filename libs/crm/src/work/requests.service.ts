import { Injectable } from '@nestjs/common';
import type { Page, RequestQuery, RequestView } from '@linkflow/contracts';
import { AppError, Clock, containing } from '@linkflow/platform';
import { CrmNames } from '@linkflow/crm-port';
import { CrmCollection, CrmStore, countBy, given, mapPage, notFound, type Sorts } from '../shared/collection';
import { toChangeSource, type Source } from '../shared/source';

type RequestStatus = RequestView['status'];

export interface RequestDoc {
  /** The effect key of the step that created the request, or a generated id. */
  _id: string;
  title: string;
  /** The first message. It is for colleagues and is not sent to the contact. */
  body: string;
  origin: 'e-marketing-link' | 'seed';
  categoryId: string;
  priorityId: string;
  ownerId: string | null;
  ownerName: string | null;
  contactId: string | null;
  companyId: string | null;
  status: RequestStatus;
  createdAt: Date;
  updatedAt: Date;
  source: Source;
}

const SORTS: Sorts = { createdAt: 'createdAt', title: 'title' };

@Injectable()
export class RequestsService extends CrmCollection<RequestDoc> {
  constructor(
    store: CrmStore,
    private readonly names: CrmNames,
    private readonly clock: Clock,
  ) {
    super(store, 'requests', [
      { key: { ownerId: 1, status: 1, createdAt: -1 } },
      { key: { categoryId: 1, createdAt: -1 } },
      { key: { contactId: 1, createdAt: -1 } },
      { key: { createdAt: 1, _id: 1 } },
    ]);
  }

  async page(params: RequestQuery): Promise<Page<RequestView>> {
    const { status, categoryId, ownerId, contactId, q, ...query } = params;
    const filter = given({ status, categoryId, ownerId, contactId, title: q && containing(q) });
    const page = await this.readPage(filter, query, { sorts: SORTS, standard: '-createdAt' });
    return mapPage(page, (requests) => this.viewsOf(requests));
  }

  async ofContact(contactId: string, limit: number): Promise<RequestView[]> {
    return this.viewsOf(await this.findMany({ contactId }, { createdAt: -1 }, limit));
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<RequestView> {
    const request = await this.findById(id);
    if (!request) throw notFound();
    return this.viewOf(request);
  }

  /** Changes the given properties. @throws AppError `not-found`; `target.missing` if the owner is not an active user */
  async update(
    id: string,
    { status, ownerId }: { status?: RequestStatus; ownerId?: string | null },
  ): Promise<RequestView> {
    const owner = ownerId ? await this.names.nameOf('user', ownerId) : null;
    if (owner?.missing) throw new AppError('target.missing', 'The owner must be an active user.');
    const changed = await this.setFields(id, {
      updatedAt: this.clock.now(),
      ...(status ? { status } : {}),
      ...(ownerId === undefined ? {} : { ownerId, ownerName: owner?.name ?? null }),
    });
    if (!changed) throw notFound();
    return this.viewOf(changed);
  }

  /** The number of active requests of each owner. */
  openByOwner(ownerIds: string[]): Promise<Map<string, number>> {
    return countBy(this.documents, 'ownerId', { ownerId: { $in: ownerIds }, status: 'active' });
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
