/** Tracked links: the library with folders, drafts and versions, tokens, snapshots for apps/click, clicks and their counts. */
export { AcceptedClicks } from './clicks/accepted-clicks';
export { ClickArchive } from './clicks/click-archive';
export { browserOf } from './clicks/browser-name';
export {
  COUNTED_CLICKS,
  NOT_RESET,
  keepsWithdrawals,
  type ClickDoc,
  type ClickerDoc,
} from './clicks/click-documents';
export { ClickRecorder, type RecordedClick } from './clicks/click-recorder';
export { ClickResets, type ClickResetDoc } from './clicks/click-resets';
export { ResetWriter } from './clicks/reset-writer';
export { ClickRecount } from './clicks/click-recount';
export { ClickRollup } from './clicks/click-rollup';
export { ClickLists } from './clicks/click-lists';
export { ClickReports, type HourOfClicks } from './clicks/click-reports';
export {
  NO_CLICKS,
  clickCountsIn,
  clickersWith,
  type ClickCounts,
  type RecipientClicks,
} from './clicks/click-counts';
export { ClickRate } from './clicks/click-rate';
export { ClickCounter, TotalsRepository } from './clicks/click-totals';
export { ClickPolicies, settledAt, settles, type ClickPolicy } from './clicks/click-trust';
export { ClickingRecipients, type ClickersOfMailing } from './clicks/clicking-recipients';
export { ClicksRepository, type ClickerRow } from './clicks/clicks.repository';
export { ClickerVerdicts, verdictOf } from './clicks/clicker-verdicts';
export { DeliveryJudge, type VerdictChange } from './clicks/delivery-judge';
export { VerdictEvents } from './clicks/verdict-events';
export { DeliveryWindows } from './clicks/delivery-windows';
export { Looks, type Look } from './clicks/looks';
export { Rejudging, type PreviewedChanges, type VerdictDifference } from './clicks/rejudging';
export { SetAsideClicks } from './clicks/set-aside-clicks';
export { VerdictCorrections, type CorrectedVerdict } from './clicks/verdict-corrections';
export { TotalsCheck, type TotalsDifference } from './clicks/totals-check';
export { DirtySlices } from './clicks/slices';
export { DraftHistory, type EarlierDraftRow } from './library/draft-history';
export { DraftRules, DraftsService, WorkflowDrafts, type DraftOwner } from './library/drafts.service';
export { FolderedRepository } from './library/folder-contents';
export { FoldersService, MAX_FOLDER_DEPTH } from './library/folders.service';
export {
  LinksRepository,
  type Author,
  type DraftDoc,
  type LinkDoc,
  type LinkRow,
} from './library/links.repository';
export { LinkResets } from './library/link-resets';
export { LinkReader, leadsToSubscriptions } from './library/link-reader';
export { LinksService, type NewLink } from './library/links.service';
export { PublishingParts, PublishingService, WorkflowPublishing } from './library/publishing.service';
export { ScriptOwners } from './library/script-owners';
export { CompiledVersions, readVersion, type ReadOwner, type VersionDoc } from './library/versions';
export {
  WorkflowOwners,
  emptyDraft,
  firstDraft,
  type LiveVersion,
  type WorkflowChange,
  type WorkflowOwner,
} from './library/workflow-owners';
/** The keys of links; libs/platform reads them, because secrets are encrypted with them too. */
export { LinkKeysConfig } from '@linkflow/platform';
export {
  HIDDEN_LINK,
  LinkTokens,
  LinkUrls,
  TOKEN_LENGTH,
  UrlConfig,
  deriveKeys,
  isHiddenLink,
  linkPlaceholder,
  linksInText,
  tokenInUrl,
  withoutTail,
  type TokenSubject,
} from './link-tokens';
export { ClicksModule, LinkAnswersModule, LinkReaderModule, LinksModule } from './links.module';
export { linksMigrations } from './links.migrations';
export { ListRepository, NAME_ORDER, viewedBy, type RowPage } from './list-query';
export { Recipients, type LinkRecipient, type MailFacts } from './recipients';
export { StoredSnapshots, isNewer, packSnapshot, unpackSnapshot, type LinkSnapshot } from './snapshots';
export { SuspendedScripts, type SuspendedScript } from './suspended-scripts';
export * from './verdicts';
