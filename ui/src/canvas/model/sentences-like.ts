import type { Text, WorkflowDocument } from '@linkflow/contracts';
import { graphOf } from '@linkflow/workflow';
import { sameJson } from './same-json';

interface Told {
  document: WorkflowDocument;
  sentences: Readonly<Record<string, Text>>;
}

/** Sentences for an older workflow out of those of a newer one: a step with the same settings does the same. */
export function sentencesLike(document: WorkflowDocument, told: Told): Record<string, Text> {
  const known = graphOf(told.document).nodes;
  return Object.fromEntries(
    document.nodes.flatMap((node) => {
      const like = known.get(node.id);
      const sentence = told.sentences[node.id];
      const same = like && sentence && like.type === node.type && sameJson(like.params, node.params);
      return same ? [[node.id, sentence]] : [];
    }),
  );
}
