import { Injectable } from '@nestjs/common';
import { CrmError, crmReason } from '@linkflow/crm-port';
import { Clock, LiveEvents, newId } from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { announceMailing } from '../announce-mailing';
import { MailingsRepository } from '../mailings.repository';
import { AudienceBatches, type AudienceBatch } from './audience-batches';
import { AudienceFiles } from './audience-files';
import { AudienceSources, LEASE_MS, LeaseLost, type AudienceSourceDoc } from './audience-sources';
import { RecipientCounts } from './recipient-counts';
import { KeyFilter } from './key-filter';
import { readAhead } from './read-ahead';
import { UnreadableFile, fileReason } from './recipient-file';
import { RecipientRecheck } from './recipient-recheck';
import { RecipientWriter } from './recipient-writer';
import { SourceMembers } from './source-members';

/** Contacts and rows per transaction. A transaction takes longer than most of its writes. */
const BATCH = 3_000;
/** Errors in a row after which a source is given up, about five minutes after the first one. */
const MAX_ATTEMPTS = 10;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

interface ReadOptions {
  /** Ends the reading after a batch; another call continues. */
  signal?: AbortSignal;
  /** Ends the reading after this many batches. */
  maxBatches?: number;
  /** Contacts and rows per transaction. Small batches hold the event loop for a short time. */
  batch?: number;
}

/** A source that this process reads. */
interface Reading {
  source: AudienceSourceDoc;
  token: string;
  typeId: string | null;
  batch: number;
  /** Whether a further batch may be read. */
  mayContinue: () => boolean;
  /** Undefined before the first batch; null when the stored recipients must be read. */
  known?: KnownKeys | null;
}

/** The keys of all recipients of a mailing, after this many changes of them. */
interface KnownKeys {
  keys: KeyFilter;
  changes: number;
}

