import {
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { LinkKeysConfig, LinkReaderModule, LinkTokens, LinkUrls, deriveKeys } from '@linkflow/links';
import { readConfig } from '@linkflow/platform';
import { MailFindings } from '../checks/mail-findings';
import { SampleMessages } from '../checks/sample-message';
import { MailCompiler } from '../content/mail-compiler';
import { MailWork } from '../content/mail-work';
import { MailingsRepository } from '../mailings.repository';
import { MailAddresses } from '../subscriptions/mail-addresses';
import { SubscriptionTypes } from '../subscriptions/subscription-types';
import { Suppressions } from '../subscriptions/suppressions';
import { RecipientFacts } from '../recipients/recipient-facts';
import { BouncesModule } from '../bounces/bounces.module';
import { BounceAddresses } from './bounce-addresses';
import { CompiledMailings } from './compiled-mailings';
import { DeliveriesRepository } from './deliveries.repository';
import { DeliveryQueries } from './delivery-queries';
import { MailSender } from './mail-sender';
import { MailServerHealth } from './mail-server-health';
import { MailTransport } from './mail-transport';
import { MessageWriter } from './message-writer';
import { Notices } from './notices';
import { Outbox, OutboxTransport } from './outbox';
import { OutboxPersonalData } from './outbox-personal-data';
import { PreparedMailings } from './prepared-mailings';
import { RefusedAddresses } from './refused-addresses';
import { MailWorkflow, SendingReconciler } from './sending-tasks';
import { readSendingSettings } from './sending.config';
import { MailQueue, SendingService } from './sending.service';
import { SendingsRepository } from './sendings.repository';
import { SmtpTransport } from './smtp-transport';
import { WorkflowMail } from './workflow-mail';

const CONNECT_MS = 30_000;

const transport: Provider = {
  provide: MailTransport,
  useFactory: (outbox: Outbox): MailTransport => {
    const { SMTP_URL: server, MAIL_ANSWER_MS: answerMs } = readSendingSettings();
    if (!server) return new OutboxTransport(outbox);
    return new SmtpTransport(server, { connectMs: Math.min(CONNECT_MS, answerMs), answerMs });
  },
  inject: [Outbox],
};

/** For apps/api: starts sendings and shows how they go. The module of the recipients must be global. */
@Module({})
export class SendingCommandsModule implements OnModuleInit {
  constructor(private readonly deliveries: DeliveriesRepository) {}

  /** The lists of messages need their indexes, also if apps/worker has not started yet. */
  onModuleInit(): Promise<void> {
    return this.deliveries.createIndexes();
  }

  /**
   * @param checks the MailChecksModule of the app
   * @param queue provides {@link MailQueue}
   */
  static with(checks: DynamicModule, queue: Provider): DynamicModule {
    return {
      module: SendingCommandsModule,
      imports: [checks],
      providers: [
        MailingsRepository,
        DeliveriesRepository,
        DeliveryQueries,
        SendingsRepository,
        SendingService,
        Outbox,
        OutboxPersonalData,
        queue,
      ],
      exports: [SendingService, Outbox],
    };
  }
}

/** For apps/worker: sends mailings. The module of the recipients must be global. */
@Module({})
export class MailSendingModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly sendings: SendingsRepository,
    private readonly outbox: Outbox,
    private readonly mail: MailTransport,
  ) {}

  /**
   * `queue` provides {@link MailQueue}, and `facts` provides `MailFacts`, both from the modules in `imports`.
   */
  static forWorker({
    imports,
    queue,
    facts,
  }: {
    imports: NonNullable<DynamicModule['imports']>;
    queue: Provider;
    facts: Provider;
  }): DynamicModule {
    return {
      module: MailSendingModule,
      // Global, because the health of the app needs that of the mail server.
      global: true,
      imports: [BouncesModule, LinkReaderModule, ...imports],
      providers: [
        MailingsRepository,
        MailWork,
        MailCompiler,
        {
          provide: LinkTokens,
          useFactory: (): LinkTokens => new LinkTokens(deriveKeys(readConfig(LinkKeysConfig).LINK_KEYS)),
        },
        LinkUrls,
        MailAddresses,
        SubscriptionTypes,
        Suppressions,
        BounceAddresses,
        DeliveriesRepository,
        DeliveryQueries,
        SendingsRepository,
        CompiledMailings,
        PreparedMailings,
        SampleMessages,
        facts,
        MailFindings,
        RecipientFacts,
        MessageWriter,
        Outbox,
        transport,
        Notices,
        RefusedAddresses,
        MailSender,
        MailServerHealth,
        MailWorkflow,
        SendingReconciler,
        WorkflowMail,
        queue,
      ],
      exports: [
        MailWorkflow,
        WorkflowMail,
        BounceAddresses,
        MailQueue,
        MailServerHealth,
        Outbox,
        Notices,
        LinkUrls,
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    await Promise.all([
      this.deliveries.createIndexes(),
      this.sendings.createIndexes(),
      this.outbox.createIndexes(),
    ]);
  }

  onApplicationShutdown(): void {
    this.mail.close();
  }
}
