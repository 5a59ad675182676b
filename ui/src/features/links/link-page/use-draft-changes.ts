import type { LinkDetail } from '@linkflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { versionQuery } from '../../../api/links';
import { changesSince, type DraftChanges } from '../../../canvas/model/changes';
import { useCanvas } from '../../../canvas/store/canvas-context';

/** What the draft on the canvas does otherwise than the live version; null while nothing is live or it is not known yet. */
export function useDraftChanges(link: Pick<LinkDetail, 'id' | 'liveVersion'>): DraftChanges | null {
  const { data: version } = useQuery({
    ...versionQuery(link.id, link.liveVersion ?? 0),
    enabled: link.liveVersion !== null,
  });
  const url = useCanvas((state) => state.url);
  const document = useCanvas((state) => state.document);
  return useMemo(
    () => (version && link.liveVersion !== null ? changesSince(version, { url, document }) : null),
    [version, link.liveVersion, url, document],
  );
}
