import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { ReactFlowProvider } from '@xyflow/react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { ShortcutSheet } from '../commands/shortcut-sheet';
import { useCommandKeys } from '../commands/use-command-keys';
import { useRefusals } from '../editor/use-refusals';
import { Inspector } from '../inspector/inspector';
import { AddMenu } from '../palette/add-menu';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { inspectorTexts } from '../texts/inspector';
import { OutlineBar } from './outline-bar';
import { OutlineTree } from './outline-tree';
import classes from './outline.module.css';

interface Props {
  above?: ReactNode;
  switcher?: ReactNode;
}

/** The same workflow as a list, with the same inspector and the same commands: for who reads better than they look. */
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
  const close = () => store.getState().patch({ inspectorOpen: false });
  useCommandKeys();
  useRefusals();
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
      <ShortcutSheet />
    </div>
  );
}
