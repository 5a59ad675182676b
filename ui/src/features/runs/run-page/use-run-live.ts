import {
  ROUTES,
  triggerView,
  type NodeDescriptor,
  type RunDetail,
  type RunStatus,
} from '@linkflow/contracts';
import { useReducedMotion } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useLiveEvents } from '../../../api/live';
import { routeKey } from '../../../api/use-route';
import {
  responseStates,
  type StepStates,
  stepStatesOf,
  revealNext,
  runOverlay,
  stepOrder,
  applyEvent,
} from '../../../canvas/model/run-overlay';
import type { CanvasStore } from '../../../canvas/store/canvas-store';
import { useThrottledCallback } from '@mantine/hooks';

/** Minimum time between two displayed changes. Real steps often take only milliseconds, which users could not follow. */
const STEP_INTERVAL_MS = 180;
/** Statuses in which a run changes only after a command by a user. */
const ENDED: readonly RunStatus[] = ['succeeded', 'failed', 'cancelled', 'needs-review'];
/** Minimum time between two reloads of the run. */
const RELOAD_INTERVAL_MS = 350;

export interface LiveRun {
  /** The displayed state of each step. It approaches the actual state by one visible change at a time. */
  shown: StepStates;
  /** The ids of the steps in the order in which the run reached them. */
  walk: readonly string[];
}

/**
 * Keeps the display of a run up to date. Live events change the displayed states one after the other. Each event also reloads the
 * run, because events contain no reasons and outputs. Writes the overlay to the canvas.
 */
export function useRunLive(
  run: RunDetail,
  catalogue: readonly NodeDescriptor[],
  canvas: CanvasStore,
): LiveRun {
  const client = useQueryClient();
  const reducedMotion = useReducedMotion();
  const [known, setKnown] = useState(() => ({ run, marks: stepStatesOf(run), reached: [] as string[] }));
  const [shown, setShown] = useState<StepStates>(known.marks);

  // A reloaded run is newer and more complete, so it replaces the states that events have reported.
  if (known.run !== run) setKnown({ run, marks: stepStatesOf(run), reached: [] });

  const reload = useThrottledCallback(
    () => void client.invalidateQueries({ queryKey: routeKey(ROUTES.runs.get, { params: { id: run.id } }) }),
    RELOAD_INTERVAL_MS,
  );
  useLiveEvents(
    [`run:${run.id}`],
    (event) => {
      if (event.type === 'step') {
        setKnown((now) => ({
          ...now,
          marks: applyEvent(now.marks, event),
          reached: now.reached.includes(event.nodeId) ? now.reached : [...now.reached, event.nodeId],
        }));
      }
      reload();
    },
    reload,
  );

  const walk = useMemo(() => [...new Set([...known.reached, ...stepOrder(run)])], [known.reached, run]);
  const order = useMemo(() => {
    const met = run.steps.map((step) => step.nodeId);
    return [...met, ...walk.filter((id) => !met.includes(id))];
  }, [run, walk]);

  useEffect(() => {
    if (reducedMotion) {
      setShown(known.marks);
      return;
    }
    const next = revealNext(shown, known.marks, order);
    if (!next) return;
    const timer = setTimeout(() => setShown(next), STEP_INTERVAL_MS);
    return () => clearTimeout(timer);
  }, [shown, known.marks, order, reducedMotion]);

  const ended = ENDED.includes(run.status);
  useEffect(() => {
    // Marks steps without a state as "not taken" only when the run has ended and its last step has been displayed.
    const settled = ended && revealNext(shown, known.marks, order) === null;
    const { isAnswered } = triggerView(run.trigger.type);
    const { document, trigger, answer } = run;
    const answered = isAnswered ? responseStates({ document, catalogue, at: trigger.at, answer }) : {};
    canvas.setState({ run: runOverlay(document, { ...answered, ...shown }, settled) });
  }, [run, shown, known.marks, order, ended, catalogue, canvas]);

  return { shown, walk: order };
}
