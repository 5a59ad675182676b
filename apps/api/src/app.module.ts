import { Injectable, Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { HealthModule, PlatformModule, readConfig } from '@linkflow/platform';
import { JOB_KINDS, QueuesModule } from '@linkflow/queues';
import { z } from 'zod';
import { CatalogueModule } from './catalogue/catalogue.controller';
import { CrmApiModule } from './crm/lists.controller';
import { DemoModule } from './demo/demo-seeder';
import { FormsApiModule } from './forms/forms.controller';
import { ClicksApiModule } from './links/clicks.controller';
import { LinksApiModule } from './links/links.controller';
import { MailingsApiModule } from './mailings/mailings.controller';
import { MailTemplatesApiModule } from './mailings/mail-templates.controller';
import { PicturesApiModule } from './mailings/pictures.controller';
import { SendingApiModule } from './mailings/sending.controller';
import { SubscriptionsApiModule } from './mailings/subscriptions.controller';
import { OpsModule } from './ops/ops.module';
import { RunsApiModule } from './runs/runs.controller';
import { SessionModule } from './session/session.controller';
import { WebhookSubscriptionsApiModule } from './webhooks/webhook-subscriptions.controller';
import { WebhooksApiModule } from './webhooks/webhooks.controller';

const ApiConfig = z.object({
  API_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  API_HOST: z.string().default('0.0.0.0'),
  /** Folder of the built ui. Without it only the API is served. */
  UI_DIR: z.string().optional(),
  /** Validates every response against its schema. For development and tests. */
  CHECK_RESPONSES: z.enum(['true', 'false', '']).default('false'),
});

@Injectable()
export class ApiSettings {
  private readonly config = readConfig(ApiConfig);
  readonly port = this.config.API_PORT;
  readonly host = this.config.API_HOST;
  readonly uiFolder = this.config.UI_DIR;
  readonly checkResponses = this.config.CHECK_RESPONSES === 'true';
}

/** The root module of the api, which serves HTTP for marketers and ops. */
@Module({
  imports: [
    PlatformModule.forApp('api'),
    // The api adds jobs only to the queue of runs. It opens the other queues to read their statistics and to show them on the queue board.
    QueuesModule.producing(JOB_KINDS, { failFast: false }),
    HealthModule.needing(),
    // The CRM adapter.
    CrmModule,
    SessionModule,
    CatalogueModule,
    CrmApiModule,
    LinksApiModule,
    FormsApiModule,
    ClicksApiModule,
    MailingsApiModule,
    SendingApiModule,
    SubscriptionsApiModule,
    MailTemplatesApiModule,
    PicturesApiModule,
    RunsApiModule,
    WebhooksApiModule,
    WebhookSubscriptionsApiModule,
    OpsModule,
    DemoModule,
  ],
  providers: [ApiSettings],
  exports: [ApiSettings],
})
export class AppModule {}
