import {
  NEXT_PORT,
  TRIGGER,
  type Position,
  type WorkflowDocument,
  type WorkflowLayout,
} from '@linkflow/contracts';

/** As wide and as far apart as the canvas lays steps out by itself. */
const COLUMN = 320;
const ROW = 136;

interface Place {
  id: string;
  type: string;
  params?: Record<string, unknown>;
  /** Column and row on the canvas, from the trigger. */
  at: [number, number];
  /** The step before it, by its outlet; more than one where ways meet. */
  after: [node: string, port?: string][];
}

/** Draws a workflow from its steps, trigger and arrows included. */
export function drawing(places: Place[]): { document: WorkflowDocument; layout: WorkflowLayout } {
  const positions: Record<string, Position> = { [TRIGGER]: { x: 0, y: 0 } };
  for (const { id, at } of places) positions[id] = { x: at[0] * COLUMN, y: at[1] * ROW };
  return {
    document: {
      schemaVersion: 1,
      nodes: [
        { id: TRIGGER, type: TRIGGER, params: {} },
        ...places.map(({ id, type, params = {} }) => ({ id, type, params })),
      ],
      edges: places.flatMap(({ id, after }) =>
        after.map(([node, port = NEXT_PORT]) => ({
          id: `${node}-${port}-${id}`,
          from: { node, port },
          to: id,
        })),
      ),
    },
    layout: { positions, notes: [] },
  };
}
