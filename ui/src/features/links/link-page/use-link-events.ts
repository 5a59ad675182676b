import type { DraftView, LinkDetail, LiveEvent } from '@linkflow/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { useLiveEvents } from '../../../api/live';
import { useSession } from '../../../api/session';
import type { DraftSession } from '../../../canvas/editor/use-draft-session';
import { savingTexts } from '../../../canvas/texts/saving';
import { useTexts } from '../../../i18n';
import { toast } from '../../../shared/toast';
import { useThrottledCallback } from '../../../shared/use-throttled-callback';

const CALM_MS = 1_500;

/** What others do to this link, and the clicks and runs that come in. Whoever has nothing unsaved simply sees it. */
export function useLinkEvents(link: LinkDetail, session: DraftSession): void {
  const client = useQueryClient();
  const me = useSession()?.userId;
  const t = useTexts(savingTexts);
  const { sync } = session;

  const readDetail = () => client.invalidateQueries({ queryKey: keys.links.detail(link.id), exact: true });
  const readNumbers = useThrottledCallback(() => {
    void readDetail();
    void client.invalidateQueries({ queryKey: [...keys.links.detail(link.id), 'clickers'] });
    void client.invalidateQueries({ queryKey: ['runs', 'list'] });
  }, CALM_MS);

  const followDraft = async (byUserId: string | null) => {
    const view = await api.get<DraftView>(`/api/links/${link.id}/draft`);
    const behind = view.revision > sync.state.getState().base;
    // Who has unsaved changes hears of it when they are saved, with the ways out.
    if (!behind || !sync.follow(view)) return;
    client.setQueryData<LinkDetail>(
      keys.links.detail(link.id),
      (old) => old && { ...old, url: view.url, draft: view },
    );
    if (byUserId !== me) toast(t('theirs', { name: view.savedBy.name }));
  };

  const onLink = (event: Extract<LiveEvent, { type: 'link' }>) => {
    void readDetail();
    if (event.change === 'draft' && (event.revision ?? 0) > sync.state.getState().base) {
      // Our own save that is still on its way back is told of here, too; it is not news.
      if (event.byUserId === me && sync.state.getState().sending !== null) return;
      void followDraft(event.byUserId).catch(() => undefined);
    }
    if (event.change === 'published') {
      void client.invalidateQueries({ queryKey: keys.links.versions(link.id) });
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
      void client.invalidateQueries({ queryKey: keys.links.versions(link.id) });
      void followDraft(null).catch(() => undefined);
    },
  );
}
