import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { FieldDefinition, Ref, RefKind } from '@linkflow/contracts';
import { Turn } from '@linkflow/platform';
import type { Connection } from 'mongoose';
import { toFieldDefinition, type FieldDoc } from '../fields/field.schema';
import { COLLECTIONS } from '../model-names';

/** A thing with its name. `missing` when it was deleted or retired; when nothing is left of it the name is empty. */
export interface NamedRef extends Ref {
  /** For kind `field`. */
  field?: FieldDefinition;
}

/** Where each kind lives. Links and mailings belong to other libs; only their names are read here. */
export const COLLECTION_OF: Record<RefKind, string> = {
  interest: COLLECTIONS.interest,
  field: COLLECTIONS.field,
  selection: COLLECTIONS.selection,
  project: COLLECTIONS.project,
  user: COLLECTIONS.user,
  category: COLLECTIONS.category,
  priority: COLLECTIONS.priority,
  'task-type': COLLECTIONS.taskType,
  script: COLLECTIONS.script,
  link: 'links',
  mailing: 'mailings',
  contact: COLLECTIONS.contact,
  company: COLLECTIONS.company,
};

interface NameDoc {
  _id: string;
  name: string;
  deletedAt?: Date | null;
  active?: boolean;
}

interface Ask {
  id: string;
  resolve(ref: NamedRef): void;
  reject(error: unknown): void;
}

/** Names of things by id. All that is asked at one moment is one find for each kind. */
@Injectable()
export class CrmNames {
  private readonly turns = new Map<RefKind, Turn<Ask>>();

  constructor(@InjectConnection() private readonly connection: Connection) {}

  nameOf(kind: RefKind, id: string): Promise<NamedRef> {
    let turn = this.turns.get(kind);
    if (!turn) this.turns.set(kind, (turn = new Turn((asks) => this.find(kind, asks))));
    const queue = turn;
    return new Promise((resolve, reject) => queue.add({ id, resolve, reject }));
  }

  /** Null for null. */
  async refOf(kind: RefKind, id: string | null): Promise<Ref | null> {
    return id === null ? null : this.nameOf(kind, id);
  }

  private async find(kind: RefKind, asks: Ask[]): Promise<void> {
    try {
      const ids = [...new Set(asks.map(({ id }) => id))];
      const projection =
        kind === 'field'
          ? { search: 0, sortName: 0 }
          : { name: 1, deletedAt: 1, ...(kind === 'user' ? { active: 1 } : {}) };
      const found = new Map<string, NameDoc>();
      const documents = this.connection
        .collection(COLLECTION_OF[kind])
        // The driver's filter wants its own ObjectId; our ids are strings.
        .find<NameDoc>({ _id: { $in: ids } } as object, { projection });
      for await (const document of documents) found.set(document._id, document);
      for (const { id, resolve } of asks) resolve(toRef(kind, id, found.get(id)));
    } catch (error) {
      for (const { reject } of asks) reject(error);
    }
  }
}

function toRef(kind: RefKind, id: string, found: NameDoc | undefined): NamedRef {
  if (!found) return { id, name: '', missing: true };
  const ref: NamedRef = { id, name: found.name };
  if (found.deletedAt || found.active === false) ref.missing = true;
  // Fields are read whole, just above.
  if (kind === 'field') ref.field = toFieldDefinition(found as unknown as FieldDoc);
  return ref;
}
