import { useEffect, useMemo, useRef } from 'react';
import { graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { toFlowEdges, toFlowNodes, type FlowEdge, type FlowNode } from '../model/flow-graph';
import { descriptorsOf, problemsOf } from '../model/lookups';
import { spread } from '../model/placement';
import { assumedSize } from '../model/sizes';
import { useCanvasShallow } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';

/** The workflow as nodes and arrows of React Flow; what did not change keeps its identity. */
export function useFlowGraph(): { nodes: FlowNode[]; edges: FlowEdge[] } {
  const t = useTexts(canvasTexts);
  const text = useText();
  const part = useCanvasShallow((state) => ({
    document: state.document,
    positions: state.layout.positions,
    transient: state.transient,
    measured: state.measured,
    selection: state.selection,
    catalogue: state.catalogue,
    readOnly: state.readOnly,
    problems: state.problems,
    sentences: state.sentences,
  }));
  const before = useRef<{ nodes: FlowNode[]; edges: FlowEdge[] }>({ nodes: [], edges: [] });

  const nodes = useMemo(() => {
    const graph = graphOf(part.document);
    const descriptors = descriptorsOf(part.catalogue);
    const nameOf = (id: string): string => {
      const node = graph.nodes.get(id);
      const descriptor = descriptors.get(node?.type ?? '');
      const title = node?.label || (descriptor ? text(descriptor.title) : (node?.type ?? id));
      const sentence = part.sentences[id] ?? descriptor?.summary;
      const problems = problemsOf(part.problems, id).length;
      return [title, sentence && text(sentence), problems > 0 && t('node.problems', { count: problems })]
        .filter(Boolean)
        .join('. ');
    };
    const { document, positions, measured } = part;
    const sizeOf = (id: string) => measured[id] ?? assumedSize(1);
    const places = part.readOnly ? spread({ document, positions, sizeOf }) : positions;
    return toFlowNodes({ ...part, positions: places, nameOf }, before.current.nodes);
  }, [part, t, text]);
  const edges = useMemo(() => toFlowEdges(part, before.current.edges), [part]);

  useEffect(() => {
    before.current = { nodes, edges };
  }, [nodes, edges]);
  return { nodes, edges };
}
