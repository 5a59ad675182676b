import { useMediaQuery } from '@mantine/hooks';
import { CanvasEditor } from '../../canvas/editor/canvas-editor';
import type { DraftSession } from '../../canvas/editor/draft-session';
import { InspectorColumn } from '../../canvas/editor/side-columns';
import { WorkflowView } from '../../canvas/editor/workflow-view';
import { Inspector } from '../../canvas/inspector/lazy-inspector';
import { useCanvas } from '../../canvas/store/use-canvas';
import classes from './form-page.module.css';

/** The workflow of a form on the canvas; for users who may not change it, only to look at. */
export function WorkflowTab({ session }: { session: DraftSession }) {
  const readOnly = useCanvas((state) => state.readOnly);
  const isSelected = useCanvas((state) => state.selection.nodes.length > 0);
  const narrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  if (!readOnly) return <CanvasEditor />;
  const beside = narrow ? (
    isSelected && (
      <div className={classes.beside}>
        <Inspector />
      </div>
    )
  ) : (
    <InspectorColumn />
  );
  return <WorkflowView store={session.canvas} beside={beside} skipLink />;
}
