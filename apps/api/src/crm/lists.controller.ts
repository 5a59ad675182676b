import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { phrase, type UpdateCategory } from '@linkflow/contracts';
import {
  CategoriesService,
  CrmModule,
  FieldsService,
  InterestsService,
  MatchingContacts,
  MembersService,
  PrioritiesService,
  ProjectsService,
  ScriptsService,
  SelectionsService,
  TaskTypesService,
  UsersService,
} from '@linkflow/crm';
import { FormsRepository } from '@linkflow/forms';
import { LinksRepository, ScriptOwners } from '@linkflow/links';
import { AppError } from '@linkflow/platform';
import { SCRIPT_REASONS, createSandbox } from '@linkflow/sandbox';
import { SessionModule } from '../session/session.controller';
import { UserAdministration } from '../session/user-administration';
import { controllerOf } from '../http/route';
import { EntityNames, EntityNamesModule } from '../catalogue/entity-names';
import { formLibrary, linkLibrary, mailingLibrary } from '../lib-modules';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { entryHandlers } from './audited-lists';
import {
  CompaniesController,
  ContactsController,
  FollowUpsController,
  RequestsController,
} from './contacts.controller';
import { Erasures } from './erasures';
import { SelectionCriteria } from './selection-criteria';
import { ScriptTrials } from './script-trials';

const InterestsController = controllerOf(
  'interests',
  [InterestsService, MembersService, AuditLog],
  (interests, members, audit) => ({
    ...entryHandlers(interests, audit, { kind: 'interest' }),
    members: ({ params, query }) => members.page('interest', params.id, query),
  }),
);

/** Selections and their members. The kind of a selection cannot be changed after it was created. */
const SelectionsController = controllerOf(
  'selections',
  [SelectionsService, MembersService, MatchingContacts, SelectionCriteria, AuditLog],
  (selections, members, matching, criteria, audit) => {
    const handlers = entryHandlers(selections, audit, { kind: 'selection' });
    return {
      ...handlers,
      create: async (input) => {
        await criteria.check(input.body.kind, input.body.criteria);
        return handlers.create(input);
      },
      update: async (input) => {
        const { kind } = await selections.get(input.params.id);
        await criteria.check(kind, input.body.criteria);
        return handlers.update(input);
      },
      members: ({ params, query }) => members.page('selection', params.id, query),
      preview: async ({ body }) => {
        await criteria.check('dynamic', body.criteria);
        return matching.preview(body.criteria);
      },
    };
  },
);

const ProjectsController = controllerOf(
  'projects',
  [ProjectsService, MembersService, AuditLog],
  (projects, members, audit) => ({
    ...entryHandlers(projects, audit, { kind: 'project' }),
    members: ({ params, query }) => members.page('project', params.id, query),
  }),
);

/** Categories of service requests. Each has a rule that assigns new requests to users. */
const CategoriesController = controllerOf(
  'categories',
  [CategoriesService, EntityNames, AuditLog],
  (categories, names, audit) =>
    entryHandlers(categories, audit, {
      kind: 'category',
      shown: async ({ members, ...changes }: UpdateCategory) => ({
        ...changes,
        members:
          members &&
          (await Promise.all(
            members.map(async ({ userId, weight }) => ({ user: await names.nameOf('user', userId), weight })),
          )),
      }),
    }),
);

/** Parses scripts with the engine that will run them, so that syntax errors are found when a script is saved. */
@Injectable()
class ScriptSyntax implements OnApplicationShutdown {
  private readonly sandbox = createSandbox();

  /** @throws AppError `validation.failed` with the line of the syntax error */
  async check(source: string | undefined): Promise<void> {
    const problem = source === undefined ? null : await this.sandbox.checkSyntax(source);
    if (!problem) return;
    const { line = 0, message } = problem;
    throw new AppError('validation.failed', 'The script has a syntax error.', {
      issues: [
        {
          code: 'script.syntax',
          path: 'source',
          message: phrase(SCRIPT_REASONS.texts['script.syntax'], { detail: message, line }),
        },
      ],
    });
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}

/** Scripts that workflows run. */
const ScriptsController = controllerOf(
  'scripts',
  [ScriptsService, ScriptSyntax, ScriptTrials, ScriptOwners, LinksRepository, FormsRepository, AuditLog],
  (scripts, syntax, trials, owners, links, forms, audit) => {
    const handlers = entryHandlers(scripts, audit, { kind: 'script', actions: 'script' });
    return {
      ...handlers,
      create: async (input) => {
        await syntax.check(input.body.source);
        return handlers.create(input);
      },
      update: async (input) => {
        await syntax.check(input.body.source);
        return handlers.update(input);
      },
      uses: async ({ params: { id } }) => {
        await scripts.get(id);
        return owners.of(id, { links, forms });
      },
      try: ({ body }) => trials.run(body),
    };
  },
);

/** Fields, priorities, task types and users, which admins maintain. */
const SettingsController = controllerOf(
  'settings',
  [FieldsService, PrioritiesService, TaskTypesService, UsersService, UserAdministration, AuditLog],
  (fields, priorities, taskTypes, users, administration, audit) => ({
    fields: ({ query }) => fields.list(query.entity),
    createField: ({ body, user }) =>
      audit.record(user, {
        action: 'field.create',
        target: { kind: 'field', id: '', name: body.name },
        details: { key: body.key, type: body.type },
        act: () => fields.create(body),
        outcome: ({ id, name }) => ({ target: { kind: 'field', id, name } }),
      }),
    priorities: () => priorities.all(),
    taskTypes: () => taskTypes.all(),
    users: () => users.list(),
    inviteUser: ({ body, user }) => administration.invite(body, user),
    updateUser: ({ params, body, user }) => administration.change(params.id, body, user),
    passwordLink: ({ params, user }) => administration.passwordLink(params.id, user),
    endUserSessions: ({ params, user }) => administration.endSessions(params.id, user),
    unlinkIdentity: ({ params, user }) => administration.unlinkIdentity(params.id, user),
  }),
);

/** HTTP access to the CRM. */
@Module({
  imports: [
    CrmModule,
    SessionModule,
    AuditModule,
    EntityNamesModule,
    mailingLibrary,
    linkLibrary,
    formLibrary,
  ],
  controllers: [
    CategoriesController,
    CompaniesController,
    ContactsController,
    FollowUpsController,
    InterestsController,
    ProjectsController,
    RequestsController,
    ScriptsController,
    SelectionsController,
    SettingsController,
  ],
  providers: [ScriptSyntax, ScriptTrials, SelectionCriteria, Erasures],
})
export class CrmApiModule {}
