import { useReactFlow } from '@xyflow/react';
import { useMemo, type DragEvent } from 'react';
import { useText, useTexts } from '../../i18n';
import { behind, fits, lanesAt } from '../model/lanes';
import { descriptorsOf } from '../model/lookups';
import { useCanvasStore } from '../store/canvas-context';
import type { Place } from '../store/canvas-state';
import { canvasTexts } from '../texts/canvas';
import { DRAG_TYPE } from './drag-type';
import { useAddStep } from './use-add-step';

/** Takes palette entries: into an arrow, behind an outlet or a card, or anywhere on the ground. */
export function usePaletteDrop() {
  const store = useCanvasStore();
  const flow = useReactFlow();
  const add = useAddStep();
  const t = useTexts(canvasTexts);
  const text = useText();

  return useMemo(() => {
    const placeUnder = (event: DragEvent): Place => {
      const { document, catalogue } = store.getState();
      const under = event.target instanceof Element ? event.target : null;
      const plus = under?.closest<HTMLElement>('[data-testid="add-here"]');
      const edgeId = plus?.dataset.addEdge ?? under?.closest<HTMLElement>('.react-flow__edge')?.dataset.id;
      if (edgeId !== undefined) return { kind: 'edge', edgeId };
      const node = plus?.dataset.addNode;
      const port = plus?.dataset.addPort ?? under?.closest<HTMLElement>('[data-port]')?.dataset.port;
      const card = node ?? under?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
      if (card !== undefined && port !== undefined) return { kind: 'port', node: card, port };
      const place = card === undefined ? null : behind(document, catalogue, card);
      return (
        place ?? { kind: 'ground', at: flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }) }
      );
    };
    const carries = (event: DragEvent) => event.dataTransfer.types.includes(DRAG_TYPE);

    return {
      onDragOver(event: DragEvent<HTMLDivElement>) {
        if (!carries(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        const place = placeUnder(event);
        const before = store.getState().dropPlace;
        if (JSON.stringify(before) === JSON.stringify(place)) return;
        store.getState().patch({ dropPlace: place.kind === 'ground' ? null : place });
      },
      onDragLeave() {
        store.getState().patch({ dropPlace: null });
      },
      onDrop(event: DragEvent<HTMLDivElement>) {
        if (!carries(event)) return;
        event.preventDefault();
        const state = store.getState();
        state.patch({ dropPlace: null });
        const step = descriptorsOf(state.catalogue).get(event.dataTransfer.getData(DRAG_TYPE));
        if (!step) return;
        const place = placeUnder(event);
        const lanes = lanesAt(state.document, place);
        if (!fits(step, lanes)) {
          const lane = t(lanes.respond ? 'refuse.laneRespond' : 'refuse.laneThen');
          state.refuse(t('refuse.wrongLane', { title: text(step.title), lane }));
          return;
        }
        add(step, place);
      },
    };
  }, [store, flow, add, t, text]);
}
