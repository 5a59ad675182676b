import { ActionIcon, type DrawerProps, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { Panel, ReactFlowProvider } from '@xyflow/react';
import { memo, type ReactNode, useCallback, useState } from 'react';
import { type Position, TRIGGER } from '@linkflow/contracts';
import { useTexts } from '../../i18n';
import { SideDialog } from '../../shared/dialog';
import { usePhone } from '../../shared/use-phone';
import { NodeContextMenu } from '../commands/command-controls';
import { useCommandKeys } from '../commands/use-commands';
import { SkipToCanvas } from '../flow/skip-to-canvas';
import { WorkflowFlow } from '../flow/workflow-flow';
import { Inspector } from '../inspector/lazy-inspector';
import { AddMenu } from '../palette/add-menu';
import { ConnectMenu } from '../palette/connect-menu';
import { Palette } from '../palette/palette';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { settingsTexts } from '../texts/settings';
import { simulationTexts } from '../texts/simulation';
import { CanvasToolbar, OverviewMap } from '../toolbar/canvas-toolbar';
import { Announcer } from './announcer';
import classes from './canvas-editor.module.css';
import { ShortcutDialog, SimulationPanel } from './lazy-editor-parts';
import { InspectorColumn, PaletteColumn, usePaletteFolded } from './side-columns';
import { useSteadyView } from './use-steady-view';

/** Matches windows in which the palette and the inspector are shown as drawers instead of columns. */
const NARROW_QUERY = '(max-width: 68em)';

interface Props {
  /** Control that switches between canvas and outline. */
  switcher?: ReactNode;
}

/** The workflow editor: palette on the left, canvas with toolbar, inspector on the right. */
export const CanvasEditor = memo(function CanvasEditor(props: Props) {
  return (
    <ReactFlowProvider>
      <Editor {...props} />
    </ReactFlowProvider>
  );
});

function Editor({ switcher }: Props) {
  const narrow = useMediaQuery(NARROW_QUERY, undefined, { getInitialValueInEffect: false });
  const paletteFolded = usePaletteFolded();
  useCommandKeys();
  useSteadyView();
  return (
    <div className={classes.editor} data-narrow={narrow || undefined}>
      {!narrow && <PaletteColumn folded={paletteFolded} switcher={switcher} />}
      <Stage switcher={narrow || paletteFolded ? switcher : undefined} narrow={narrow} />
      {narrow ? <SideDrawers /> : <InspectorColumn />}
      <SkipToCanvas />
      <Announcer />
      <AddMenu />
      <ConnectMenu />
      <ShortcutDialog />
    </div>
  );
}

function Stage({ switcher, narrow }: Props & { narrow: boolean }) {
  const t = useTexts(canvasTexts);
  const store = useCanvasStore();
  const [menu, setMenu] = useState<Position | null>(null);
  // Always the same function: another one would render all cards again.
  const openMenu = useCallback(
    ({ clientX, clientY }: { clientX: number; clientY: number }) => setMenu({ x: clientX, y: clientY }),
    [],
  );
  const empty = useCanvas(({ document }) => document.nodes.every((node) => node.id === TRIGGER));
  return (
    <div className={classes.stage}>
      <div className={classes.canvas}>
        <WorkflowFlow onNodeMenu={openMenu}>
          <CanvasToolbar />
          <OverviewMap />
          {empty && (
            <Panel position="top-center" className={classes.empty}>
              <strong>{t('empty.title')}</strong>
              <span>{t('empty.text')}</span>
            </Panel>
          )}
          {narrow && (
            <Panel position="top-left">
              <Tooltip label={t('palette.open')}>
                <ActionIcon
                  size={42}
                  radius="xl"
                  variant="filled"
                  aria-label={t('palette.open')}
                  data-testid="open-palette"
                  onClick={() => store.setState({ paletteOpen: true })}
                >
                  <IconPlus size={22} />
                </ActionIcon>
              </Tooltip>
            </Panel>
          )}
          {switcher && (
            <Panel position={narrow ? 'top-right' : 'top-left'} className={classes.switcher}>
              {switcher}
            </Panel>
          )}
        </WorkflowFlow>
      </div>
      <NodeContextMenu at={menu} onClose={() => setMenu(null)} />
    </div>
  );
}

/** Palette, inspector and simulation as drawers, for narrow windows. */
function SideDrawers() {
  const t = useTexts(canvasTexts);
  const inspector = useTexts(settingsTexts);
  const simulation = useTexts(simulationTexts);
  const store = useCanvasStore();
  const phone = usePhone();
  const paletteOpen = useCanvas((state) => state.paletteOpen);
  const isDragging = useCanvas((state) => state.draggedType !== null);
  const simulationOpen = useCanvas((state) => state.simulationOpen);
  const inspectorOpen = useCanvas(
    (state) => state.inspectorOpen && state.selection.nodes.length > 0 && !state.simulationOpen,
  );
  const close = () => store.setState({ inspectorOpen: false });
  return (
    <>
      <SideDrawer
        opened={paletteOpen}
        onClose={() => store.setState({ paletteOpen: false })}
        position={phone ? 'bottom' : 'left'}
        size={phone ? '62%' : 280}
        title={t('palette.open')}
        withCloseButton
        // The drawer stays in the page, because it contains the dragged item, but lets the user see the canvas.
        className={isDragging ? classes.outOfTheWay : undefined}
      >
        <Palette />
      </SideDrawer>
      <SideDrawer
        opened={inspectorOpen}
        onClose={close}
        position={phone ? 'bottom' : 'right'}
        size={phone ? '72%' : 360}
        label={inspector('title')}
        overlayProps={{ backgroundOpacity: phone ? 0.25 : 0.1 }}
      >
        <Inspector onClose={close} />
      </SideDrawer>
      <SideDrawer
        opened={simulationOpen}
        onClose={() => store.setState({ simulationOpen: false })}
        position={phone ? 'bottom' : 'right'}
        size={phone ? '50%' : 360}
        withOverlay={false}
        lockScroll={false}
        trapFocus={false}
        closeOnClickOutside={false}
        label={simulation('title')}
        // This class lets the user click the canvas beside the drawer, because the canvas highlights the simulated path.
        classNames={{ ...DRAWER_CLASSES, inner: classes.aside }}
      >
        <SimulationPanel />
      </SideDrawer>
    </>
  );
}

const DRAWER_CLASSES = {
  header: classes.drawerHead,
  body: classes.drawerBody,
  content: classes.drawerContent,
};

/**
 * A drawer without padding and close button, because its content brings its own.
 * @param props.label accessible name of a drawer without a title
 */
export function SideDrawer({ label, ...props }: DrawerProps & { label?: string }) {
  return (
    <SideDialog
      padding={0}
      withCloseButton={false}
      classNames={DRAWER_CLASSES}
      attributes={label === undefined ? undefined : { content: { 'aria-label': label } }}
      {...props}
    />
  );
}
