import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTexts } from '../../i18n';
import { setFolded, toggleFolded, useFolded } from '../../shared/panels';
import { KeyHint } from '../commands/command-controls';
import { COMMANDS } from '../commands/commands';
import { Inspector } from '../inspector/lazy-inspector';
import { Palette } from '../palette/palette';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { settingsTexts } from '../texts/settings';
import { SimulationPanel } from './lazy-editor-parts';
import classes from './side-columns.module.css';

/** Windows in which the palette of a workflow with steps is folded by default, so that the canvas has most of the width. */
const SMALL_WINDOW = '(max-width: 90em)';

/**
 * Returns whether the palette is folded. By default it is folded in small windows, but not while the workflow is empty: then its
 * list of steps shows what can be added.
 */
export function usePaletteFolded(): boolean {
  const store = useCanvasStore();
  const small = useMediaQuery(SMALL_WINDOW, undefined, { getInitialValueInEffect: false });
  // The workflow as it was opened decides, so that the palette does not fold when the first step is added.
  const [hadSteps] = useState(() => store.getState().document.nodes.length > 1);
  return useFolded('palette', small && hadSteps);
}

/** The palette as a column. Folded, it is a narrow strip of icons. */
export function PaletteColumn({ folded, switcher }: { folded: boolean; switcher?: ReactNode }) {
  const t = useTexts(canvasTexts);
  return (
    <div id="palette-column" className={classes.palette} data-folded={folded || undefined}>
      <div className={classes.paletteHead}>
        {!folded && switcher && <div className={classes.switcher}>{switcher}</div>}
        <FoldButton
          panel="palette"
          folded={folded}
          controls="palette-column"
          label={t(folded ? 'palette.unfold' : 'palette.fold')}
        />
      </div>
      <Palette compact={folded} />
    </div>
  );
}

/**
 * The column at the right of the canvas: the simulation, or the settings of the selected nodes. Takes no room while nothing is
 * selected. Folded, the settings are a strip with a button.
 */
export function InspectorColumn() {
  const t = useTexts(settingsTexts);
  const simulationOpen = useCanvas((state) => state.simulationOpen);
  const isSelected = useCanvas((state) => state.selection.nodes.length > 0);
  const wantsField = useCanvas((state) => state.pendingFocus !== null);
  const folded = useFolded('inspector');

  // A problem that the user has chosen in a list is about a field here.
  useEffect(() => {
    if (wantsField) setFolded('inspector', false);
  }, [wantsField]);

  if (simulationOpen) {
    return (
      <div className={classes.inspector}>
        <SimulationPanel />
      </div>
    );
  }
  if (!isSelected) return null;
  return (
    <div id="inspector-column" className={classes.inspector} data-folded={folded || undefined}>
      <FoldButton
        panel="inspector"
        folded={folded}
        controls="inspector-column"
        label={t(folded ? 'unfold' : 'fold')}
      />
      {!folded && <Inspector />}
    </div>
  );
}

const FOLD = {
  palette: {
    command: 'foldPalette',
    collapse: IconLayoutSidebarLeftCollapse,
    expand: IconLayoutSidebarLeftExpand,
  },
  inspector: {
    command: 'foldInspector',
    collapse: IconLayoutSidebarRightCollapse,
    expand: IconLayoutSidebarRightExpand,
  },
} as const;

interface FoldButtonProps {
  panel: keyof typeof FOLD;
  folded: boolean;
  /** Id of the column. */
  controls: string;
  label: string;
}

/** Folds and unfolds a column. It is the same element in both states, so that it keeps the keyboard focus. */
function FoldButton({ panel, folded, controls, label }: FoldButtonProps) {
  const { command, collapse, expand } = FOLD[panel];
  const Icon = folded ? expand : collapse;
  const [keys] = COMMANDS[command].keys;
  return (
    <Tooltip
      label={
        <Group gap={8} wrap="nowrap">
          {label}
          {keys && <KeyHint keys={keys} />}
        </Group>
      }
      position={panel === 'palette' ? 'right' : 'left'}
      openDelay={400}
      withinPortal
    >
      <ActionIcon
        className={classes.fold}
        variant="subtle"
        color="gray"
        size={30}
        aria-label={label}
        aria-expanded={!folded}
        aria-controls={controls}
        data-testid={`fold-${panel}`}
        onClick={() => toggleFolded(panel)}
      >
        <Icon size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
