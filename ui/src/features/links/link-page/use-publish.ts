import {
  ProblemCode,
  ROUTES,
  type LinkDetail,
  type VersionSummary,
  type WorkflowProblem,
} from '@linkflow/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isApiError, type ApiError } from '../../../api/api-error';
import { call } from '../../../api/client';
import { routeKey } from '../../../api/use-route';
import type { DraftSession } from '../../../canvas/editor/draft-session';
import { useTexts } from '../../../i18n';
import { useErrorSentence } from '../../../shared/errors';
import { toast } from '../../../shared/toast';
import { linkPageTexts } from './link-page.texts';

/** Publishes the draft of a session after its last changes are saved. Problems for which the API refuses become those of the canvas. */
export function usePublish(link: LinkDetail, session: DraftSession, onDone: () => void) {
  const t = useTexts(linkPageTexts);
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [unchanged, setUnchanged] = useState(false);

  const params = { id: link.id };
  const done = async (version: VersionSummary) => {
    client.setQueryData<LinkDetail>(routeKey(ROUTES.links.get, { params }), (old) =>
      old ? { ...old, liveVersion: version.number, changed: false } : old,
    );
    onDone();
    toast(t('publish.done', { version: version.number }));
    await client.invalidateQueries({ queryKey: ['links'] });
  };
  const publish = async (note: string) => {
    setBusy(true);
    setFailure(null);
    try {
      await session.sync.flush();
      const { baseRevision: base } = session.sync.state.getState();
      await done(
        await call(ROUTES.workflows.publish, {
          params,
          body: {
            revision: base,
            liveVersion: link.liveVersion,
            ...(note.trim() !== '' && { note: note.trim() }),
          },
        }),
      );
    } catch (error) {
      if (isApiError(error, 'version.unchanged')) setUnchanged(true);
      else if (isApiError(error, 'workflow.invalid'))
        session.canvas.setState({ problems: problemsIn(error) });
      else {
        setFailure(isApiError(error, 'draft.stale') ? t('publish.stale') : sentence(error));
        // The next try is based on what is live now.
        await client.invalidateQueries({ queryKey: ['links'] });
      }
    } finally {
      setBusy(false);
    }
  };
  return { publish, busy, failure, unchanged };
}

/** The problems for which the API refused to publish, in the form of those that the browser finds. */
export function problemsIn({ issues }: ApiError): WorkflowProblem[] {
  return issues.map(({ code, message, nodeId, path }) => ({
    code: ProblemCode.safeParse(code).data ?? 'params.invalid',
    severity: 'error',
    message,
    ...(nodeId !== undefined && { nodeId }),
    ...(path !== undefined && { path }),
  }));
}
