import { Injectable } from '@nestjs/common';
import type { Change, ChangeKind } from '@linkflow/contracts';
import { CrmHistory, type MailHistoryEntry } from '@linkflow/crm-port';
import type { mongo } from 'mongoose';
import { LiveEvents, deleteOldPage, type DeletedPage, type RetentionPage } from '@linkflow/platform';
import { CrmCollection, CrmStore } from '../shared/collection';
import { toChangeSource, type Source } from '../shared/source';

/**
 * One line of a contact's history. For a change by a step, `_id` is the effect key, so that a repeated step adds no second line; otherwise
 * it is a generated id.
 */
export interface ChangeDoc {
  _id: string;
  contactId: string;
  kind: ChangeKind;
  target: { id: string; name: string };
  value?: unknown;
  previous?: unknown;
  at: Date;
  /**
   * False if nothing was changed, because a newer decision (a newer click or a user's change) had already set the target; see
   * newest-wins.ts.
   */
  applied: boolean;
  source: Source;
}

/** An empty text looks like no value. */
const valueOf = (field: string) => ({ $ifNull: [{ $cond: [{ $eq: [field, ''] }, null, field] }, null] });

/** Matches lines whose value was already set. They are stored so that a repeated step finds the result of its first attempt. */
const WITHOUT_CHANGE = {
  applied: true,
  $or: [
    { kind: 'field-set', $expr: { $eq: [valueOf('$value'), valueOf('$previous')] } },
    { kind: { $in: ['interest-set', 'selection-added', 'project-added'] }, previous: true },
    { kind: { $in: ['interest-removed', 'selection-removed', 'project-removed'] }, previous: false },
  ],
} satisfies mongo.Filter<ChangeDoc>;

/** The history of all contacts. Lines are added and never changed; they are deleted with their contact, or after their retention. */
@Injectable()
export class ChangeLog extends CrmCollection<ChangeDoc> {
  constructor(
    store: CrmStore,
    private readonly live: LiveEvents,
  ) {
    super(store, 'changes', [{ key: { contactId: 1, at: -1 } }]);
  }

  /**
   * Checks the targets of an effect by calling each of them. If one is not valid, the effect may still have been performed before its
   * target was deleted. Such a step stays completed, so this is not an error.
   * @param key effect key
   * @returns null if all targets are valid; otherwise the line that an earlier attempt of the step wrote
   * @throws CrmError if a target is not valid and no earlier attempt wrote a line
   */
  async doneDespiteMissing(key: string, ...targets: (() => unknown)[]): Promise<ChangeDoc | null> {
    try {
      for (const target of targets) target();
      return null;
    } catch (error) {
      const done = await this.read(key);
      if (done) return done;
      throw error;
    }
  }

  /**
   * Stores a line, unless one with the same `_id` exists, and publishes a live event for open contact cards. Returns the stored line, which
   * may be the earlier one.
   */
  async write(change: ChangeDoc): Promise<ChangeDoc> {
    const outcome = await this.insertOnce(change);
    this.live.announce(() => ({
      type: 'contact',
      contactId: change.contactId,
      at: change.at.toISOString(),
    }));
    return outcome === 'inserted' ? change : ((await this.read(change._id)) ?? change);
  }

  /** The newest changes of a contact, newest first, without those whose value was already set. */
  newest(contactId: string, limit: number): Promise<ChangeDoc[]> {
    return this.findMany({ contactId, $nor: [WITHOUT_CHANGE] }, { at: -1, _id: -1 }, limit);
  }

  async byKeys(keys: string[]): Promise<Map<string, ChangeDoc>> {
    if (keys.length === 0) return new Map();
    const found = await this.findMany({ _id: { $in: keys } }, {});
    return new Map(found.map((change) => [change._id, change]));
  }

  /** Returns those of the ids for which a line exists. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const found = await this.documents.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Up to `limit` lines with `after < id < before`, in the order of their ids. Ids of lines by steps begin with the id of a run. */
  scan(
    { after, before }: { after: string; before: string },
    limit: number,
  ): Promise<Pick<ChangeDoc, '_id' | 'contactId' | 'source'>[]> {
    return this.documents
      .find({ _id: { $gt: after, $lt: before } }, { projection: { contactId: 1, source: 1 } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
  }

  /**
   * Deletes old lines. The changes themselves stay on the contact card, with the effect keys by which a repeated step recognises its own
   * decision (newest-wins.ts).
   */
  deletePage(page: RetentionPage): Promise<DeletedPage> {
    return deleteOldPage(this.documents, page);
  }

  async removeOf(contactId: string): Promise<void> {
    await this.documents.deleteMany({ contactId });
  }
}

/** Changes of the mail that contacts get, as lines of their histories. */
@Injectable()
export class MailHistory extends CrmHistory {
  constructor(
    private readonly log: ChangeLog,
    private readonly store: CrmStore,
  ) {
    super();
  }

  async add({ id, contactId, kind, type, at, source, text }: MailHistoryEntry): Promise<void> {
    const contact = await this.store
      .collection('contacts')
      .findOne({ _id: contactId }, { projection: { _id: 1 } });
    if (!contact) return;
    const target = type ?? { id: '', name: '' };
    await this.log.write({ _id: id, contactId, kind, target, value: text, at, applied: true, source });
  }
}

export const toChange = (change: ChangeDoc): Change => ({
  id: change._id,
  kind: change.kind,
  target: { id: change.target.id, name: change.target.name },
  ...(change.value === undefined ? {} : { value: change.value }),
  ...(change.previous === undefined ? {} : { previous: change.previous }),
  at: change.at.toISOString(),
  source: toChangeSource(change.source),
  applied: change.applied,
});
