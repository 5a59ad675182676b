/** Tracked links: their tokens, folders, drafts and versions, the snapshots that clicks are answered from, and the clicks themselves. */
export { ClickCounter, type ClickCounts } from './clicks/click-counts';
export { ClickRecorder, type RecordedClick } from './clicks/click-recorder';
export { ClickRecount } from './clicks/click-recount';
export { ClickRoller } from './clicks/click-roller';
export { ClickersRepository } from './clicks/clickers.repository';
export { FirstHits, hitKey, type HitOn } from './clicks/first-hits';
export { SliceMarks } from './clicks/slice-marks';
export { FoldersService, MAX_FOLDER_DEPTH } from './folders/folders.service';
export { ClicksModule, LinkAnswersModule, LinksModule } from './links.modules';
export { DraftRules } from './links/draft-rules';
export { DraftsService } from './links/drafts.service';
export type { LinkRow } from './links/links.repository';
export { LinksService } from './links/links.service';
export { containing, inOrder, pageByCount, sortingOf, type Sorting } from './lists/sorting';
export { RecipientDirectory } from './recipients/recipient-directory';
export { packSnapshot, unpackSnapshot, type LinkSnapshot } from './snapshots/link-snapshot';
export { SnapshotStore, type SnapshotSource, type SnapshotStoreLimits } from './snapshots/snapshot-store';
export { StoredSnapshots } from './snapshots/stored-snapshots';
export {
  versionId,
  type By,
  type ClickDoc,
  type ClickerDoc,
  type DraftDoc,
  type LinkDoc,
  type RecipientDoc,
  type RespondLane,
  type VersionDoc,
} from './store/documents';
export { LinkStore } from './store/link-store';
export { MAIL_MARKUP, cleanHtml } from './text/clean-html';
export {
  factsInText,
  isLinkPlaceholder,
  linkPlaceholder,
  linksInText,
  personalHtml,
  personalText,
} from './text/personal-text';
export { within } from './time/within';
export { LinkAddresses } from './tokens/link-addresses';
export { LinkTokens, TOKEN_LENGTH, type TokenSubject } from './tokens/link-tokens';
export { LinkKeysConfig, deriveKeys, type TokenKey, type TokenPurpose } from './tokens/token-keys';
export { CompiledVersions, type CompiledVersion } from './versions/compiled-versions';
export { PublishingService } from './versions/publishing.service';
export { ClickRate, type MinuteOfClicks } from './watch/click-rate';
