import { Injectable } from '@nestjs/common';
import {
  reasonTexts,
  type PeopleAbout,
  type PeopleBulkView,
  type PeopleFilter,
  type PeopleWork,
  type Ref,
  type RefKind,
  type Text,
} from '@linkflow/contracts';
import { CRM_REASONS } from '@linkflow/crm-port';
import { SelectionsService } from '@linkflow/crm';
import type { PeopleBulkDoc } from '@linkflow/mailings';
import { AppError } from '@linkflow/platform';
import { EntityNames } from '../catalogue/entity-names';

const textOf = reasonTexts(CRM_REASONS);

const MISSING: Text = { en: 'Does not exist any more', nb: 'Finnes ikke lenger' };

/** What work needs: references, by the property that names them. */
type Needed = [property: string, kind: RefKind, id: string];

/** Names of what bulks for people refer to, and the API's views of them. */
@Injectable()
export class PeopleViews {
  constructor(
    private readonly names: EntityNames,
    private readonly selections: SelectionsService,
  ) {}

  async aboutFilter(filter: PeopleFilter): Promise<PeopleAbout> {
    const named = (kind: RefKind, id: string) => this.names.nameOf(kind, id);
    const { mailingId } = filter;
    const [mailing, link, links] = await Promise.all([
      mailingId === undefined ? undefined : named('mailing', mailingId),
      filter.of === 'link' ? named('link', filter.linkId) : undefined,
      this.links(filter.of === 'link' ? [] : [...filter.with, ...filter.without]),
    ]);
    return { ...(link && { link }), ...(mailing && { mailing }), links };
  }

  /** Links with their names. */
  links(ids: readonly string[]): Promise<Ref[]> {
    return Promise.all(ids.map((id) => this.names.nameOf('link', id)));
  }

  /**
   * Checks that everything exists that the work needs.
   * @returns what the work is about: the selection or project, the type of the follow-up, or the category of the request; undefined if it is about
   * nothing else than the people
   * @throws AppError validation.failed; selection.not-static
   */
  async requireTarget(work: PeopleWork): Promise<Ref | undefined> {
    const refs = await Promise.all(
      neededBy(work).map(async ([property, kind, id]) => {
        const ref = await this.names.nameOf(kind, id);
        if (ref.missing)
          throw new AppError('validation.failed', `The ${kind} does not exist`, {
            issues: [{ code: 'work.missing', path: `work.${property}`, message: MISSING }],
          });
        return ref;
      }),
    );
    if ((work.do === 'add' || work.do === 'remove') && work.kind === 'selection') {
      const { kind } = await this.selections.get(work.target.id);
      if (kind !== 'static')
        throw new AppError('selection.not-static', 'People can be added to static selections only');
    }
    return refs[0];
  }

  bulk(bulk: PeopleBulkDoc): PeopleBulkView {
    const { filter, work, about, state, canary, perSecond, total, done, unchanged, withoutCard, by } = bulk;
    return {
      id: bulk._id,
      filter,
      work,
      about,
      state,
      canary,
      perSecond,
      total,
      done,
      unchanged,
      failures: bulk.failures.map(({ reason, count }) => ({ reason: textOf(reason), count })),
      withoutCard,
      at: bulk.at.toISOString(),
      ...(bulk.endedAt && { endedAt: bulk.endedAt.toISOString() }),
      by,
    };
  }
}

/** The first one is what the work is about. */
function neededBy(work: PeopleWork): Needed[] {
  switch (work.do) {
    case 'add':
    case 'remove':
      return [['target', work.kind, work.target.id]];
    case 'follow-up': {
      const { taskTypeId, projectId, ownerId } = work;
      return [
        ['taskTypeId', 'task-type', taskTypeId],
        ...(projectId ? [['projectId', 'project', projectId] as Needed] : []),
        ...(ownerId ? [['ownerId', 'user', ownerId] as Needed] : []),
      ];
    }
    case 'request': {
      const { categoryId, priorityId, owner } = work;
      return [
        ['categoryId', 'category', categoryId],
        ['priorityId', 'priority', priorityId],
        ...(owner.kind === 'user' ? [['owner', 'user', owner.userId] as Needed] : []),
      ];
    }
    default:
      return [];
  }
}
