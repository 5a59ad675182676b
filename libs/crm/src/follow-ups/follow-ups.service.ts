import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { FollowUpQuery, FollowUpView, Page } from '@linkflow/contracts';
import type { Model } from 'mongoose';
import { notFound } from '../lists/named.repository';
import { MODELS } from '../model-names';
import { CrmNames } from '../names/crm-names';
import { findPage, mapPage, type Sorts } from '../shared/find-page';
import { toChangeSource } from '../shared/source';
import { containing } from '../shared/words';
import type { FollowUpDoc, FollowUpStatus } from './follow-up.schema';

const SORTS: Sorts = { startsAt: 'startsAt', createdAt: 'createdAt' };

@Injectable()
export class FollowUpsService {
  constructor(
    @InjectModel(MODELS.followUp) private readonly model: Model<FollowUpDoc>,
    private readonly names: CrmNames,
  ) {}

  async page({ kind, status, ownerId, contactId, q, ...query }: FollowUpQuery): Promise<Page<FollowUpView>> {
    const filter = {
      ...(kind ? { kind } : {}),
      ...(status ? { status } : {}),
      ...(ownerId ? { ownerId } : {}),
      ...(contactId ? { contactId } : {}),
      ...(q ? { text: containing(q) } : {}),
    };
    const page = await findPage(this.model, filter, query, { sorts: SORTS, standard: '-createdAt' });
    return mapPage(page, (followUps) => this.viewsOf(followUps));
  }

  async ofContact(contactId: string, most: number): Promise<FollowUpView[]> {
    const found = await this.model
      .find({ contactId })
      .sort({ createdAt: -1 })
      .limit(most)
      .lean<FollowUpDoc[]>();
    return this.viewsOf(found);
  }

  /** @throws AppError `not-found` */
  async setStatus(id: string, status: FollowUpStatus): Promise<FollowUpView> {
    const changed = await this.model
      .findOneAndUpdate({ _id: id }, { $set: { status } }, { returnDocument: 'after' })
      .lean<FollowUpDoc>();
    if (!changed) throw notFound();
    return this.viewOf(changed);
  }

  private viewsOf(followUps: FollowUpDoc[]): Promise<FollowUpView[]> {
    return Promise.all(followUps.map((followUp) => this.viewOf(followUp)));
  }

  private async viewOf(followUp: FollowUpDoc): Promise<FollowUpView> {
    const [type, contact, company, project, owner, createdBy] = await Promise.all([
      this.names.nameOf('task-type', followUp.taskTypeId),
      this.names.refOf('contact', followUp.contactId),
      this.names.refOf('company', followUp.companyId),
      this.names.refOf('project', followUp.projectId),
      this.names.nameOf('user', followUp.ownerId),
      this.names.nameOf('user', followUp.createdById),
    ]);
    return {
      id: followUp._id,
      kind: followUp.kind,
      text: followUp.text,
      type,
      contact,
      company,
      project,
      owner,
      createdBy,
      startsAt: followUp.startsAt.toISOString(),
      endsAt: followUp.endsAt.toISOString(),
      durationMinutes: followUp.durationMinutes,
      status: followUp.status,
      createdAt: followUp.createdAt.toISOString(),
      source: toChangeSource(followUp.source),
    };
  }
}
