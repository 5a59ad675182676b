import { Injectable } from '@nestjs/common';
import { MAX_BAD_ROWS, type CodedReason } from '@linkflow/contracts';
import {
  CrmAudience,
  CrmError,
  crmReason,
  addressKey,
  type ContactGroup,
  type MailContact,
} from '@linkflow/crm-port';
import { newId } from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { MailingsRepository } from '../mailings.repository';
import { AudienceSources, LeaseLost, type AudienceSourceDoc } from './audience-sources';
import { RecipientCounts } from './recipient-counts';
import { UnreadableFile, fileReason, rowsOf, type FileRow } from './recipient-file';
import { RecipientWriter, type Candidate, type Written } from './recipient-writer';
import { RecipientsRepository, type RecipientDoc } from './recipients.repository';

/** Contacts and rows per transaction, if the process serves no requests meanwhile. A transaction takes longer than most of its writes. */
const BATCH = 3_000;

interface ReadOptions {
  /** Ends the reading after a batch; another call continues. */
  signal?: AbortSignal;
  /** How long it may take, ms. */
  budgetMs?: number;
  /** Contacts and rows per transaction. Small batches hold the event loop for a short time. */
  batch?: number;
}

/** A source that this process reads. */
interface Reading {
  source: AudienceSourceDoc;
  token: string;
  typeId: string | null;
  batch: number;
  mayContinue: () => boolean;
}

/** Reads the sources of mailings: from the groups of the CRM and from files into the recipients. */
@Injectable()
export class AudienceReader {
  constructor(
    private readonly sources: AudienceSources,
    private readonly mailings: MailingsRepository,
    private readonly contacts: CrmAudience,
    private readonly recipients: RecipientsRepository,
    private readonly writer: RecipientWriter,
    private readonly counts: RecipientCounts,
  ) {}

  /**
   * Reads a source until its end, or as long as it may. Does nothing if it is finished or another process reads it.
   * @returns whether it is finished
   */
  async read(
    sourceId: string,
    { signal, budgetMs = Infinity, batch = BATCH }: ReadOptions = {},
  ): Promise<boolean> {
    const token = newId();
    const source = await this.sources.claim(sourceId, token);
    if (!source) return false;
    const until = performance.now() + budgetMs;
    const mayContinue = (): boolean => !signal?.aborted && performance.now() < until;
    const mailing = await this.mailings.find(source.mailingId);
    const reading: Reading = { source, token, typeId: mailing?.typeId ?? null, batch, mayContinue };
    try {
      const isDone =
        !mailing || mailing.deletedAt
          ? true
          : source.kind === 'file'
            ? await this.readFile(reading)
            : await this.readContacts(reading);
      await this.sources.release(sourceId, token, { state: isDone ? 'done' : 'waiting' });
      if (isDone && source.kind === 'file') await this.sources.removeFile(sourceId);
      return isDone;
    } catch (error) {
      if (error instanceof LeaseLost) return false;
      const problem = problemOf(error);
      // Without a reason that a person can remove, it is tried again later.
      await this.sources.release(
        sourceId,
        token,
        problem ? { state: 'failed', problem } : { state: 'waiting' },
      );
      if (!problem) throw error;
      return true;
    }
  }

  private async readContacts(reading: Reading): Promise<boolean> {
    const { source, token, batch: size } = reading;
    const group = groupOf(source);
    if (group && source.total === null)
      await this.sources.advance(source._id, token, { total: await this.contacts.count(group) });
    const chosen = [...new Set(source.contactIds ?? [])].sort();
    const after = async (cursor: string | null): Promise<MailContact[]> => {
      if (group) return this.contacts.contactsAfter(group, cursor, size);
      for (let rest = chosen.filter((id) => id > (cursor ?? '')); rest.length > 0; rest = rest.slice(size)) {
        const found = await this.contacts.byIds(rest.slice(0, size));
        if (found.length > 0) return found;
      }
      return [];
    };
    let cursor = source.cursor;
    const load = async (from: string | null): Promise<{ candidates: Candidate[]; last: string | null }> => {
      const contacts = await after(from);
      const last = contacts.at(-1)?.contactId ?? null;
      return { candidates: await this.writer.ofContacts(contacts, reading.typeId), last };
    };
    let next = load(cursor);
    for (;;) {
      const { candidates, last } = await next;
      // The next batch is read while this one is written.
      if (last !== null) (next = load(last)).catch(() => undefined);
      await this.writeBatch(reading, {
        candidates,
        read: candidates.length,
        cursor: last ?? undefined,
        from: cursor,
      });
      if (last === null) return true;
      cursor = last;
      if (!reading.mayContinue()) return false;
    }
  }

