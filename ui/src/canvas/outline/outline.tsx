import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { ReactFlowProvider } from '@xyflow/react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { CommandButton } from '../commands/command-controls';
import { ShortcutDialog } from '../commands/shortcut-dialog';
import { useCommandKeys, useRejections } from '../commands/use-commands';
import { Inspector } from '../inspector/inspector';
import { AddMenu } from '../palette/add-menu';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { inspectorTexts } from '../texts/inspector';
import { ProblemsButton } from '../toolbar/canvas-toolbar';
import { OutlineTree } from './outline-tree';
import classes from './outline.module.css';

interface Props {
  above?: ReactNode;
  switcher?: ReactNode;
}

/** The workflow as an outline, with the same inspector and commands as the canvas. */
export function Outline(props: Props) {
  return (
    <ReactFlowProvider>
      <View {...props} />
    </ReactFlowProvider>
  );
}

function View({ above, switcher }: Props) {
  const t = useTexts(inspectorTexts);
  const store = useCanvasStore();
  const narrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  const opened = useCanvas((state) => state.inspectorOpen && state.selection.nodes.length > 0);
  const close = () => store.setState({ inspectorOpen: false });
  useCommandKeys();
  useRejections();
  return (
    <div className={classes.view}>
      <div className={classes.main}>
        {above}
        <OutlineBar switcher={switcher} />
        <OutlineTree />
      </div>
      {narrow ? (
        <Drawer
          opened={opened}
          onClose={close}
          position="bottom"
          size="72%"
          withCloseButton={false}
          padding={0}
          aria-label={t('title')}
          classNames={{ content: classes.drawer, body: classes.drawerBody }}
        >
          <Inspector onClose={close} />
        </Drawer>
      ) : (
        <div className={classes.inspector}>
          <Inspector />
        </div>
      )}
      <AddMenu />
      <ShortcutDialog />
    </div>
  );
}

/** The outline's toolbar: the canvas tools that do not need a diagram. */
function OutlineBar({ switcher }: { switcher?: ReactNode }) {
  const t = useTexts(canvasTexts);
  return (
    <div className={classes.bar}>
      <div className={classes.switcher}>{switcher}</div>
      <div className={classes.tools} role="toolbar" aria-label={t('toolbar.label')}>
        <CommandButton id="undo" />
        <CommandButton id="redo" />
        <ProblemsButton />
      </div>
    </div>
  );
}