/** Reads the sources of mailings: from the groups of the CRM and from files into the recipients. Removes them, too. */
@Injectable()
export class AudienceReader {
  constructor(
    private readonly sources: AudienceSources,
    private readonly files: AudienceFiles,
    private readonly mailings: MailingsRepository,
    private readonly batches: AudienceBatches,
    private readonly members: SourceMembers,
    private readonly writer: RecipientWriter,
    private readonly recheck: RecipientRecheck,
    private readonly counts: RecipientCounts,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads a source until its end, or as long as it may. Does nothing if it is finished, not due, or another process reads it. After an error
   * it waits for its next attempt.
   * @returns whether it is finished
   */
  async read(
    sourceId: string,
    { signal, maxBatches = Infinity, batch = BATCH }: ReadOptions = {},
  ): Promise<boolean> {
    const token = newId();
    const source = await this.sources.claim(sourceId, token);
    if (!source) return false;
    const renewal = setInterval(
      () => void this.sources.renew(sourceId, token).catch(() => undefined),
      LEASE_MS / 3,
    );
    let left = maxBatches;
    const mayContinue = (): boolean => !signal?.aborted && --left > 0;
    try {
      const isDone = await this.readBatches({ source, token, typeId: null, batch, mayContinue });
      if (!isDone) await this.sources.giveUp(sourceId, token);
      return isDone;
    } catch (error) {
      if (error instanceof LeaseLost) return false;
      return await this.afterError(source, token, error);
    } finally {
      clearInterval(renewal);
      announceMailing(this.live, this.clock, source.mailingId);
    }
  }

  private async readBatches(reading: Reading): Promise<boolean> {
    const { source, token } = reading;
    const { _id, mailingId } = source;
    if (source.state === 'removing') return this.remove(reading);
    const mailing = await this.mailings.find(mailingId);
    // One in the trash may be restored, with its recipients.
    if (mailing) {
      reading.typeId = mailing.typeId ?? null;
      if (!(await this.writeBatches(reading))) return false;
    }
    if (source.updates) await this.recheck.duplicates(mailingId);
    await this.sources.finish(_id, token);
    if (source.kind === 'file') await this.files.remove(_id);
    return true;
  }

  /** @returns whether the source is given up @throws the error, if it is tried again */
  private async afterError(source: AudienceSourceDoc, token: string, error: unknown): Promise<boolean> {
    const attempts = (source.attempts ?? 0) + 1;
    const isLast = attempts >= MAX_ATTEMPTS && source.state !== 'removing';
    const problem = problemOf(error) ?? (isLast ? fileReason('source.errors') : undefined);
    if (!problem) {
      const longest = Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), MAX_RETRY_MS);
      const delayMs = Math.floor(longest * (1 - Math.random() / 2));
      await this.sources.postpone(source._id, token, { attempts, delayMs });
      throw error;
    }
    await this.sources.fail(source._id, token, problem);
    if (source.kind === 'file') await this.files.remove(source._id);
    return true;
  }

  /** @returns whether everything was read */
  private async writeBatches(reading: Reading): Promise<boolean> {
    const { source, token, typeId, batch: size } = reading;
    const total = source.total === null ? await this.batches.count(source) : null;
    if (total !== null) await this.sources.advance(source._id, token, { total });
    for await (const batch of readAhead(this.batches.of(source, { typeId, size }))) {
      if (batch.read > 0 || source.updates) await this.writeBatch(reading, batch);
      if (batch.isLast) return true;
      if (!reading.mayContinue()) return false;
    }
    return true;
  }

  /** Writes a batch with the progress of its source, both or neither. */
  private async writeBatch(reading: Reading, batch: AudienceBatch): Promise<void> {
    const { source, token } = reading;
    const { _id: sourceId, mailingId, updates } = source;
    const { candidates, read, cursor, from, badRows = [] } = batch;
    const at = this.clock.now();
    let known: KnownKeys | null = null;
    await this.counts.changing(mailingId, async (session, changes) => {
      known = await this.knownKeys(reading, changes, session);
      const target = { mailingId, sourceId, at, restores: !updates };
      const options = { session, stored: known?.keys };
      const { difference, ...written } = await this.writer.write(candidates, target, options);
      const present = candidates.flatMap(({ contactId }) => contactId ?? []);
      const gone = updates
        ? await this.members.removeGone(source, { from: from ?? null, to: cursor, present, at }, session)
        : 0;
      const counts = { read, ...written, badRows: badRows.length };
      const progress = { counts, badRows, ...(cursor !== undefined && { cursor }) };
      await this.sources.advance(sourceId, token, progress, session);
      return difference - gone;
    });
    reading.known = known;
    source.attempts = 0;
    announceMailing(this.live, this.clock, mailingId);
  }

  /**
   * The keys of all stored recipients, if this process has added all of them and nobody has changed the recipients since its last batch.
   * @param changes number of changes, with this one
   */
  private async knownKeys(
    { source, known }: Reading,
    changes: number,
    session: mongo.ClientSession,
  ): Promise<KnownKeys | null> {
    if (known === undefined) {
      const isEmpty = !(await this.writer.hasRecipients(source.mailingId, session));
      return isEmpty ? { keys: new KeyFilter(), changes } : null;
    }
    return known?.changes === changes - 1 ? { ...known, changes } : null;
  }

  /** Removes the recipients who are in no other source, then the source. */
  private async remove({ source, token, batch, mayContinue }: Reading): Promise<boolean> {
    const { _id: sourceId, mailingId } = source;
    for (;;) {
      let removed = 0;
      await this.counts.changing(mailingId, async (session) => {
        const found = await this.members.some(source, batch, session);
        removed = found.length;
        await this.sources.advance(sourceId, token, { counts: { read: removed } }, session);
        return -(await this.members.leave(found, { sourceId, at: this.clock.now() }, session));
      });
      if (removed < batch) break;
      announceMailing(this.live, this.clock, mailingId);
      if (!mayContinue()) return false;
    }
    await this.recheck.duplicates(mailingId);
    await this.sources.remove(sourceId, token);
    await this.files.remove(sourceId);
    return true;
  }
}

/** Why a source cannot be read, if a person can do something about it. */
function problemOf(error: unknown) {
  if (error instanceof UnreadableFile) return error.reason;
  if (error instanceof CrmError) return crmReason(error);
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return fileReason('file.gone');
  return undefined;
}
