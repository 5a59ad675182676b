import { memo, type MouseEvent } from 'react';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { useText } from '../../i18n';
import { portKey } from '../model/arrow-ends';
import { hasPortLabels } from '../model/geometry';
import type { InsertTarget } from '../model/lanes';
import { portOffset } from '../model/layout';
import { portsFor } from '../model/nodes';
import { NO_PORTS, nodeById, useCanvasShallow, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { tabStopOf } from './node-focus';
import { gripEdge } from './grip-edge';
import classes from './node-ports.module.css';
import { handleAttributes } from './port-handles';

/** How many values `NodePorts` reads from the store for each port. */
const STATES_PER_PORT = 5;

/**
 * The source ports of a node. Each port has a handle to drag an edge from, and a plus button if the port has no edge yet. The
 * port's label is shown if the node has several ports, and always at the trigger.
 */
export const NodePorts = memo(function NodePorts({ id, title }: { id: string; title: string }) {
  const text = useText();
  // One subscription to the store per card. The states of the ports are compared one by one.
  const [ports, readOnly, isTabStop, ...states] = useCanvasShallow((state) => {
    const node = nodeById(state, id);
    const found = node ? portsFor(state.catalogue, node) : NO_PORTS;
    const taken = edgesFrom(graphOf(state.document), id);
    const over = state.arrowMove?.over ?? state.dropTarget;
    const active = state.addMenu?.target ?? state.dropTarget;
    const gripped = gripEdge(state);
    return [
      found,
      state.readOnly,
      tabStopOf(state) === id,
      ...found.flatMap((port) => [
        !taken.has(port.id),
        state.offers?.ports.has(portKey({ node: id, port: port.id })) === true,
        over?.kind === 'port' && over.node === id && over.port === port.id,
        active?.kind === 'port' && active.node === id && active.port === port.id,
        gripped !== null && taken.get(port.id)?.id === gripped,
      ]),
    ] as const;
  });
  const labelled = hasPortLabels(id, ports.length);
  return ports.map((port, index) => {
    const label = text(port.label);
    const handle = handleAttributes(id, port.id);
    const [isFree, isOffered, isTarget, isActive, isGripped] = states.slice(index * STATES_PER_PORT);
    return (
      <div
        key={port.id}
        className={classes.port}
        style={{
          left: `${portOffset(index, ports.length) * 100}%`,
          maxWidth: `${100 / ports.length}%`,
        }}
        data-port={port.id}
        data-free={isFree}
        data-offered={isOffered || undefined}
        data-drop={isTarget || undefined}
        data-gripped={isGripped || undefined}
      >
        <div
          {...handle}
          className={`${handle.className} ${classes.handle}`}
          data-testid={`port-${port.id}`}
        />
        {labelled && (
          <span className={classes.label} title={label}>
            {label}
          </span>
        )}
        {isFree && !readOnly && (
          <PlusButton
            className={classes.plusAtPort}
            label={text(canvasTexts.node[labelled ? 'addAfterPort' : 'addAfter'], {
              node: title,
              port: label,
            })}
            target={{ kind: 'port', node: id, port: port.id }}
            isActive={isActive}
            tabStop={isTabStop}
          />
        )}
      </div>
    );
  });
});

interface Props {
  label: string;
  className?: string;
  /** Where the add menu inserts the new node. */
  target: Exclude<InsertTarget, { kind: 'canvas' }>;
  /** True if the add menu is open here, or a step would be dropped here. */
  isActive?: boolean;
  /** False if the Tab key skips the button. */
  tabStop?: boolean;
}

/** A button that opens the add menu for `target`. Palette items can also be dropped on the button. */
export function PlusButton({ label, className = '', target, isActive = false, tabStop = true }: Props) {
  const store = useCanvasStore();
  const open = (event: MouseEvent<HTMLButtonElement>) => {
    event.stopPropagation();
    const box = event.currentTarget.getBoundingClientRect();
    store.setState({ addMenu: { target, at: { x: box.left + box.width / 2, y: box.bottom } } });
  };
  return (
    <button
      type="button"
      className={`nodrag nopan ${classes.plus} ${className}`}
      aria-label={label}
      title={label}
      tabIndex={tabStop ? undefined : -1}
      data-testid="add-here"
      {...(target.kind === 'edge'
        ? { 'data-add-edge': target.edgeId }
        : { 'data-add-node': target.node, 'data-add-port': target.port })}
      data-active={isActive || undefined}
      onClick={open}
    />
  );
}
