/** Tracked links: the library with folders, drafts and versions, tokens, snapshots for apps/click, clicks and their counts. */
export { ClickRate } from './clicks/click-rate';
export { ClickRecorder, type RecordedClick } from './clicks/click-recorder';
export { ClickRecount } from './clicks/click-recount';
export { ClickRollup } from './clicks/click-rollup';
export { ClickCounter, TotalsRepository, type ClickCounts } from './clicks/click-totals';
export { ClicksRepository, lowestIdAt, type ClickDoc, type ClickerDoc } from './clicks/clicks.repository';
export { DirtySlices } from './clicks/slices';
export { CompiledVersions } from './library/compiled-versions';
export { DraftRules, DraftsService } from './library/drafts.service';
export { FoldersService, MAX_FOLDER_DEPTH } from './library/folders.service';
export { LinksRepository, type Author, type LinkDoc, type LinkRow } from './library/links.repository';
export { LinksService } from './library/links.service';
export { PublishingService } from './library/publishing.service';
export { readVersion, type VersionDoc } from './library/versions.repository';
export {
  LinkKeysConfig,
  LinkTokens,
  LinkUrls,
  TOKEN_LENGTH,
  deriveKeys,
  type TokenSubject,
} from './link-tokens';
export { ClicksModule, LinkAnswersModule, LinksModule } from './links.module';
export { linksMigrations } from './links.migrations';
export { NAME_ORDER, containing, inOrder, pageByCount, sortingOf, type Sorting } from './list-query';
export { RecipientsRepository, type RecipientDoc } from './recipients.repository';
export { SnapshotCache } from './snapshots/snapshot-cache';
export { StoredSnapshots, packSnapshot, unpackSnapshot, type LinkSnapshot } from './snapshots/snapshots';
export { MAIL_MARKUP, cleanHtml } from './text/clean-html';
export {
  factsInText,
  isLinkPlaceholder,
  linkPlaceholder,
  linksInText,
  personalHtml,
  personalText,
} from './text/personal-text';
