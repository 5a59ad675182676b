import { Controller, Module } from '@nestjs/common';
import { ROUTES, type OpsOverview } from '@linkflow/contracts';
import { Repairs, RunCounts } from '@linkflow/engine';
import { ClickRate, ClicksModule } from '@linkflow/links';
import { EntityNamesModule } from '../catalogue/entity-names';
import { Route } from '../http/route';
import { engineForApi } from '../runs/engine-for-api';
import { AuditModule } from './audit-log';
import { BulksController } from './bulks.controller';
import { Overview } from './overview.service';
import { PausesController } from './pauses.controller';
import { SystemMetrics } from './system-metrics';

@Controller()
export class OverviewController {
  constructor(private readonly overview: Overview) {}

  @Route(ROUTES.ops.overview)
  read(): Promise<OpsOverview> {
    return this.overview.read();
  }
}

/** For operators: overview, bulks, pauses, and the system's metrics for Prometheus. */
@Module({
  imports: [engineForApi, ClicksModule, EntityNamesModule, AuditModule],
  controllers: [OverviewController, BulksController, PausesController],
  providers: [ClickRate, RunCounts, Repairs, Overview, SystemMetrics],
})
export class OpsModule {}
