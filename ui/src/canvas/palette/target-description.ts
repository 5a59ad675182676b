import { graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import type { InsertTarget } from '../model/lanes';
import { portsFor, titleOf } from '../model/nodes';
import { useCanvas } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';

/** Returns a text that says where the new node will be inserted. */
export function useTargetDescription(target: InsertTarget): string {
  const t = useTexts(canvasTexts);
  const text = useText();
  const document = useCanvas((state) => state.document);
  const catalogue = useCanvas((state) => state.catalogue);
  if (target.kind === 'canvas') return t('addMenu.canvas');
  const nameOf = (id: string): string => titleOf({ document, catalogue }, id, text);
  if (target.kind === 'edge') {
    const edge = document.edges.find((one) => one.id === target.edgeId);
    return edge ? t('addMenu.between', { node: nameOf(edge.from.node), next: nameOf(edge.to) }) : '';
  }
  const node = graphOf(document).nodes.get(target.node);
  const ports = node ? portsFor(catalogue, node) : [];
  const port = ports.find(({ id }) => id === target.port);
  return ports.length > 1 && port
    ? t('addMenu.afterPort', { node: nameOf(target.node), port: text(port.label) })
    : t('addMenu.after', { node: nameOf(target.node) });
}
