import { TRIGGER, isHttpUrl, type WorkflowDocument } from '@linkflow/contracts';
import type { LinkSnapshot } from '@linkflow/links';
import { compileWorkflow, type CompiledWorkflow } from '@linkflow/workflow';
import { redirectTo, type Outgoing } from '../door/outgoing';

/** A link as this process keeps it: everything prepared that is the same for every click. */
export interface LiveLink {
  linkId: string;
  name: string;
  mailingId: string | null;
  version: number;
  workflow: CompiledWorkflow;
  /** The answer where it is the same for everybody; most links have one. */
  constant: Outgoing | null;
  /** Where a click leads when the workflow gives nothing usable; null for a link that has no usable address itself. */
  fallback: Outgoing | null;
}

export function prepareLink(snapshot: LinkSnapshot): LiveLink {
  const { linkId, name, mailingId, version, url, respond } = snapshot;
  const workflow = compileWorkflow(respond?.document ?? NOTHING, url, respond?.catalogue ?? []);
  const fallback = isHttpUrl(url) ? redirectTo(url) : null;
  const answer = workflow.constantAnswer;
  return {
    linkId,
    name,
    mailingId,
    version,
    workflow,
    constant:
      answer?.kind === 'redirect' ? (isHttpUrl(answer.url) ? redirectTo(answer.url) : fallback) : null,
    fallback,
  };
}

const NOTHING: WorkflowDocument = {
  schemaVersion: 1,
  nodes: [{ id: TRIGGER, type: TRIGGER, params: {} }],
  edges: [],
};
