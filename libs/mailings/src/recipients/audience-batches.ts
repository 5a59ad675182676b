import { Injectable } from '@nestjs/common';
import { CrmAudience, type ContactGroup, type MailContact } from '@linkflow/crm-port';
import { PeopleReader } from '../people/people-reader';
import { AudienceFiles } from './audience-files';
import type { AudienceSourceDoc } from './audience-sources';
import { UnreadableFile, fileReason, type FileFormat, type FileRow } from './recipient-file';
import type { Candidate } from './recipient-plan';
import { RecipientWriter } from './recipient-writer';

/** Contacts of a group or rows of a file, ready to be written. */
export interface AudienceBatch {
  candidates: readonly Candidate[];
  /** Contacts or rows that were read. */
  read: number;
  /** Where the next batch begins; undefined if nothing was read. */
  cursor: string | undefined;
  /** Where this batch of contacts begins. */
  from?: string | null;
  badRows?: NonNullable<AudienceSourceDoc['badRows']>;
  isLast: boolean;
}

interface BatchOptions {
  /** The subscription type of the mailing; null if it has none. */
  typeId: string | null;
  /** Contacts and rows per batch. */
  size: number;
}

/** Reads the sources of mailings in batches, from where their reading has stopped. */
@Injectable()
export class AudienceBatches {
  constructor(
    private readonly files: AudienceFiles,
    private readonly contacts: CrmAudience,
    private readonly writer: RecipientWriter,
    private readonly people: PeopleReader,
  ) {}

  /**
   * Number of contacts or rows; null if it is not known. A file is read to its end, so that one that cannot be read leaves nothing behind.
   * @throws UnreadableFile
   */
  count(source: AudienceSourceDoc): Promise<number | null> {
    if (source.kind === 'file') return this.files.countRows(source._id, formatOf(source));
    const group = groupOf(source);
    return group ? this.contacts.count(group) : Promise.resolve(null);
  }

  /** @throws UnreadableFile; CrmError if the group cannot be read */
  of(source: AudienceSourceDoc, options: BatchOptions): AsyncGenerator<AudienceBatch> {
    if (source.kind === 'people') return this.ofPeople(source, options);
    return source.kind === 'file' ? this.ofFile(source, options) : this.ofContacts(source, options);
  }

  private async *ofContacts(
    source: AudienceSourceDoc,
    { typeId, size }: BatchOptions,
  ): AsyncGenerator<AudienceBatch> {
    const group = groupOf(source);
    const after = group
      ? (cursor: string | null) => this.contacts.contactsAfter(group, cursor, size)
      : this.chosenContacts(source, size);
    for (let from = source.cursor; ;) {
      const contacts = await after(from);
      const cursor = contacts.at(-1)?.contactId;
      const candidates = await this.writer.ofContacts(contacts, typeId);
      yield { candidates, read: contacts.length, cursor, from, isLast: cursor === undefined };
      if (cursor === undefined) return;
      from = cursor;
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

  private async *ofPeople(
    { people, cursor: after }: AudienceSourceDoc,
    { typeId, size }: BatchOptions,
  ): AsyncGenerator<AudienceBatch> {
    if (!people) return;
    for (let from = after ?? ''; ;) {
      const { contactIds, cursor } = await this.people.next(people.filter, from, size);
      const candidates = await this.writer.ofContacts(await this.contacts.byIds(contactIds), typeId);
      const isLast = cursor === null;
      yield { candidates, read: contactIds.length, cursor: cursor ?? undefined, isLast };
      if (isLast) return;
      from = cursor;
    }
  }

  private async *ofFile(
    source: AudienceSourceDoc,
    { typeId, size }: BatchOptions,
  ): AsyncGenerator<AudienceBatch> {
    const unknown = source.file?.unknown ?? 'leave-out';
    const batchOf = async (rows: readonly FileRow[], at: number): Promise<AudienceBatch> => {
      const usable = rows.flatMap((row) => ('email' in row ? [row] : []));
      const badRows = rows.flatMap((row) =>
        'problem' in row ? [{ line: row.line, reason: row.problem }] : [],
      );
      const candidates = await this.writer.ofRows(usable, { typeId, unknown });
      return { candidates, read: rows.length, cursor: String(at), badRows, isLast: rows.length < size };
    };
    const done = Number(source.cursor ?? 0);
    let at = 0;
    let rows: FileRow[] = [];
    for await (const row of this.files.rows(source._id, formatOf(source))) {
      at += 1;
      if (at <= done) continue;
      rows.push(row);
      if (rows.length < size) continue;
      yield await batchOf(rows, at);
      rows = [];
    }
    if (rows.length > 0) yield await batchOf(rows, at);
  }
}

function groupOf({ kind, targetId = '' }: AudienceSourceDoc): ContactGroup | null {
  return kind === 'contacts' || kind === 'file' || kind === 'people' ? null : { kind, id: targetId };
}

function formatOf({ file }: AudienceSourceDoc): FileFormat {
  if (!file) throw new UnreadableFile(fileReason('file.gone'));
  return file.format;
}
