import { Module } from '@nestjs/common';
import {
  withoutSearch,
  type AuditEntry,
  type OrderedWork,
  type PeopleBulkView,
  type PeopleWork,
} from '@linkflow/contracts';
import { ProjectsService, SelectionsService } from '@linkflow/crm';
import {
  AudienceService,
  MailingCopies,
  MailingsService,
  PeopleBulks,
  PeopleModule,
  PeopleReader,
  type PeopleBulkDoc,
} from '@linkflow/mailings';
import { AppError, newId } from '@linkflow/platform';
import { EntityNamesModule } from '../catalogue/entity-names';
import { controllerOf } from '../http/route';
import { mailingLibrary } from '../lib-modules';
import { MailingsApiModule } from '../mailings/mailings.controller';
import { MailingViews } from '../mailings/mailing-views';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef, type SignedInUser } from '../session/signed-in-user';
import { PeopleViews } from './people-views';

/** How many people a filter has, and new mailings to them. */
const PeopleController = controllerOf(
  'people',
  [PeopleReader, PeopleViews, MailingsService, MailingCopies, AudienceService, MailingViews, AuditLog],
  (people, views, mailings, copies, audience, mailingViews, audit) => ({
    count: async ({ body: { filter } }) => {
      const [counted, reset] = await Promise.all([people.count(filter), people.resetLinks(filter)]);
      return { ...counted, resetLinks: await views.links(reset) };
    },
    mail: async ({ body: { filter, name, copyOf }, user }) => {
      const id = newId();
      const target: AuditEntry['target'] = { kind: 'mailing', id, name };
      const about = await views.aboutFilter(filter);
      const recorded = { filter: withoutSearch(filter), about };
      if (copyOf === undefined) {
        const content = { name, subject: '', html: '', preheader: '' };
        await audit.record(user, {
          action: 'mailing.create',
          target,
          act: () => mailings.create(content, userRef(user), id),
        });
      } else {
        const { _id, name: original } = await mailings.get(copyOf);
        await audit.record(user, {
          action: 'mailing.copy',
          target,
          details: { from: { kind: 'mailing', id: _id, name: original } },
          act: () => copies.copy(copyOf, { name, copyId: id }, userRef(user)),
        });
      }
      await audit.record(user, {
        action: 'recipient.add',
        target,
        details: recorded,
        act: () => audience.addPeople(id, { filter, about }, userRef(user)),
        outcome: (result) => ({ details: { ...recorded, ...result } }),
      });
      return mailingViews.detail(await mailings.get(id));
    },
  }),
);

/**
 * Bulks for people: the same work for each person of a filter. A dry run counts them (`people.count`); the work is done for a few of them (the
 * canary), then for the rest at a limited rate.
 */
const PeopleBulksController = controllerOf(
  'peopleBulks',
  [PeopleBulks, PeopleViews, SelectionsService, ProjectsService, AuditLog],
  (bulks, views, selections, projects, audit) => {
    /** Continues or stops a bulk, and records an audit event. */
    const move = async (id: string, to: 'rest' | 'stopped', user: SignedInUser): Promise<PeopleBulkView> => {
      const { work, about } = await bulks.get(id);
      const bulk = await audit.record(user, {
        action: to === 'rest' ? 'people.continue' : 'people.stop',
        target: targetOf(id, about),
        details: { work: work.do },
        act: () => bulks.move(id, to),
      });
      return views.bulk(bulk);
    };

    /** The work with its selection or project, which is created if it is new. */
    const placed = async (work: OrderedWork, user: SignedInUser): Promise<PeopleWork> => {
      if (!('target' in work)) return work;
      const { target, kind } = work;
      if ('id' in target) return { do: work.do, kind, target };
      const { name } = target;
      if (work.do === 'remove')
        throw new AppError('validation.failed', `Nobody can be removed from a new ${kind}`);
      const { id } = await audit.record(user, {
        action: 'list.create',
        target: { kind, id: '', name },
        act: () =>
          kind === 'selection' ? selections.create({ name, kind: 'static' }) : projects.create({ name }),
        outcome: (created) => ({ target: { kind, id: created.id, name } }),
      });
      return { do: work.do, kind, target: { id } };
    };

    return {
      list: async ({ query: { page, pageSize } }) => {
        const { items, total } = await bulks.page(page, pageSize);
        return { items: items.map((bulk) => views.bulk(bulk)), total, page, pageSize };
      },
      start: async ({ body: { filter, work: ordered, canary, perSecond }, user }) => {
        const id = newId();
        const filtered = await views.aboutFilter(filter);
        const work = await placed(ordered, user);
        const target = await views.requireTarget(work);
        const about: PeopleBulkDoc['about'] = { ...filtered, ...(target && { target }) };
        const settings = { work, about, canary, perSecond };
        const details = { ...settings, filter: withoutSearch(filter) };
        const bulk = await audit.record(user, {
          action: 'people.start',
          target: targetOf(id, about),
          details,
          act: () => bulks.start({ ...settings, filter, _id: id, by: userRef(user) }),
          outcome: ({ total }) => ({ details: { ...details, total } }),
        });
        return views.bulk(bulk);
      },
      get: async ({ params }) => views.bulk(await bulks.get(params.id)),
      continue: ({ params, user }) => move(params.id, 'rest', user),
      stop: ({ params, user }) => move(params.id, 'stopped', user),
    };
  },
);

/** A bulk is called by what it is about, else by whose people they are. */
const targetOf = (id: string, { target, mailing, link }: PeopleBulkDoc['about']): AuditEntry['target'] => ({
  kind: 'people-bulk',
  id,
  name: (target ?? mailing ?? link)?.name ?? '',
});

@Module({
  imports: [mailingLibrary, MailingsApiModule, PeopleModule, EntityNamesModule, AuditModule],
  providers: [PeopleViews],
  controllers: [PeopleController, PeopleBulksController],
})
export class PeopleApiModule {}
