import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { TRIGGER, isHttpUrl, type ClickRecord, type WorkflowDocument } from '@linkflow/contracts';
import { SnapshotCache, StoredSnapshots, type LinkSnapshot } from '@linkflow/links';
import { Log } from '@linkflow/platform';
import { compileWorkflow, type CompiledWorkflow } from '@linkflow/workflow';
import { redirectTo, type ClickReply } from '../http/reply';
import { SnapshotFile } from './snapshot-file';

const SAVE_EVERY_MS = 5_000;

/** What is recorded of a click, and the reply to it. */
export interface ClickOutcome extends Pick<ClickRecord, 'version' | 'kind' | 'run'> {
  linkId: string;
  reply: ClickReply;
}

/** A published link, with everything precomputed that is the same for every click. */
export interface CachedLink extends Pick<LinkSnapshot, 'linkId' | 'name' | 'mailingId' | 'version'> {
  /** The respond lane. */
  workflow: CompiledWorkflow;
  /** The outcome of a GET if it is the same for everyone, as for most links. */
  constant: ClickOutcome | null;
  /** Redirects to the link's own URL, for a workflow that gives no usable answer. Null if that URL is not http(s). */
  fallback: ClickReply | null;
}

/**
 * The links that are clicked, in the memory of this process. Kept current by announcements over Redis; links that are not in memory are
 * loaded from Redis, else MongoDB, else the snapshot file.
 */
@Injectable()
export class LinkCache extends SnapshotCache<CachedLink> implements OnModuleInit, OnApplicationShutdown {
  private stopListening = (): void => {};
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stored: StoredSnapshots,
    private readonly file: SnapshotFile,
    private readonly log: Log,
  ) {
    super(
      {
        fromRedis: (linkId) => stored.fromRedis(linkId),
        fromMongo: (linkId) => stored.fromMongo(linkId),
        fromFile: (linkId) => file.find(linkId),
      },
      (snapshot) => {
        file.put(snapshot);
        return toCachedLink(snapshot);
      },
    );
  }

  /** Whether some clicks could be answered while both stores are down. */
  get canAnswerOffline(): boolean {
    return this.size > 0 || this.file.size > 0;
  }

  async onModuleInit(): Promise<void> {
    await this.file.load();
    this.timer = setInterval(() => void this.save(), SAVE_EVERY_MS);
    this.stopListening = this.stored.listen(
      (linkId) => void this.changed(linkId),
      () => this.expireAll(),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopListening();
    await this.save();
  }

  private async save(): Promise<void> {
    await this.file.save().catch((error: unknown) => {
      this.log.warn({ err: error }, 'link snapshots could not be saved to their file');
    });
  }
}

function toCachedLink({ linkId, name, mailingId, version, url, respond }: LinkSnapshot): CachedLink {
  const workflow = compileWorkflow(respond?.document ?? EMPTY_WORKFLOW, url, respond?.catalogue ?? []);
  const fallback = isHttpUrl(url) ? redirectTo(url) : null;
  const answer = workflow.constantAnswer;
  const reply =
    answer?.kind !== 'redirect' ? null : isHttpUrl(answer.url) ? redirectTo(answer.url) : fallback;
  const constant = reply && { linkId, version, kind: 'click' as const, run: true, reply };
  return { linkId, name, mailingId, version, workflow, constant, fallback };
}

/** For a link without a published version. */
const EMPTY_WORKFLOW: WorkflowDocument = {
  schemaVersion: 1,
  nodes: [{ id: TRIGGER, type: TRIGGER, params: {} }],
  edges: [],
};
