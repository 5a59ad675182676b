import { ROUTES, type LinkDetail } from '@linkflow/contracts';
import { useMemo } from 'react';
import { useRoute } from '../../../api/use-route';
import { changesSince, type DraftChanges } from '../../../canvas/model/draft';
import { useCanvas } from '../../../canvas/store/use-canvas';

/**
 * Returns the differences between the draft and the live version. Null if there is no live version, or while it is being loaded.
 */
export function useDraftChanges(link: Pick<LinkDetail, 'id' | 'liveVersion'>): DraftChanges | null {
  const { data: version } = useRoute(ROUTES.workflows.version, {
    params: { id: link.id, number: link.liveVersion ?? 0 },
    enabled: link.liveVersion !== null,
  });
  const url = useCanvas((state) => state.url);
  const document = useCanvas((state) => state.document);
  return useMemo(
    () => (version && link.liveVersion !== null ? changesSince(version, { url, document }) : null),
    [version, link.liveVersion, url, document],
  );
}
