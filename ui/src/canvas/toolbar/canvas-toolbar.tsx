import { Divider } from '@mantine/core';
import { Panel } from '@xyflow/react';
import { useTexts } from '../../i18n';
import { CommandButton } from '../commands/command-button';
import { useCanvas } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import classes from './canvas-toolbar.module.css';
import { TrialButton } from '../trial/trial-button';
import { ProblemsButton } from './problems-button';

/** The one small toolbar, at the bottom where the hand is. Read-only canvases have what only looks. */
export function CanvasToolbar() {
  const t = useTexts(canvasTexts);
  const readOnly = useCanvas((state) => state.readOnly);
  return (
    <Panel position="bottom-center" className={classes.panel} data-read-only={readOnly || undefined}>
      <div className={classes.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
        {!readOnly && (
          <>
            <CommandButton id="undo" />
            <CommandButton id="redo" />
            <Divider orientation="vertical" my={6} mx={3} />
            <CommandButton id="tidy" />
            <Divider orientation="vertical" my={6} mx={3} />
          </>
        )}
        <span className={classes.wide}>
          <CommandButton id="zoomOut" />
          <CommandButton id="zoomIn" />
        </span>
        <CommandButton id="zoomFit" />
        {!readOnly && (
          <>
            <Divider orientation="vertical" my={6} mx={3} />
            <ProblemsButton />
            <TrialButton />
          </>
        )}
        <span className={classes.wide}>
          <CommandButton id="help" />
        </span>
      </div>
    </Panel>
  );
}
