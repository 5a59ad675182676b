import { ActionIcon, Drawer, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { Panel, ReactFlowProvider } from '@xyflow/react';
import { useState, type ReactNode } from 'react';
import { TRIGGER } from '@linkflow/contracts';
import { useTexts } from '../../i18n';
import { usePhone } from '../../shared/use-phone';
import { NodeMenuAt } from '../commands/node-menu';
import { ShortcutSheet } from '../commands/shortcut-sheet';
import { useCommandKeys } from '../commands/use-command-keys';
import { WorkflowFlow } from '../flow/workflow-flow';
import { Inspector } from '../inspector/inspector';
import { AddMenu } from '../palette/add-menu';
import { Palette } from '../palette/palette';
import { usePaletteDrop } from '../palette/use-palette-drop';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import { inspectorTexts } from '../texts/inspector';
import { trialTexts } from '../texts/trial';
import { TrialPanel } from '../trial/trial-panel';
import { CanvasToolbar } from '../toolbar/canvas-toolbar';
import { OverviewMap } from '../toolbar/overview-map';
import classes from './canvas-editor.module.css';
import { useRefusals } from './use-refusals';

/** Narrower than this, palette and inspector would leave no room for the canvas: they come as drawers. */
const NARROW = '(max-width: 68em)';

interface Props {
  /** Said over the canvas. */
  above?: ReactNode;
  /** Leads to the other views of the same workflow. */
  switcher?: ReactNode;
}

/** The canvas to draw on: palette left, inspector right, toolbar below. */
export function CanvasEditor(props: Props) {
  return (
    <ReactFlowProvider>
      <Editor {...props} />
    </ReactFlowProvider>
  );
}

function Editor({ above, switcher }: Props) {
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const trialOpen = useCanvas((state) => state.trialOpen);
  useCommandKeys();
  useRefusals();
  return (
    <div className={classes.editor} data-narrow={narrow || undefined}>
      {!narrow && (
        <div className={classes.palette}>
          {switcher && <div className={classes.switcher}>{switcher}</div>}
          <Palette />
        </div>
      )}
      <Stage above={above} switcher={switcher} narrow={narrow} />
      {narrow ? (
        <Drawers />
      ) : (
        <div className={classes.inspector}>{trialOpen ? <TrialPanel /> : <Inspector />}</div>
      )}
      <AddMenu />
      <ShortcutSheet />
    </div>
  );
}

function Stage({ above, switcher, narrow }: Props & { narrow: boolean }) {
  const t = useTexts(canvasTexts);
  const store = useCanvasStore();
  const drop = usePaletteDrop();
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const empty = useCanvas(({ document }) => document.nodes.every((node) => node.id === TRIGGER));
  return (
    <div className={classes.stage}>
      {above}
      <div className={classes.canvas}>
        <WorkflowFlow {...drop} onNodeMenu={({ clientX, clientY }) => setMenu({ x: clientX, y: clientY })}>
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
                  onClick={() => store.getState().patch({ paletteOpen: true })}
                >
                  <IconPlus size={22} />
                </ActionIcon>
              </Tooltip>
            </Panel>
          )}
          {narrow && switcher && <Panel position="top-right">{switcher}</Panel>}
        </WorkflowFlow>
      </div>
      <NodeMenuAt at={menu} onClose={() => setMenu(null)} />
    </div>
  );
}

/** Palette and inspector where there is no room beside the canvas. */
function Drawers() {
  const t = useTexts(canvasTexts);
  const inspector = useTexts(inspectorTexts);
  const trial = useTexts(trialTexts);
  const store = useCanvasStore();
  const phone = usePhone();
  const paletteOpen = useCanvas((state) => state.paletteOpen);
  const trialOpen = useCanvas((state) => state.trialOpen);
  const inspectorOpen = useCanvas(
    (state) => state.inspectorOpen && state.selection.nodes.length > 0 && !state.trialOpen,
  );
  const close = () => store.getState().patch({ inspectorOpen: false });
  return (
    <>
      <Drawer
        opened={paletteOpen}
        onClose={() => store.getState().patch({ paletteOpen: false })}
        position={phone ? 'bottom' : 'left'}
        size={phone ? '62%' : 280}
        title={t('palette.open')}
        padding={0}
        classNames={{ header: classes.drawerHead, body: classes.drawerBody, content: classes.drawerContent }}
      >
        <Palette />
      </Drawer>
      <Drawer
        opened={inspectorOpen}
        onClose={close}
        position={phone ? 'bottom' : 'right'}
        size={phone ? '72%' : 360}
        withCloseButton={false}
        aria-label={inspector('title')}
        padding={0}
        overlayProps={{ backgroundOpacity: phone ? 0.25 : 0.1 }}
        classNames={{ body: classes.drawerBody, content: classes.drawerContent }}
      >
        <Inspector onClose={close} />
      </Drawer>
      <Drawer
        opened={trialOpen}
        onClose={() => store.getState().patch({ trialOpen: false })}
        position={phone ? 'bottom' : 'right'}
        size={phone ? '50%' : 360}
        withCloseButton={false}
        withOverlay={false}
        lockScroll={false}
        trapFocus={false}
        closeOnClickOutside={false}
        aria-label={trial('title')}
        padding={0}
        // The canvas beside it stays in reach: it shows the way that is told here.
        classNames={{ inner: classes.aside, body: classes.drawerBody, content: classes.drawerContent }}
      >
        <TrialPanel />
      </Drawer>
    </>
  );
}
