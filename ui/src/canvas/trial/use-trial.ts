import type { SimulateLink, Simulation } from '@linkflow/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api/client';
import { runOverlay } from '../model/run-overlay';
import type { Marks } from '../model/run-reveal';
import { useCanvas, useCanvasShallow, useCanvasStore } from '../store/canvas-context';

/** Drawing goes on while one tries; it is tried again when the hand rests. */
const PAUSE_MS = 400;

/** Who clicks in the trial: a contact, somebody without a card (null), or nobody chosen yet. */
export type Who = { contactId: string | null } | undefined;

/** What a click would do to the workflow as it is drawn now, lit on the canvas for as long as this is used. */
export function useTrial(who: Who): UseQueryResult<Simulation> {
  const store = useCanvasStore();
  const linkId = useCanvas((state) => state.linkId);
  const drawn = useCanvasShallow(({ document, url }) => ({ document, url }));
  const [draft] = useDebouncedValue(drawn, PAUSE_MS);
  const trial = useQuery({
    queryKey: ['trial', linkId, who?.contactId, draft],
    queryFn: () => {
      const body: SimulateLink = { contactId: who?.contactId, draft };
      return api.post<Simulation>(`/api/links/${linkId}/simulate`, body);
    },
    enabled: linkId !== null && who !== undefined,
    placeholderData: who && keepPreviousData,
    // The contact may have changed meanwhile.
    gcTime: 0,
  });

  const told = who && trial.data;
  useEffect(() => {
    if (!told) return;
    const { document } = draft;
    const overlay = runOverlay(document, marksOf(told), true);
    store.getState().patch({ run: { ...overlay, trial: true } });
    return () => store.getState().patch({ run: null });
  }, [told, draft, store]);
  return trial;
}

function marksOf({ answer, steps }: Simulation): Marks {
  return Object.fromEntries(
    [...answer, ...steps].map(({ nodeId, status, port, reason }) => [
      nodeId,
      { status, port, reason, attempts: 0 },
    ]),
  );
}
