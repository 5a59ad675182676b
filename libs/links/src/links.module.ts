import { Module, type DynamicModule, type OnModuleInit, type Provider } from '@nestjs/common';
import { WebhookEventsModule } from '@linkflow/webhooks';
import { AcceptedClicks } from './clicks/accepted-clicks';
import { ClickArchive } from './clicks/click-archive';
import { ClickRecount } from './clicks/click-recount';
import { ClickSums } from './clicks/click-sums';
import { ClickRollup } from './clicks/click-rollup';
import { ClickLists } from './clicks/click-lists';
import { ClickReports } from './clicks/click-reports';
import { ClickRate } from './clicks/click-rate';
import { ClickCounter, TotalsRepository } from './clicks/click-totals';
import { ClickResets } from './clicks/click-resets';
import { ResetWriter } from './clicks/reset-writer';
import { ClickRecorder } from './clicks/click-recorder';
import { ClickPolicies, networksProvider } from './clicks/click-trust';
import { ClickingRecipients } from './clicks/clicking-recipients';
import { ClicksRepository } from './clicks/clicks.repository';
import { ClickerVerdicts } from './clicks/clicker-verdicts';
import { DeliveryJudge } from './clicks/delivery-judge';
import { DeliveryWindows } from './clicks/delivery-windows';
import { Networks } from './verdicts';
import { Looks } from './clicks/looks';
import { Rejudging } from './clicks/rejudging';
import { SetAsideClicks } from './clicks/set-aside-clicks';
import { TotalsCheck } from './clicks/totals-check';
import { VerdictEvents } from './clicks/verdict-events';
import { VerdictCorrections } from './clicks/verdict-corrections';
import { DirtySlices } from './clicks/slices';
import { DraftHistory } from './library/draft-history';
import { DraftsService } from './library/drafts.service';
import { FoldersService } from './library/folders.service';
import { LinkReader } from './library/link-reader';
import { LinkResets } from './library/link-resets';
import { LinksRepository } from './library/links.repository';
import { LinksService } from './library/links.service';
import { PublishingParts, PublishingService } from './library/publishing.service';
import { ScriptOwners } from './library/script-owners';
import { VersionsRepository } from './library/versions';
import { LinkOwners } from './library/workflow-owners';
import { LinksPersonalData } from './links-personal-data';
import { LinkTokens, LinkUrls, linkTokensProvider } from './link-tokens';
import { EpochRepository, SnapshotEpoch } from './snapshot-epoch';
import { SuspendedScripts } from './suspended-scripts';
import { HtmlWork } from './text/html-work';
import { SnapshotPublisher, SnapshotReader, StoredSnapshots } from './snapshots';

const CLICK_PROVIDERS = [
  ClicksRepository,
  ClickingRecipients,
  TotalsRepository,
  DirtySlices,
  ClickRecorder,
  ClickCounter,
  ClickRecount,
  ClickRollup,
  AcceptedClicks,
  ClickArchive,
  ClickResets,
  ResetWriter,
  TotalsCheck,
  ClickRate,
  ClickReports,
  ClickLists,
  SetAsideClicks,
  SuspendedScripts,
  LinksPersonalData,
  ClickPolicies,
  Looks,
  DeliveryWindows,
  ClickerVerdicts,
  DeliveryJudge,
  VerdictCorrections,
  VerdictEvents,
  Rejudging,
];

/** Clicks, their counts, and who clicked. The app provides `Recipients` in a global module. */
@Module({
  imports: [WebhookEventsModule],
  providers: [...CLICK_PROVIDERS, ClickSums, networksProvider],
  exports: [...CLICK_PROVIDERS, Networks],
})
export class ClicksModule {}

/** For apps/click: snapshots of links, tokens, and counts. */
@Module({
  imports: [ClicksModule],
  providers: [
    LinksRepository,
    VersionsRepository,
    EpochRepository,
    SnapshotReader,
    StoredSnapshots,
    linkTokensProvider,
  ],
  exports: [ClicksModule, StoredSnapshots, LinkTokens],
})
export class LinkAnswersModule {}

/** For apps/worker: reads links. */
@Module({
  providers: [LinksRepository, VersionsRepository, LinkReader],
  exports: [LinkReader],
})
export class LinkReaderModule {}

/** The module of the link library, for apps/api. The provider that `withRules` receives must provide DraftRules. */
@Module({})
export class LinksModule implements OnModuleInit {
  constructor(
    private readonly clicks: ClicksRepository,
    private readonly looks: Looks,
    private readonly totals: TotalsRepository,
    private readonly resets: ClickResets,
    private readonly links: LinksRepository,
    private readonly versions: VersionsRepository,
    private readonly folders: FoldersService,
    private readonly history: DraftHistory,
  ) {}

  static withRules(rules: Provider, imports: NonNullable<DynamicModule['imports']> = []): DynamicModule {
    return {
      module: LinksModule,
      imports: [ClicksModule, ...imports],
      providers: [
        LinksRepository,
        VersionsRepository,
        FoldersService,
        EpochRepository,
        SnapshotEpoch,
        SnapshotReader,
        SnapshotPublisher,
        LinksService,
        LinkResets,
        { provide: LinkReader, useExisting: LinksService },
        LinkOwners,
        ScriptOwners,
        DraftHistory,
        DraftsService,
        PublishingParts,
        PublishingService,
        linkTokensProvider,
        LinkUrls,
        HtmlWork,
        rules,
      ],
      exports: [
        ClicksModule,
        LinksRepository,
        LinksService,
        LinkResets,
        LinkReader,
        ScriptOwners,
        DraftHistory,
        DraftsService,
        PublishingParts,
        PublishingService,
        rules,
        FoldersService,
        LinkTokens,
        LinkUrls,
      ],
    };
  }

  /** Creates missing indexes at start, before the first write, because the repositories rely on the unique ones. */
  async onModuleInit(): Promise<void> {
    const { clicks, looks, totals, resets, links, versions, folders, history } = this;
    const owners = [clicks, looks, totals, resets, links, versions, folders, history];
    await Promise.all(owners.map((owner) => owner.createIndexes()));
  }
}
