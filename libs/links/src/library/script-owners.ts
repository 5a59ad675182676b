import { Injectable } from '@nestjs/common';
import { MAX_SCRIPT_USES, type Ref } from '@linkflow/contracts';
import { VersionsRepository } from './versions';

/** Where nodes of drafts name the script that they run. It has an index. */
const IN_DRAFT = 'draft.document.nodes.params.scriptId';

/** Where links or forms are stored. */
interface OwnerDocuments {
  refs(filter: object, limit: number): Promise<Ref[]>;
}

/** Finds the links and forms whose workflows run a script. */
@Injectable()
export class ScriptOwners {
  constructor(private readonly versions: VersionsRepository) {}

  /** Those whose draft or live version runs the script, by name. At most `MAX_SCRIPT_USES` of each kind. */
  async of<Kind extends string>(
    scriptId: string,
    kinds: Readonly<Record<Kind, OwnerDocuments>>,
  ): Promise<Record<Kind, Ref[]>> {
    const live = await this.versions.liveWith('scriptId', scriptId);
    const found = await Promise.all(
      Object.entries<OwnerDocuments>(kinds).map(async ([kind, documents]) => {
        const filter = { deletedAt: null, $or: [{ [IN_DRAFT]: scriptId }, ...live] };
        const refs = await documents.refs(filter, MAX_SCRIPT_USES);
        return [kind, refs.toSorted((a, b) => a.name.localeCompare(b.name, 'nb'))] as const;
      }),
    );
    // The cast is safe: `found` has an entry for each kind.
    return Object.fromEntries(found) as Record<Kind, Ref[]>;
  }
}
