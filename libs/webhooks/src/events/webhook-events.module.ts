import { Module, type DynamicModule, type OnModuleInit, type Provider } from '@nestjs/common';
import { WebhooksModule } from '../webhooks.module';
import { WebhookDeliveries } from './webhook-deliveries';
import { WebhookDispatcher } from './webhook-dispatcher';
import { WebhookEvents } from './webhook-events';
import { WebhookSubscriptions } from './webhook-subscriptions';
import { WebhookTasks } from './webhook-tasks';
import { WebhookTestEvents } from './webhook-test-events';
import { WebhooksPersonalData } from './webhooks-personal-data';

/** For the libs whose facts are events. It makes no indexes, because apps/click starts without MongoDB too. */
@Module({
  providers: [WebhookSubscriptions, WebhookDeliveries, WebhookEvents, WebhooksPersonalData],
  exports: [WebhookSubscriptions, WebhookDeliveries, WebhookEvents],
})
export class WebhookEventsModule {}

class WithIndexes implements OnModuleInit {
  constructor(private readonly deliveries: WebhookDeliveries) {}

  onModuleInit(): Promise<void> {
    return this.deliveries.createIndexes();
  }
}

/** For apps/api: tries subscriptions out. */
@Module({
  imports: [WebhookEventsModule, WebhooksModule],
  providers: [WebhookTestEvents],
  exports: [WebhookEventsModule, WebhookTestEvents],
})
export class WebhookCommandsModule extends WithIndexes {
  constructor(deliveries: WebhookDeliveries) {
    super(deliveries);
  }
}

/** For apps/worker: sends events. `ports` provides WebhookPayloads and WebhookQueue. */
@Module({})
export class WebhookDispatchModule extends WithIndexes {
  constructor(deliveries: WebhookDeliveries) {
    super(deliveries);
  }

  static forWorker(imports: NonNullable<DynamicModule['imports']>, ports: Provider[]): DynamicModule {
    return {
      module: WebhookDispatchModule,
      imports: [WebhookEventsModule, WebhooksModule, ...imports],
      providers: [WebhookDispatcher, WebhookTasks, ...ports],
      exports: [WebhookDispatcher, WebhookEventsModule],
    };
  }
}
