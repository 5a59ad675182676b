import type { NodeDescriptor, RunDetail, RunStatus } from '@linkflow/contracts';
import { useReducedMotion } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { keys } from '../../../api/keys';
import { useLiveEvents } from '../../../api/live';
import { answerMark, runOverlay } from '../../../canvas/model/run-overlay';
import { marksOf, revealNext, walkOf, withEvent, type Marks } from '../../../canvas/model/run-reveal';
import type { CanvasStore } from '../../../canvas/store/create-canvas-store';
import { useThrottledCallback } from '../../../shared/use-throttled-callback';

/** Steps follow each other within milliseconds; so far apart they are shown, that the eye can follow. */
const BEAT_MS = 180;
/** Nothing more happens by itself; `needs-review` waits for a person. */
const AT_REST: readonly RunStatus[] = ['succeeded', 'failed', 'cancelled', 'needs-review'];
/** A burst of events is one look at the truth. */
const LOOK_MS = 350;

export interface LiveRun {
  /** What is shown of each step just now; on its way to what is known. */
  shown: Marks;
  /** The steps in the order in which the run met them. */
  walk: readonly string[];
}

/** Follows a run: events make its steps light up one after the other, and the run is read again for times and reasons. */
export function useRunLive(
  run: RunDetail,
  catalogue: readonly NodeDescriptor[],
  canvas: CanvasStore,
): LiveRun {
  const client = useQueryClient();
  const still = useReducedMotion();
  const [known, setKnown] = useState(() => ({ run, marks: marksOf(run), heard: [] as string[] }));
  const [shown, setShown] = useState<Marks>(known.marks);

  // A new reading of the run is the truth, whatever the events said before.
  if (known.run !== run) setKnown({ run, marks: marksOf(run), heard: [] });

  const look = useThrottledCallback(
    () => void client.invalidateQueries({ queryKey: keys.runs.detail(run.id), exact: true }),
    LOOK_MS,
  );
  useLiveEvents(
    [`run:${run.id}`],
    (event) => {
      if (event.type === 'step') {
        setKnown((now) => ({
          ...now,
          marks: withEvent(now.marks, event),
          heard: now.heard.includes(event.nodeId) ? now.heard : [...now.heard, event.nodeId],
        }));
      }
      look();
    },
    look,
  );

  const walk = useMemo(() => [...new Set([...known.heard, ...walkOf(run)])], [known.heard, run]);
  const order = useMemo(() => {
    const met = run.steps.map((step) => step.nodeId);
    return [...met, ...walk.filter((id) => !met.includes(id))];
  }, [run, walk]);

  useEffect(() => {
    if (still) {
      setShown(known.marks);
      return;
    }
    const next = revealNext(shown, known.marks, order);
    if (!next) return;
    const timer = setTimeout(() => setShown(next), BEAT_MS);
    return () => clearTimeout(timer);
  }, [shown, known.marks, order, still]);

  const over = AT_REST.includes(run.status);
  useEffect(() => {
    // While steps are still being shown the run is not over for the eye.
    const settled = over && revealNext(shown, known.marks, order) === null;
    const answer = answerMark(run.document, catalogue, run.clickedAt);
    canvas.getState().patch({ run: runOverlay(run.document, { ...answer, ...shown }, settled) });
  }, [run.document, run.clickedAt, shown, known.marks, order, over, catalogue, canvas]);

  return { shown, walk: order };
}
