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

/**
 * Updates the page of a link after live events: changes by colleagues, clicks and runs. A newer draft replaces the draft on the
 * canvas unless there are unsaved changes.
 */
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
    void client.invalidateQueries({ queryKey: routeKey(ROUTES.clicks.list, { query: {} }) });
    void client.invalidateQueries({ queryKey: routeKey(ROUTES.runs.list, { query: {} }) });
  }, REFRESH_MS);

  const followDraft = async (byUserId: string | null) => {
    const view = await call(ROUTES.workflows.draft, { params });
    const behind = view.revision > sync.state.getState().baseRevision;
    // `adoptRemote` returns false if there are unsaved changes or a save is running. The next save then handles the conflict.
    if (!behind || !sync.adoptRemote(view)) return;
    client.setQueryData<LinkDetail>(detail, (old) => old && { ...old, url: view.url, draft: view });
    if (byUserId !== me) toast(t('theirs', { name: view.savedBy.name }));
  };

  const onLink = (event: Extract<LiveEvent, { type: 'link' }>) => {
    if (event.change === 'reset') readNumbers();
    else void readDetail();
    if (event.change === 'draft' && (event.revision ?? 0) > sync.state.getState().baseRevision) {
      // Ignores the event of one of our own saves, which may arrive before the response to that save.
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

/** Writes the id of the selected step to the URL. When the page opens, selects the step that the URL names. */
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
  // The first effect selects the step in the URL. All later ones write the canvas's selection to the URL.
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
