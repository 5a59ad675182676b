import { Injectable } from '@nestjs/common';
import { isHttpUrl } from '@linkflow/contracts';
import { RETURN_SCRIPT_LIMITS } from '@linkflow/sandbox';
import { Batcher, Log, type Stored } from '@linkflow/platform';
import type { CompiledNode } from '@linkflow/workflow';
import type { AskedClick } from './asked-click';
import { ClickSandbox } from './click-sandbox';
import { RespondFacts } from './respond-facts';

/** What is read of the collection `scripts` here; libs/crm owns it. */
interface StoredScript extends Stored {
  source: string;
  deletedAt: Date | null;
}

/** Lets a script choose where the recipient goes. Whatever goes wrong, the recipient goes where the link leads. */
@Injectable()
export class ReturnScript {
  constructor(
    private readonly batcher: Batcher,
    private readonly facts: RespondFacts,
    private readonly sandbox: ClickSandbox,
    private readonly log: Log,
  ) {}

  async run(node: CompiledNode, click: AskedClick): Promise<{ returnUrl?: string }> {
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
        // Waiting for a free thread counts here: somebody is waiting too.
        signal: AbortSignal.timeout(RETURN_SCRIPT_LIMITS.timeMs * 2),
      });
      const { returnUrl } = result.variables;
      return returnUrl !== undefined && isHttpUrl(returnUrl) ? { returnUrl } : {};
    } catch (error) {
      this.log.warn(
        { err: error, linkId: click.link.linkId, nodeId: node.id },
        'a return script gave no address',
      );
      return {};
    }
  }

  /** Names and meanings are those of the product that we replace; all are text. */
  private async variablesOf(click: AskedClick): Promise<Record<string, string>> {
    const { link, recipientId } = click;
    const [recipient, hits] = await Promise.all([this.facts.recipient(recipientId), this.facts.hits(click)]);
    return {
      custId: recipient?.contactId ?? '',
      linkId: link.linkId,
      shipmentId: recipient?.mailingId ?? link.mailingId ?? '',
      linkUrl: link.workflow.url,
      linkHits: hits.linkHits === undefined ? '' : String(hits.linkHits),
      firstHit: hits.firstHit === undefined ? '' : hits.firstHit ? '1' : '0',
    };
  }
}
