import { Injectable } from '@nestjs/common';
import { CrmAudience, CrmError, crmReason, type ContactGroup, type MailContact } from '@linkflow/crm-port';
import { Clock, LiveEvents, newId } from '@linkflow/platform';
import { announceMailing } from '../announce-mailing';
import { MailingsRepository } from '../mailings.repository';
import { AudienceFiles } from './audience-files';
import { AudienceSources, LEASE_MS, LeaseLost, type AudienceSourceDoc } from './audience-sources';
import { RecipientCounts } from './recipient-counts';
import { UnreadableFile, fileReason, type FileRow } from './recipient-file';
import type { Candidate } from './recipient-plan';
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
}

interface Batch {
  candidates: readonly Candidate[];
  /** Contacts or rows that were read. */
  read: number;
  /** Where the next batch begins; undefined after the last one. */
  cursor: string | undefined;
  /** Where this batch of contacts begins. */
  from?: string | null;
  badRows?: NonNullable<AudienceSourceDoc['badRows']>;
}

/** Reads the sources of mailings: from the groups of the CRM and from files into the recipients. Removes them, too. */
@Injectable()
export class AudienceReader {
  constructor(
    private readonly sources: AudienceSources,
    private readonly files: AudienceFiles,
    private readonly mailings: MailingsRepository,
    private readonly contacts: CrmAudience,
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
    if (mailing && !mailing.deletedAt) {
      reading.typeId = mailing.typeId ?? null;
      const isDone = source.kind === 'file' ? await this.readFile(reading) : await this.readContacts(reading);
      if (!isDone) return false;
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

  private async readContacts(reading: Reading): Promise<boolean> {
    const { source, token } = reading;
    const group = groupOf(source);
    const total = group && source.total === null ? await this.contacts.count(group) : null;
    if (total !== null) await this.sources.advance(source._id, token, { total });
    const after = group
      ? (cursor: string | null) => this.contacts.contactsAfter(group, cursor, reading.batch)
      : this.chosenContacts(source, reading.batch);
    const load = async (from: string | null): Promise<{ candidates: Candidate[]; last: string | null }> => {
      const contacts = await after(from);
      const last = contacts.at(-1)?.contactId ?? null;
      return { candidates: await this.writer.ofContacts(contacts, reading.typeId), last };
    };
    let { cursor } = source;
    let next = load(cursor);
    for (;;) {
      const { candidates, last } = await next;
      // The next batch is read while this one is written.
      if (last !== null) (next = load(last)).catch(() => undefined);
      const batch = { candidates, read: candidates.length, cursor: last ?? undefined, from: cursor };
      if (last !== null || source.updates) await this.writeBatch(reading, batch);
      if (last === null) return true;
      cursor = last;
      if (!reading.mayContinue()) return false;
    }
  }

  /** Reads chosen contacts in the order of their ids. */
  private chosenContacts({ contactIds = [] }: AudienceSourceDoc, size: number) {
    const chosen = [...new Set(contactIds)].sort();
    return async (cursor: string | null): Promise<MailContact[]> => {
      for (let rest = chosen.filter((id) => id > (cursor ?? '')); rest.length > 0; rest = rest.slice(size)) {
        const found = await this.contacts.byIds(rest.slice(0, size));
        if (found.length > 0) return found;
      }
      return [];
    };
  }

  private async readFile(reading: Reading): Promise<boolean> {
    const { source, token } = reading;
    const { file, _id } = source;
    if (!file) throw new UnreadableFile(fileReason('file.gone'));
    if (source.total === null) {
      // Read to its end before anything is written, so that a file that cannot be read leaves nothing behind.
      let total = 0;
      for await (const _row of this.files.rows(_id, file.format)) total += 1;
      await this.sources.advance(_id, token, { total });
    }
    const done = Number(source.cursor ?? 0);
    let at = 0;
    let rows: FileRow[] = [];
    for await (const row of this.files.rows(_id, file.format)) {
      at += 1;
      if (at <= done) continue;
      rows.push(row);
      if (rows.length < reading.batch) continue;
      await this.writeRows(reading, rows, at);
      rows = [];
      if (!reading.mayContinue()) return false;
    }
    if (rows.length > 0) await this.writeRows(reading, rows, at);
    return true;
  }

  private async writeRows(reading: Reading, rows: readonly FileRow[], at: number): Promise<void> {
    const usable = rows.flatMap((row) => ('email' in row ? [row] : []));
    const badRows = rows.flatMap((row) =>
      'problem' in row ? [{ line: row.line, reason: row.problem }] : [],
    );
    const unknown = reading.source.file?.unknown ?? 'leave-out';
    const candidates = await this.writer.ofRows(usable, { typeId: reading.typeId, unknown });
    await this.writeBatch(reading, { candidates, read: rows.length, cursor: String(at), badRows });
  }

  /** Writes a batch with the progress of its source, both or neither. */
  private async writeBatch({ source, token }: Reading, batch: Batch): Promise<void> {
    const { _id: sourceId, mailingId, updates } = source;
    const { candidates, read, cursor, from, badRows = [] } = batch;
    const at = this.clock.now();
    await this.counts.changing(mailingId, async (session) => {
      const target = { mailingId, sourceId, at, restores: !updates };
      const { difference, ...written } = await this.writer.write(candidates, target, session);
      const present = candidates.flatMap(({ contactId }) => contactId ?? []);
      const gone = updates
        ? await this.members.removeGone(source, { from: from ?? null, to: cursor, present, at }, session)
        : 0;
      const counts = { read, ...written, badRows: badRows.length };
      const progress = { counts, badRows, ...(cursor !== undefined && { cursor }) };
      await this.sources.advance(sourceId, token, progress, session);
      return difference - gone;
    });
    source.attempts = 0;
    announceMailing(this.live, this.clock, mailingId);
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

function groupOf({ kind, targetId = '' }: AudienceSourceDoc): ContactGroup | null {
  return kind === 'contacts' || kind === 'file' ? null : { kind, id: targetId };
}

/** Why a source cannot be read, if a person can do something about it. */
function problemOf(error: unknown) {
  if (error instanceof UnreadableFile) return error.reason;
  if (error instanceof CrmError) return crmReason(error);
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return fileReason('file.gone');
  return undefined;
}
