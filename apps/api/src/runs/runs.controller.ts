import { Module } from '@nestjs/common';
import type { RunDetail } from '@linkflow/contracts';
import { ErrorGroups, RunCommands, RunQueries, type RunChange } from '@linkflow/engine';
import { ClicksModule } from '@linkflow/links';
import { CatalogueModule } from '../catalogue/catalogue.controller';
import { controllerOf } from '../http/route';
import { AuditLog, AuditModule, type AuditSubject } from '../ops/audit-log';
import type { SignedInUser } from '../session/signed-in-user';
import { engineForApi } from '../lib-modules';
import { RunViews, withReasonText } from './run-views';

interface CommandInput {
  params: { id: string };
  body?: object;
  user: SignedInUser;
}

/** Reading runs, and commands for one run. */
const RunsController = controllerOf(
  'runs',
  [RunQueries, ErrorGroups, RunCommands, RunViews, AuditLog],
  (queries, groups, commands, views, audit) => {
    const subjectOf = async (id: string): Promise<AuditSubject> => {
      const { name, contactId } = await views.nameOf(id);
      return { target: { kind: 'run', id, name }, contactId };
    };

    const change = async (
      { params: { id }, body, user }: CommandInput,
      command: RunChange,
    ): Promise<RunDetail> => {
      await audit.record(user, {
        action: `run.${command.verb}`,
        ...(await subjectOf(id)),
        details: body && { ...body },
        act: () => commands.change(id, command),
      });
      return views.detail(id);
    };

    return {
      list: async ({ query }) => views.page(await queries.page(query, query.page, query.pageSize)),
      attention: () => queries.attention(),
      errors: async ({ query }) => (await groups.list(query)).map(withReasonText),
      get: ({ params }) => views.detail(params.id),
      retry: (input) => change(input, { verb: 'retry', ...input.body }),
      skip: (input) => change(input, { verb: 'skip', ...input.body }),
      cancel: (input) => change(input, { verb: 'cancel' }),
      resolve: (input) => change(input, { verb: 'resolve', ...input.body }),
      release: (input) => change(input, { verb: 'release' }),
      drop: (input) => change(input, { verb: 'drop' }),
      rerun: async ({ params: { id }, user }) => {
        const subject = await subjectOf(id);
        const run = await audit.record(user, {
          action: 'run.rerun',
          ...subject,
          details: { of: id },
          act: () => commands.rerun(id),
          outcome: ({ _id }) => ({ target: { ...subject.target, id: _id } }),
        });
        return views.detail(run._id);
      },
    };
  },
);

@Module({
  imports: [engineForApi, ClicksModule, CatalogueModule, AuditModule],
  controllers: [RunsController],
  providers: [RunViews],
})
export class RunsApiModule {}
