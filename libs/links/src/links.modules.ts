import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ClickCounter } from './clicks/click-counts';
import { ClickFacts } from './clicks/click-facts';
import { ClickRecorder } from './clicks/click-recorder';
import { ClickRecount } from './clicks/click-recount';
import { ClickRoller } from './clicks/click-roller';
import { ClickersRepository } from './clicks/clickers.repository';
import { FirstHits } from './clicks/first-hits';
import { LiveSlices } from './clicks/live-slices';
import { SliceMarks } from './clicks/slice-marks';
import { FoldersRepository } from './folders/folders.repository';
import { FoldersService } from './folders/folders.service';
import { DraftsService } from './links/drafts.service';
import { LinksRepository } from './links/links.repository';
import { LinksService } from './links/links.service';
import { RecipientDirectory } from './recipients/recipient-directory';
import { SnapshotPublisher } from './snapshots/snapshot-publisher';
import { SnapshotReader } from './snapshots/snapshot-reader';
import { StoredSnapshots } from './snapshots/stored-snapshots';
import { LinkStore } from './store/link-store';
import { LinkAddresses, linkTokensProvider } from './tokens/link-addresses';
import { LinkTokens } from './tokens/link-tokens';
import { PublishingService } from './versions/publishing.service';

const clicks = [
  LinkStore,
  RecipientDirectory,
  SliceMarks,
  ClickRecorder,
  LiveSlices,
  ClickCounter,
  ClickFacts,
  ClickRecount,
  ClickRoller,
  FirstHits,
  ClickersRepository,
];

/** Clicks and what can be told from them: for whoever records or counts them. */
@Module({ providers: clicks, exports: clicks })
export class ClicksModule {}

const answering = [SnapshotReader, StoredSnapshots, linkTokensProvider];

/** What apps/click answers from. */
@Module({
  imports: [ClicksModule],
  providers: answering,
  exports: [ClicksModule, StoredSnapshots, LinkTokens],
})
export class LinkAnswersModule {}

const library = [
  SnapshotReader,
  SnapshotPublisher,
  LinksRepository,
  LinksService,
  DraftsService,
  PublishingService,
  FoldersRepository,
  FoldersService,
  linkTokensProvider,
  LinkAddresses,
];

/** The link library. `rules` provides DraftRules, by which drafts are judged. */
@Module({})
export class LinksModule {
  static withRules(rules: Provider, imports: NonNullable<DynamicModule['imports']> = []): DynamicModule {
    return {
      module: LinksModule,
      imports: [ClicksModule, ...imports],
      providers: [...library, rules],
      exports: [
        ClicksModule,
        LinksService,
        DraftsService,
        PublishingService,
        FoldersService,
        LinkTokens,
        LinkAddresses,
        LinksRepository,
      ],
    };
  }
}
