import { Handle, Position, useUpdateNodeInternals } from '@xyflow/react';
import { memo, useEffect, type CSSProperties } from 'react';
import { TRIGGER } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { portShare } from '../model/sizes';
import { useCanvas, useCanvasShallow } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import { PlusButton } from './plus-button';
import classes from './node-ports.module.css';
import { usePorts } from './use-node';

const styles = new Map<string, CSSProperties>();
function styleAt(index: number, count: number): CSSProperties {
  const key = `${index}/${count}`;
  const known = styles.get(key);
  if (known) return known;
  const made: CSSProperties = { left: `${portShare(index, count) * 100}%`, maxWidth: `${100 / count}%` };
  styles.set(key, made);
  return made;
}

/** The outlets of a card: a point to draw from, its word on the line, and a plus where it leads nowhere yet. */
export const NodePorts = memo(function NodePorts({ id, title }: { id: string; title: string }) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const ports = usePorts(id);
  const readOnly = useCanvas((state) => state.readOnly);
  const free = useCanvasShallow((state) => {
    const taken = edgesFrom(graphOf(state.document), id);
    return ports.map((port) => !taken.has(port.id));
  });
  const update = useUpdateNodeInternals();
  const order = ports.map((port) => port.id).join(' ');
  // React Flow looks at outlets again only when a card changes its size; arrows would hang where an outlet was.
  useEffect(() => update(id), [update, id, order]);
  const worded = ports.length > 1 || id === TRIGGER;
  return ports.map((port, index) => {
    const style = styleAt(index, ports.length);
    const word = text(port.label);
    return (
      <div key={port.id} className={classes.port} style={style} data-port={port.id} data-free={free[index]}>
        <Handle
          type="source"
          id={port.id}
          position={Position.Bottom}
          className={classes.outlet}
          data-testid={`port-${port.id}`}
        />
        {worded && (
          <span className={classes.word} title={word}>
            {word}
          </span>
        )}
        {free[index] && !readOnly && (
          <PlusButton
            className={worded ? classes.plusBelowWord : classes.plus}
            label={
              worded
                ? t('node.addAfterPort', { node: title, port: word })
                : t('node.addAfter', { node: title })
            }
            node={id}
            port={port.id}
          />
        )}
      </div>
    );
  });
});
