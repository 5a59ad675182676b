import { Injectable } from '@nestjs/common';
import type { FollowUpKind, FollowUpQuery, FollowUpView, Page } from '@linkflow/contracts';
import { CrmNames } from '@linkflow/crm-port';
import { CrmCollection, CrmStore, given, mapPage, notFound, type Sorts } from '../shared/collection';
import { containing } from '@linkflow/platform';
import { toChangeSource, type Source } from '../shared/source';

type FollowUpStatus = FollowUpView['status'];

export interface FollowUpDoc {
  /** The effect key of the step that created the follow-up, or a generated id. */
  _id: string;
  kind: FollowUpKind;
  text: string;
  taskTypeId: string;
  contactId: string | null;
  companyId: string | null;
  projectId: string | null;
  ownerId: string;
  ownerName: string;
  createdById: string;
  /** Start of a meeting. For a to-do, a time on its due day. */
  startsAt: Date;
  endsAt: Date;
  durationMinutes: number;
  status: FollowUpStatus;
  createdAt: Date;
  source: Source;
  /**
   * Meetings only: `<ownerId>:<quarter>` for each quarter of an hour that the meeting covers; see meeting-scheduler.ts for the numbering. A
   * unique index on `cells` prevents overlapping meetings of one owner, even if several processes book at the same time.
   */
  cells?: string[];
}

const SORTS: Sorts = { startsAt: 'startsAt', createdAt: 'createdAt' };

@Injectable()
export class FollowUpsService extends CrmCollection<FollowUpDoc> {
  constructor(
    store: CrmStore,
    private readonly names: CrmNames,
  ) {
    super(store, 'follow_ups', [
      // Partial, because to-dos have no cells and a unique index would treat them all as duplicates of null.
      { key: { cells: 1 }, unique: true, partialFilterExpression: { cells: { $exists: true } } },
      { key: { ownerId: 1, kind: 1, endsAt: 1 } },
      { key: { contactId: 1, createdAt: -1 } },
      { key: { startsAt: 1, _id: 1 } },
      { key: { createdAt: 1, _id: 1 } },
    ]);
  }

  async page({ kind, status, ownerId, contactId, q, ...query }: FollowUpQuery): Promise<Page<FollowUpView>> {
    const filter = given({ kind, status, ownerId, contactId, text: q && containing(q) });
    const page = await this.readPage(filter, query, { sorts: SORTS, standard: '-createdAt' });
    return mapPage(page, (followUps) => this.viewsOf(followUps));
  }

  async ofContact(contactId: string, limit: number): Promise<FollowUpView[]> {
    return this.viewsOf(await this.findMany({ contactId }, { createdAt: -1 }, limit));
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<FollowUpView> {
    const followUp = await this.findById(id);
    if (!followUp) throw notFound();
    return this.viewOf(followUp);
  }

  /** @throws AppError `not-found` */
  async setStatus(id: string, status: FollowUpStatus): Promise<FollowUpView> {
    const changed = await this.setFields(id, { status });
    if (!changed) throw notFound();
    return this.viewOf(changed);
  }

  /** The cells of an owner's meetings that end after `from`. */
  async busyCells(ownerId: string, from: Date): Promise<string[]> {
    const meetings = await this.documents
      .find({ ownerId, kind: 'meeting', endsAt: { $gt: from } }, { projection: { cells: 1 } })
      .toArray();
    return meetings.flatMap(({ cells = [] }) => cells);
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
