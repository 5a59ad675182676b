/** Tracked links: the library with folders, drafts and versions, tokens, snapshots for apps/click, clicks and their counts. */
export { AcceptedClicks } from './clicks/accepted-clicks';
export { ClickArchive } from './clicks/click-archive';
export {
  ClickRecorder,
  browserOf,
  type ClickDoc,
  type ClickerDoc,
  type RecordedClick,
} from './clicks/click-recorder';
export { ClickRecount } from './clicks/click-recount';
export { ClickRollup } from './clicks/click-rollup';
export { ClickCounter, ClickRate, TotalsRepository, type ClickCounts } from './clicks/click-totals';
export { ClicksRepository } from './clicks/clicks.repository';
export { SetAsideClicks } from './clicks/set-aside-clicks';
export { TotalsCheck, type TotalsDifference } from './clicks/totals-check';
export { DirtySlices } from './clicks/slices';
export type { EarlierDraftRow } from './library/draft-history';
export { DraftRules, DraftsService } from './library/drafts.service';
export { FoldersService, MAX_FOLDER_DEPTH } from './library/folders.service';
export { LinksRepository, type Author, type LinkDoc, type LinkRow } from './library/links.repository';
export { LinkReader } from './library/link-reader';
export { LinksService, type NewLink } from './library/links.service';
export { PublishingService } from './library/publishing.service';
export { CompiledVersions, readVersion, type VersionDoc } from './library/versions';
export {
  LinkKeysConfig,
  LinkTokens,
  LinkUrls,
  UrlConfig,
  deriveKeys,
  linkPlaceholder,
  linksInText,
  tokenInUrl,
  withoutTail,
  type TokenSubject,
} from './link-tokens';
export { ClicksModule, LinkAnswersModule, LinkReaderModule, LinksModule } from './links.module';
export { linksMigrations } from './links.migrations';
export { ListRepository, NAME_ORDER, type RowPage } from './list-query';
export { Recipients, type LinkRecipient } from './recipients';
export { StoredSnapshots, isNewer, packSnapshot, unpackSnapshot, type LinkSnapshot } from './snapshots';
export { SuspendedScripts, type SuspendedScript } from './suspended-scripts';
