import { Injectable } from '@nestjs/common';
import type { Change, ChangeKind } from '@linkflow/contracts';
import { LiveEvents } from '@linkflow/platform';
import { CrmCollection, CrmStore } from '../shared/collection';
import { toChangeSource, type Source } from '../shared/source';

/** One line of a card's history. Its `_id` is the effect key, so that a repeated step adds no second line. */
export interface ChangeDoc {
  _id: string;
  contactId: string;
  kind: ChangeKind;
  target: { id: string; name: string };
  value?: unknown;
  previous?: unknown;
  at: Date;
  /** False when a newer click or a person had decided before. */
  applied: boolean;
  source: Source;
}

/** The history of the cards. Lines are written once and never changed. */
@Injectable()
export class ChangeLog extends CrmCollection<ChangeDoc> {
  constructor(
    store: CrmStore,
    private readonly live: LiveEvents,
  ) {
    super(store, 'changes', [{ key: { contactId: 1, at: -1 } }]);
  }

  /**
   * Checks the targets of an effect.
   * @returns null when all targets are valid. When one is not, the line that the effect wrote before: a completed step stays completed
   * after its target is deleted.
   * @throws CrmError when a target is not valid and the effect was not performed before
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

  /** Writes a line unless its key exists, returns the stored line and announces the change to open screens. */
  async write(change: ChangeDoc): Promise<ChangeDoc> {
    const outcome = await this.insertOnce(change);
    this.live.announce(() => ({
      type: 'contact',
      contactId: change.contactId,
      at: change.at.toISOString(),
    }));
    return outcome === 'inserted' ? change : ((await this.read(change._id)) ?? change);
  }

  /** The newest lines of a card. */
  newest(contactId: string, limit: number): Promise<ChangeDoc[]> {
    return this.findMany({ contactId }, { at: -1, _id: -1 }, limit);
  }

  async byKeys(keys: string[]): Promise<Map<string, ChangeDoc>> {
    if (keys.length === 0) return new Map();
    const found = await this.findMany({ _id: { $in: keys } }, {});
    return new Map(found.map((change) => [change._id, change]));
  }

  async removeOf(contactId: string): Promise<void> {
    await this.documents.deleteMany({ contactId });
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
