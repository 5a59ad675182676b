import { Module } from '@nestjs/common';
import { Repairs, RunCounts } from '@linkflow/engine';
import { ClickRate, ClicksModule } from '@linkflow/links';
import { EntityNamesModule } from '../catalogue/entity-names';
import { EventHub } from '../events/event-hub';
import { streamEvents } from '../events/event-stream';
import { Presence, PresenceModule } from '../events/presence';
import { controllerOf } from '../http/route';
import { engineForApi } from '../lib-modules';
import { SessionModule } from '../session/session.controller';
import { SessionStreams } from '../session/session-streams';
import { AuditLog, AuditModule } from './audit-log';
import { BulksController } from './bulks.controller';
import { Overview } from './overview.service';
import { PausesController } from './pauses.controller';
import { ReconciliationChecks } from './reconciliation';
import { Reconciliations, ReconciliationsController } from './reconciliations';
import { SetAsideController } from './set-aside.controller';
import { SystemMetrics } from './system-metrics';

const OpsController = controllerOf(
  'ops',
  [Overview, AuditLog, EventHub, SessionStreams, Presence],
  (overview, audit, hub, streams, presence) => ({
    overview: () => overview.read(),
    audit: ({ query }) => audit.page(query),
    events: ({ query, user }, reply) => {
      if (!streamEvents(hub, query.topics, reply)) return;
      streams.endWithSession(reply, user);
      reply.raw.on('close', presence.enter(query.topics, user));
    },
  }),
);

/** For operators: overview, bulk operations, pauses, live events, and the system's metrics for Prometheus. */
@Module({
  imports: [SessionModule, engineForApi, ClicksModule, EntityNamesModule, AuditModule, PresenceModule],
  controllers: [
    OpsController,
    BulksController,
    PausesController,
    ReconciliationsController,
    SetAsideController,
  ],
  providers: [
    ClickRate,
    RunCounts,
    Repairs,
    Overview,
    ReconciliationChecks,
    Reconciliations,
    SystemMetrics,
    EventHub,
  ],
})
export class OpsModule {}
