import type { AuditAction, AuditEntry, VersionSummary } from '@linkflow/contracts';
import type { VersionDoc, WorkflowDrafts, WorkflowOwner, WorkflowPublishing } from '@linkflow/links';
import { WorkflowCatalogue } from '../catalogue/workflow-catalogue';
import type { Handlers } from '../http/route';
import { AuditLog, type AuditedAct } from '../ops/audit-log';
import { userRef, type SignedInUser } from '../session/signed-in-user';
import { FunnelViews } from './funnel-views';
import { draftView, toHistoryEntry, toVersionSummary } from './link-views';

/** One kind of owners of workflows, as the API serves their drafts and versions. */
export interface WorkflowKind<Owner extends WorkflowOwner & { name: string }> {
  target: Extract<AuditEntry['target']['kind'], 'link' | 'form'>;
  actions: { publish: AuditAction; rollback: AuditAction };
  trigger: string;
  /** @throws AppError not-found */
  get(id: string): Promise<Owner>;
  drafts: WorkflowDrafts<Owner>;
  publishing: WorkflowPublishing<Owner>;
  catalogue: WorkflowCatalogue;
  funnels: FunnelViews;
  audit: AuditLog;
}

/** The handlers that links and forms have in common. */
export function workflowHandlers<Owner extends WorkflowOwner & { name: string }>({
  target,
  actions,
  trigger,
  get,
  drafts,
  publishing,
  catalogue,
  funnels,
  audit,
}: WorkflowKind<Owner>): Handlers<'formWorkflows'> {
  const view = (owner: Owner) => draftView(owner, { catalogue, trigger });
  const publish = async (
    id: string,
    user: SignedInUser,
    act: Pick<AuditedAct<VersionDoc>, 'action' | 'details' | 'act'>,
  ): Promise<VersionSummary> => {
    const { name } = await get(id);
    const version = await audit.record(user, {
      ...act,
      target: { kind: target, id, name },
      outcome: ({ number, note, copyOf }) => ({ details: { version: number, note, copyOf } }),
    });
    return toVersionSummary(version, version.number);
  };

  return {
    draft: async ({ params }) => view(await get(params.id)),
    saveDraft: async ({ params, body, user }) => view(await drafts.save(params.id, body, userRef(user))),
    editDraft: async ({ params, body, user }) => view(await drafts.edit(params.id, body, userRef(user))),
    draftHistory: async ({ params }) => (await drafts.earlier(params.id)).map(toHistoryEntry),
    discardDraft: async ({ params, body, user }) =>
      toHistoryEntry(await drafts.discard(params.id, body, userRef(user))),
    earlierDraft: async ({ params }) => {
      const draft = await drafts.earlierDraft(params.id, params.entryId);
      const { url, document, layout } = draft;
      const sentences = await catalogue.sentencesOf(document, params.id);
      return { ...toHistoryEntry(draft), url, document, layout, sentences };
    },
    publish: ({ params: { id }, body, user }) =>
      publish(id, user, {
        action: actions.publish,
        details: { note: body.note },
        act: () => publishing.publish(id, body, userRef(user)),
      }),
    publishVersion: ({ params: { id, number: copyOf }, query: { live }, user }) =>
      publish(id, user, {
        action: actions.rollback,
        details: { copyOf },
        act: () => publishing.republish(id, copyOf, userRef(user), live),
      }),
    versions: async ({ params: { id } }) => {
      const [owner, versions] = await Promise.all([get(id), publishing.versions(id)]);
      return versions.map((version) => toVersionSummary(version, owner.liveVersion));
    },
    version: async ({ params: { id, number } }) => {
      const [owner, version] = await Promise.all([get(id), publishing.version(id, number)]);
      const { document, layout } = version;
      const sentences = await catalogue.sentencesOf(document, id);
      return { ...toVersionSummary(version, owner.liveVersion), document, layout, sentences };
    },
    funnel: async ({ params: { id }, query }) => {
      await get(id);
      return funnels.read({ kind: target, id }, publishing, query);
    },
  };
}
