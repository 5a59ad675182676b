import { type LinkDetail, type LiveEvent, ROUTES } from '@linkflow/contracts';
import { graphOf } from '@linkflow/workflow';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef } from 'react';
import { call } from '../../../api/client';
import { routeKey } from '../../../api/use-route';
import { useLiveEvents } from '../../../api/live';
import { useSession } from '../../../api/session';
import type { DraftSession } from '../../../canvas/editor/draft-session';
import { useCanvas, useCanvasStore } from '../../../canvas/store/use-canvas';
import { savingTexts } from '../../../canvas/texts/saving';
import { useTexts } from '../../../i18n';
import { useThrottledCallback } from '@mantine/hooks';
import { toast } from '../../../shared/toast';

const route = getRouteApi('/shell/links/$linkId');

const REFRESH_MS = 1_500;

/** Applies live events to the page: changes by colleagues, clicks and runs. A newer draft is taken over unless there are unsaved changes. */
export function useLinkEvents(link: LinkDetail, session: DraftSession): void {
  const client = useQueryClient();
  const me = useSession()?.userId;
  const t = useTexts(savingTexts);
  const { sync } = session;

  const params = { id: link.id };
  const detail = routeKey(ROUTES.links.get, { params });
  const readDetail = () => client.invalidateQueries({ queryKey: detail, exact: true });
  const readVersions = () =>
    client.invalidateQueries({ queryKey: routeKey(ROUTES.workflows.versions, { params }) });
  const readNumbers = useThrottledCallback(() => {
    void readDetail();
    void client.invalidateQueries({ queryKey: routeKey(ROUTES.links.clickers, { params }) });
    void client.invalidateQueries({ queryKey: routeKey(ROUTES.runs.list, { query: {} }) });
  }, REFRESH_MS);

  const followDraft = async (byUserId: string | null) => {
    const view = await call(ROUTES.workflows.draft, { params });
    const behind = view.revision > sync.state.getState().baseRevision;
    // With unsaved changes the conflict is handled by the next save.
    if (!behind || !sync.adoptRemote(view)) return;
    client.setQueryData<LinkDetail>(detail, (old) => old && { ...old, url: view.url, draft: view });
    if (byUserId !== me) toast(t('theirs', { name: view.savedBy.name }));
  };

  const onLink = (event: Extract<LiveEvent, { type: 'link' }>) => {
    void readDetail();
    if (event.change === 'draft' && (event.revision ?? 0) > sync.state.getState().baseRevision) {
      // The event may arrive before the response to our own save.
      if (event.byUserId === me && sync.state.getState().sendingChanges !== null) return;
      void followDraft(event.byUserId).catch(() => undefined);
    }
    if (event.change === 'published') {
      void readVersions();
      if (event.byUserId !== me) {
        toast(t('publishedBy', { name: t('somebody'), version: event.version ?? '' }));
      }
    }
  };

  useLiveEvents(
    [`link:${link.id}`],
    (event) => {
      if (event.type === 'link') onLink(event);
      else if (event.type === 'click' || event.type === 'run') readNumbers();
    },
    () => {
      readNumbers();
      void readVersions();
      void followDraft(null).catch(() => undefined);
    },
  );
}

/** Keeps the selected step in the address, and selects the step in the address when the page opens. */
export function useSelectedInAddress(active: boolean): void {
  const { node } = route.useSearch();
  const navigate = route.useNavigate();
  const store = useCanvasStore();
  const selected = useCanvas(({ selection }) =>
    selection.nodes.length === 1 ? selection.nodes[0] : undefined,
  );
  const opened = useRef(false);

  const open = useEffectEvent(() => {
    const { document, select } = store.getState();
    if (node === undefined || !graphOf(document).nodes.has(node)) return;
    select({ nodes: [node], edges: [] });
    store.setState({ inspectorOpen: true });
  });
  // After the first effect the address follows the canvas.
  const follow = useEffectEvent((next: string | undefined) => {
    if (!active || next === node) return;
    void navigate({ search: (before) => ({ ...before, node: next }), replace: true, resetScroll: false });
  });
  useEffect(() => {
    if (opened.current) follow(selected);
    else open();
    opened.current = true;
  }, [selected]);
}
