import { useReducedMotion } from '@mantine/hooks';
import { useReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import { useTexts } from '../../i18n';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useCanvasStore } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import type { CommandContext, CommandId } from './command';
import { COMMANDS } from './registry';

/** What commands need, and a way to run one by its id. */
export function useCommands() {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const still = useReducedMotion();
  const t = useTexts(canvasTexts);
  return useMemo(() => {
    const context: CommandContext = {
      store,
      flow,
      still,
      refuse: (why) => store.getState().refuse(t(`refuse.${why}`)),
    };
    const may = (id: CommandId): boolean => {
      const state = store.getState();
      return (!state.readOnly || COMMANDS[id].readOnly) && COMMANDS[id].when(state);
    };
    const run = (id: CommandId, event?: KeyboardEvent): void => {
      if (may(id)) COMMANDS[id].run(context, event);
    };
    return { context, may, run };
  }, [store, flow, still, t]);
}
