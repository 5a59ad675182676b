import { Module } from '@nestjs/common';
import { ClickRate, ClicksModule } from '@linkflow/links';
import { Repairs, RunCounts } from '@linkflow/engine';
import { OpsNumbers } from './ops-numbers';
import { OverviewController } from './overview.controller';
import { Overview } from './overview.service';

/** How the engine stands, for people and for Prometheus. */
@Module({
  imports: [ClicksModule],
  controllers: [OverviewController],
  providers: [ClickRate, RunCounts, Repairs, Overview, OpsNumbers],
})
export class OverviewModule {}
