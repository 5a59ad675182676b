import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { phrase, verbatim, type NamedQuery, type Page } from '@linkflow/contracts';
import {
  CategoriesService,
  CrmModule,
  FieldsService,
  InterestsService,
  MembersService,
  PrioritiesService,
  ProjectsService,
  ScriptsService,
  SelectionsService,
  TaskTypesService,
  UsersService,
} from '@linkflow/crm';
import { AppError } from '@linkflow/platform';
import { createSandbox } from '@linkflow/sandbox';
import { SessionModule } from '../session/session.controller';
import { UserAdministration } from '../session/user-administration';
import { controllerOf } from '../http/route';
import { AuditModule } from '../ops/audit-log';
import {
  CompaniesController,
  ContactsController,
  FollowUpsController,
  RequestsController,
} from './contacts.controller';
import { Erasures } from './erasures';

/**
 * A service for a list of entries that are created, changed, soft-deleted (`retire`) and restored. References to a deleted entry still
 * show its name.
 */
interface EntryList<View, Created, Changes> {
  page(query: NamedQuery): Promise<Page<View>>;
  create(entry: Created): Promise<View>;
  get(id: string): Promise<View>;
  save(id: string, changes: Changes): Promise<View>;
  retire(id: string): Promise<unknown>;
  restore(id: string): Promise<View>;
}

interface ById {
  params: { id: string };
}

const entryHandlers = <View, Created, Changes>(list: EntryList<View, Created, Changes>) => ({
  list: ({ query }: { query: NamedQuery }) => list.page(query),
  create: ({ body }: { body: Created }) => list.create(body),
  get: ({ params }: ById) => list.get(params.id),
  update: ({ params, body }: ById & { body: Changes }) => list.save(params.id, body),
  retire: async ({ params }: ById) => void (await list.retire(params.id)),
  restore: ({ params }: ById) => list.restore(params.id),
});

const InterestsController = controllerOf(
  'interests',
  [InterestsService, MembersService],
  (interests, members) => ({
    ...entryHandlers(interests),
    members: ({ params, query }) => members.page('interest', params.id, query),
  }),
);

/** Selections and their members. The kind of a selection cannot be changed after it was created. */
const SelectionsController = controllerOf(
  'selections',
  [SelectionsService, MembersService],
  (selections, members) => ({
    ...entryHandlers(selections),
    members: ({ params, query }) => members.page('selection', params.id, query),
  }),
);

const ProjectsController = controllerOf(
  'projects',
  [ProjectsService, MembersService],
  (projects, members) => ({
    ...entryHandlers(projects),
    members: ({ params, query }) => members.page('project', params.id, query),
  }),
);

/** Categories of service requests. Each has a rule that assigns new requests to users. */
const CategoriesController = controllerOf('categories', [CategoriesService], entryHandlers);

/** Parses scripts with the engine that will run them, so that syntax errors are found when a script is saved. */
@Injectable()
class ScriptSyntax implements OnApplicationShutdown {
  private readonly sandbox = createSandbox();

  /** @throws AppError `validation.failed` with the line of the syntax error */
  async check(source: string | undefined): Promise<void> {
    const problem = source === undefined ? null : await this.sandbox.checkSyntax(source);
    if (!problem) return;
    const { line, message } = problem;
    throw new AppError('validation.failed', 'The script has a syntax error.', {
      issues: [
        {
          code: 'script.syntax',
          path: 'source',
          message:
            line === undefined
              ? verbatim(message)
              : phrase({ en: 'Line {line}: {message}', nb: 'Linje {line}: {message}' }, { line, message }),
        },
      ],
    });
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}

/** Scripts that workflows run. */
const ScriptsController = controllerOf('scripts', [ScriptsService, ScriptSyntax], (scripts, syntax) => ({
  ...entryHandlers(scripts),
  create: async ({ body }) => {
    await syntax.check(body.source);
    return scripts.create(body);
  },
  update: async ({ params, body }) => {
    await syntax.check(body.source);
    return scripts.save(params.id, body);
  },
}));

/** Fields, priorities, task types and users, which admins maintain. */
const SettingsController = controllerOf(
  'settings',
  [FieldsService, PrioritiesService, TaskTypesService, UsersService, UserAdministration],
  (fields, priorities, taskTypes, users, administration) => ({
    fields: ({ query }) => fields.list(query.entity),
    createField: ({ body }) => fields.create(body),
    priorities: () => priorities.all(),
    taskTypes: () => taskTypes.all(),
    users: () => users.list(),
    inviteUser: ({ body, user }) => administration.invite(body, user),
    updateUser: ({ params, body, user }) => administration.change(params.id, body, user),
    passwordLink: ({ params, user }) => administration.passwordLink(params.id, user),
    endUserSessions: ({ params, user }) => administration.endSessions(params.id, user),
  }),
);

/** HTTP access to the CRM. */
@Module({
  imports: [CrmModule, SessionModule, AuditModule],
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
  providers: [ScriptSyntax, Erasures],
})
export class CrmApiModule {}
