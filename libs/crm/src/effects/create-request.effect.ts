import { Injectable } from '@nestjs/common';
import { Batcher } from '@linkflow/platform';
import { ChangeLog } from '../changes/change-log';
import type { ContactDoc } from '../contacts/contact.schema';
import { COLLECTIONS } from '../model-names';
import type { CategoryDoc } from '../requests/category.schema';
import { firstMessage } from '../requests/first-message';
import { RequestAssigner, type Assignment } from '../requests/request-assigner';
import type { RequestDoc } from '../requests/request.schema';
import { CrmTargets } from './crm-targets';
import type { CreatedRequest, EffectContext, RequestSpec } from './effects.types';

type FirstOwner = Omit<CreatedRequest, 'id'>;

@Injectable()
export class CreateRequestEffect {
  constructor(
    private readonly batcher: Batcher,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
    private readonly assigner: RequestAssigner,
  ) {}

  async apply(e: EffectContext, spec: RequestSpec): Promise<CreatedRequest> {
    const [done, contactTarget, categoryTarget, priorityTarget] = await Promise.all([
      this.find(e.key),
      this.targets.contact(spec.contactId, e.source),
      this.targets.category(spec.categoryId),
      this.targets.priority(spec.priorityId),
    ]);
    if (done) return this.finish(e, spec.contactId, done);
    const contact = contactTarget.orThrow();
    const category = categoryTarget.orThrow();
    priorityTarget.orThrow();

    const { owner, settled } = await this.assign(spec, category, contact, e.key);
    try {
      const request: RequestDoc = {
        _id: e.key,
        title: spec.title,
        body:
          spec.body.trim() || firstMessage(e.source, contact, owner ?? { language: 'en', timeZone: 'UTC' }),
        origin: 'e-marketing-link',
        categoryId: spec.categoryId,
        priorityId: spec.priorityId,
        ownerId: owner?._id ?? null,
        ownerName: owner?.name ?? null,
        contactId: contact._id,
        companyId: contact.companyId,
        status: 'active',
        createdAt: e.now,
        updatedAt: e.now,
        source: e.source,
      };
      const outcome = await this.batcher.insertOnce(COLLECTIONS.request, request);
      const made = outcome === 'inserted' ? request : ((await this.find(e.key)) ?? request);
      return await this.finish(e, spec.contactId, made);
    } finally {
      settled();
    }
  }

  private async assign(
    { owner }: RequestSpec,
    category: CategoryDoc,
    contact: ContactDoc,
    key: string,
  ): Promise<Assignment> {
    const settled = () => undefined;
    switch (owner.kind) {
      case 'user':
        return { owner: (await this.targets.user(owner.userId)).orThrow(), settled };
      case 'unassigned':
        return { owner: null, settled };
      case 'auto':
        return this.assigner.assign(category, contact, key);
    }
  }

  private async finish(e: EffectContext, contactId: string, request: RequestDoc): Promise<CreatedRequest> {
    const { _id: id, ownerId, ownerName } = request;
    const line = await this.log.write({
      _id: e.key,
      contactId,
      kind: 'request-created',
      target: { id, name: request.title },
      value: { ownerId, ownerName } satisfies FirstOwner,
      at: e.now,
      applied: true,
      source: request.source,
    });
    // The request may have been given to somebody else since; the answer to this key stays what it was.
    return { id, ...(line.value as FirstOwner) };
  }

  private find(key: string): Promise<RequestDoc | null> {
    return this.batcher.read<RequestDoc>(COLLECTIONS.request, key);
  }
}
