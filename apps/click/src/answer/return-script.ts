import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { isHttpUrl } from '@linkflow/contracts';
import { RETURN_SCRIPT_LIMITS, createSandbox } from '@linkflow/sandbox';
import { Batcher, Log, type Stored } from '@linkflow/platform';
import type { CompiledNode } from '@linkflow/workflow';
import { RespondFacts, type ClickContext } from './respond-facts';

/** The fields of a document in `scripts` that are read here. The collection belongs to libs/crm. */
interface StoredScript extends Stored {
  source: string;
  deletedAt: Date | null;
}

const LINK_HITS = 'link.hits';
const FIRST_HIT = 'click.first';

/** Runs the script of a `return-script` node, which chooses the URL of the redirect. On any failure the link's own URL is used. */
@Injectable()
export class ReturnScript implements OnApplicationShutdown {
  /** Starts its thread with the first script. */
  private readonly sandbox = createSandbox();

  constructor(
    private readonly batcher: Batcher,
    private readonly facts: RespondFacts,
    private readonly log: Log,
  ) {}

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }

  async run(node: CompiledNode, click: ClickContext): Promise<{ returnUrl?: string }> {
    const { scriptId } = node.params;
    try {
      if (typeof scriptId !== 'string') return {};
      const [script, variables] = await Promise.all([
        this.batcher.read<StoredScript>('scripts', scriptId),
        this.variablesOf(click),
      ]);
      if (!script || script.deletedAt) return {};
      const { source } = script;
      const result = await this.sandbox.run({
        source,
        variables,
        limits: RETURN_SCRIPT_LIMITS,
        // Includes the wait for a free thread, because the recipient waits for that too.
        signal: AbortSignal.timeout(RETURN_SCRIPT_LIMITS.timeMs * 2),
      });
      const { returnUrl } = result.variables;
      return returnUrl !== undefined && isHttpUrl(returnUrl) ? { returnUrl } : {};
    } catch (error) {
      this.log.warn({ err: error, linkId: click.link.linkId, nodeId: node.id }, 'return script failed');
      return {};
    }
  }

  /** Variables as in the product that Linkflow replaces; all values are text. */
  private async variablesOf(click: ClickContext): Promise<Record<string, string>> {
    const { link, recipientId } = click;
    const [recipient, facts] = await Promise.all([
      this.facts.recipient(recipientId),
      this.facts.read([LINK_HITS, FIRST_HIT], click),
    ]);
    const { [LINK_HITS]: hits, [FIRST_HIT]: isFirst } = facts;
    return {
      custId: recipient?.contactId ?? '',
      linkId: link.linkId,
      shipmentId: recipient?.mailingId ?? link.mailingId ?? '',
      linkUrl: link.workflow.url,
      linkHits: typeof hits === 'number' ? String(hits) : '',
      firstHit: typeof isFirst === 'boolean' ? String(Number(isFirst)) : '',
    };
  }
}