  private async readFile(reading: Reading): Promise<boolean> {
    const { source, token } = reading;
    const { file, _id } = source;
    if (!file) throw new UnreadableFile(fileReason('file.gone'));
    if (source.total === null) {
      // Read to its end before anything is written, so that a file that cannot be read leaves nothing behind.
      let total = 0;
      for await (const _row of this.rowsOf(source)) total += 1;
      await this.sources.advance(_id, token, { total });
    }
    const done = Number(source.cursor ?? 0);
    let at = 0;
    let batch: FileRow[] = [];
    for await (const row of this.rowsOf(source)) {
      at += 1;
      if (at <= done) continue;
      batch.push(row);
      if (batch.length < reading.batch) continue;
      await this.writeRows(reading, batch, at);
      batch = [];
      if (!reading.mayContinue()) return false;
    }
    if (batch.length > 0) await this.writeRows(reading, batch, at);
    return true;
  }

  private rowsOf({ _id, file }: AudienceSourceDoc): AsyncGenerator<FileRow> {
    if (!file) throw new UnreadableFile(fileReason('file.gone'));
    return rowsOf(this.sources.files.openDownloadStreamByName(_id), file.format);
  }

  private async writeRows(reading: Reading, rows: readonly FileRow[], at: number): Promise<void> {
    const usable = rows.flatMap((row) => ('email' in row ? [row] : []));
    const badRows = rows.flatMap((row) =>
      'problem' in row ? [{ line: row.line, reason: row.problem }] : [],
    );
    const contacts = await this.contacts.byAddresses(usable.map(({ email }) => addressKey(email)));
    const candidates = await this.writer.ofRows(usable, contacts, {
      typeId: reading.typeId,
      unknown: reading.source.file?.unknown ?? 'leave-out',
    });
    await this.writeBatch(reading, { candidates, read: rows.length, cursor: String(at), badRows });
  }

  /** Writes a batch with the progress of its source, both or neither. */
  private async writeBatch(
    { source, token }: Reading,
    batch: {
      candidates: readonly Candidate[];
      read: number;
      cursor: string | undefined;
      from?: string | null;
      badRows?: NonNullable<AudienceSourceDoc['badRows']>;
    },
  ): Promise<void> {
    const { _id: sourceId, mailingId, updates } = source;
    const { candidates, badRows = [] } = batch;
    const at = new Date();
    await this.counts.changing(mailingId, async (session) => {
      const target = { mailingId, sourceId, at, restores: !updates };
      const written: Written = await this.writer.write(candidates, target, session);
      const gone = updates ? await this.removeGone(source, batch, at, session) : 0;
      await this.sources.advance(
        sourceId,
        token,
        {
          ...(batch.cursor !== undefined && { cursor: batch.cursor }),
          counts: {
            read: batch.read,
            added: written.added,
            already: written.already,
            blocked: written.blocked,
            badRows: badRows.length,
          },
          badRows,
          maxBadRows: MAX_BAD_ROWS,
        },
        session,
      );
      return written.difference - gone;
    });
  }

  /**
   * Removes recipients who have left the group, in the range of contact ids that the batch covers. Those of other sources stay.
   * @returns how many of them got the mailing
   */
  private async removeGone(
    { _id: sourceId, mailingId }: AudienceSourceDoc,
    {
      candidates,
      cursor,
      from,
    }: { candidates: readonly Candidate[]; cursor: string | undefined; from?: string | null },
    at: Date,
    session: mongo.ClientSession,
  ): Promise<number> {
    const members = candidates.flatMap(({ contactId }) => contactId ?? []);
    const range = { $gt: from ?? '', ...(cursor !== undefined && { $lte: cursor }), $nin: members };
    const filter: mongo.Filter<RecipientDoc> = { sources: sourceId, mailingId, contactId: range };
    const left = await this.recipients.documents
      .find(filter, { session })
      .project<Pick<RecipientDoc, '_id' | 'sources' | 'removedAt' | 'blocked'>>({
        sources: 1,
        removedAt: 1,
        blocked: 1,
      })
      .toArray();
    return this.leave(left, sourceId, at, session);
  }

  /** Takes recipients out of a source; those of no other source are removed. Returns how many of them got the mailing. */
  async leave(
    recipients: readonly Pick<RecipientDoc, '_id' | 'sources' | 'removedAt' | 'blocked'>[],
    sourceId: string,
    at: Date,
    session: mongo.ClientSession,
  ): Promise<number> {
    if (recipients.length === 0) return 0;
    const only = recipients.filter(({ sources = [], removedAt }) => sources.length === 1 && !removedAt);
    const { documents } = this.recipients;
    await documents.updateMany(
      { _id: { $in: only.map(({ _id }) => _id) } },
      { $set: { removedAt: at } },
      { session },
    );
    await documents.updateMany(
      { _id: { $in: recipients.map(({ _id }) => _id) } },
      { $pull: { sources: sourceId } },
      { session },
    );
    return only.filter(({ blocked }) => !blocked).length;
  }
}

function groupOf({ kind, targetId = '' }: AudienceSourceDoc): ContactGroup | null {
  return kind === 'contacts' || kind === 'file' ? null : { kind, id: targetId };
}

/** Why a source cannot be read, if a person can do something about it. */
function problemOf(error: unknown): CodedReason | undefined {
  if (error instanceof UnreadableFile) return error.reason;
  if (error instanceof CrmError) return crmReason(error);
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return fileReason('file.gone');
  return undefined;
}
