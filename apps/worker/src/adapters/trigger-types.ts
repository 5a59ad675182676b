import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { ActionContext } from '@linkflow/actions';
import type { StoredRun, TriggerType } from '@linkflow/engine';
import { CompiledVersions } from '@linkflow/links';
import { Batcher, type Stored } from '@linkflow/platform';

type Source = ActionContext['source'];

interface NamedMailing extends Stored {
  name: string;
}

/** Names of mailings, cached for half a minute. */
@Injectable()
export class MailingNames {
  private readonly names = new LRUCache<string, string>({ max: 5_000, ttl: 30_000 });

  constructor(private readonly batcher: Batcher) {}

  nameOf(mailingId: string): string | Promise<string> {
    return this.names.get(mailingId) ?? this.fetch(mailingId);
  }

  private async fetch(mailingId: string): Promise<string> {
    const name = (await this.batcher.read<NamedMailing>('mailings', mailingId))?.name ?? '';
    this.names.set(mailingId, name);
    return name;
  }
}

/** Origins of changes by runs of links. Synchronous while the names are cached. */
@Injectable()
export class LinkRunSources {
  constructor(
    private readonly versions: CompiledVersions,
    private readonly mailings: MailingNames,
  ) {}

  sourceOf(run: StoredRun, nodeId: string): Source | Promise<Source> {
    const { owner, version } = run.workflow;
    const { mailingId } = run.context;
    const compiled = this.versions.load(owner, version);
    const mailingName = mailingId === undefined ? undefined : this.mailings.nameOf(mailingId);
    const sourceWith = (linkName: string, nameOfMailing: string | undefined): Source => ({
      kind: 'run',
      runId: run._id,
      nodeId,
      trigger: run.trigger.type,
      linkId: owner,
      linkName,
      ...(mailingId !== undefined && { mailingId, mailingName: nameOfMailing ?? '' }),
      occurredAt: run.trigger.at,
    });
    if (compiled instanceof Promise || mailingName instanceof Promise) {
      return Promise.all([compiled, mailingName]).then(([link, mailing]) =>
        sourceWith(link?.linkName ?? '', mailing),
      );
    }
    return sourceWith(compiled?.linkName ?? '', mailingName);
  }
}

/** A click of a recipient on a tracked link. */
@Injectable()
export class ClickTrigger implements TriggerType {
  readonly type = 'click';

  constructor(private readonly sources: LinkRunSources) {}

  sourceOf(run: StoredRun, nodeId: string): Source | Promise<Source> {
    return this.sources.sourceOf(run, nodeId);
  }
}

/** A run of a link that a person started for one contact. It has no recipient and no mailing. */
@Injectable()
export class ManualTrigger implements TriggerType {
  readonly type = 'manual';

  constructor(private readonly sources: LinkRunSources) {}

  sourceOf(run: StoredRun, nodeId: string): Source | Promise<Source> {
    return this.sources.sourceOf(run, nodeId);
  }
}
