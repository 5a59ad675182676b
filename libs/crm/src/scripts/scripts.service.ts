import { Injectable } from '@nestjs/common';
import type { SaveScript, ScriptView, UpdateScript } from '@linkflow/contracts';
import { Batcher, Clock } from '@linkflow/platform';
import { NamedListService } from '../lists/named-list.service';
import { COLLECTIONS } from '../model-names';
import type { ScriptDoc } from './script.schema';
import { ScriptsRepository } from './scripts.repository';

@Injectable()
export class ScriptsService extends NamedListService<ScriptDoc, ScriptView> {
  constructor(
    scripts: ScriptsRepository,
    clock: Clock,
    private readonly batcher: Batcher,
  ) {
    super(scripts, clock);
  }

  create({ name, description, source }: SaveScript): Promise<ScriptView> {
    return this.insert(name, { description, source });
  }

  save(id: string, { name, ...more }: UpdateScript): Promise<ScriptView> {
    return this.change(id, name, more);
  }

  /** The program of a script for a step that runs it; null when it was deleted. Reads of one moment are one find. */
  async sourceOf(scriptId: string): Promise<{ name: string; source: string } | null> {
    const script = await this.batcher.read<ScriptDoc>(COLLECTIONS.script, scriptId);
    return script && !script.deletedAt ? { name: script.name, source: script.source } : null;
  }

  protected viewsOf(scripts: ScriptDoc[]): Promise<ScriptView[]> {
    return Promise.resolve(
      scripts.map(({ _id: id, name, description, source, updatedAt, deletedAt }) => ({
        id,
        name,
        description,
        source,
        updatedAt: updatedAt.toISOString(),
        deleted: deletedAt !== null,
      })),
    );
  }
}
