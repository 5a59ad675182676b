import { Controller, Module } from '@nestjs/common';
import {
  ROUTES,
  type AuditEntry,
  type ErrorGroup,
  type RunAttention,
  type RunDetail,
  type RunPage,
} from '@linkflow/contracts';
import { ErrorGroups, RunCommands, RunQueries } from '@linkflow/engine';
import { ClicksModule } from '@linkflow/links';
import { CatalogueModule } from '../catalogue/catalogue.controller';
import { withReasonText } from '../catalogue/reason-views';
import { Route, type Input } from '../http/route';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { engineForApi } from './engine-for-api';
import { RunViews } from './run-views.service';

const routes = ROUTES.runs;

/** Reading runs. */
@Controller()
export class RunsController {
  constructor(
    private readonly queries: RunQueries,
    private readonly groups: ErrorGroups,
    private readonly views: RunViews,
  ) {}

  @Route(routes.list)
  async list({ query }: Input<typeof routes.list>): Promise<RunPage> {
    return this.views.page(await this.queries.page(query, query.page, query.pageSize));
  }

  @Route(routes.attention)
  attention(): Promise<RunAttention> {
    return this.queries.attention();
  }

  @Route(routes.errors)
  async errors({ query }: Input<typeof routes.errors>): Promise<ErrorGroup[]> {
    return (await this.groups.list(query)).map(withReasonText);
  }

  @Route(routes.get)
  get({ params }: Input<typeof routes.get>): Promise<RunDetail> {
    return this.views.detail(params.id);
  }
}

/** Commands for one run. */
@Controller()
export class RunCommandsController {
  constructor(
    private readonly commands: RunCommands,
    private readonly views: RunViews,
    private readonly audit: AuditLog,
  ) {}

  @Route(routes.retry)
  async retry({ params: { id }, body, user }: Input<typeof routes.retry>): Promise<RunDetail> {
    await this.audit.record(user, {
      action: 'run.retry',
      target: await this.target(id),
      details: { ...body },
      act: () => this.commands.change(id, { verb: 'retry', ...body }),
    });
    return this.views.detail(id);
  }

  @Route(routes.skip)
  async skip({ params: { id }, body, user }: Input<typeof routes.skip>): Promise<RunDetail> {
    await this.audit.record(user, {
      action: 'run.skip',
      target: await this.target(id),
      details: { ...body },
      act: () => this.commands.change(id, { verb: 'skip', ...body }),
    });
    return this.views.detail(id);
  }

  @Route(routes.cancel)
  async cancel({ params: { id }, user }: Input<typeof routes.cancel>): Promise<RunDetail> {
    await this.audit.record(user, {
      action: 'run.cancel',
      target: await this.target(id),
      act: () => this.commands.change(id, { verb: 'cancel' }),
    });
    return this.views.detail(id);
  }

  @Route(routes.resolve)
  async resolve({ params: { id }, body, user }: Input<typeof routes.resolve>): Promise<RunDetail> {
    await this.audit.record(user, {
      action: 'run.resolve',
      target: await this.target(id),
      details: { ...body },
      act: () => this.commands.change(id, { verb: 'resolve', ...body }),
    });
    return this.views.detail(id);
  }

  @Route(routes.rerun)
  async rerun({ params: { id }, user }: Input<typeof routes.rerun>): Promise<RunDetail> {
    const target = await this.target(id);
    const run = await this.audit.record(user, {
      action: 'run.rerun',
      target,
      details: { of: id },
      act: () => this.commands.rerun(id),
      outcome: ({ _id }) => ({ target: { ...target, id: _id } }),
    });
    return this.views.detail(run._id);
  }

  private async target(id: string): Promise<AuditEntry['target']> {
    return { kind: 'run', id, name: await this.views.nameOf(id) };
  }
}

@Module({
  imports: [engineForApi, ClicksModule, CatalogueModule, AuditModule],
  controllers: [RunsController, RunCommandsController],
  providers: [RunViews],
})
export class RunsApiModule {}
