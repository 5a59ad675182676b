import { isWithinDraftLimits, MAX_NODES } from '@linkflow/contracts';
import type { NodeDescriptor, WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';
import { applyEdit } from './apply-edit';
import { removeAndHeal } from './gestures';
import { MergePlan, type DraftConflict, type MergeSide } from './merge-plan';
import { portOfKey, versionOf, type Version } from './merge-wiring';
import { sameJson } from './same-json';

/** What a save of a draft stores. */
export interface DraftContent {
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
}

export interface DraftMerge {
  /** The merged draft. A conflict without a choice is decided for `theirs`. */
  draft: DraftContent;
  /** All conflicts, also those with a choice. A choice can lead to further conflicts. */
  conflicts: DraftConflict[];
}

export interface MergeInput {
  /** The draft that both sides started from. */
  base: DraftContent;
  mine: DraftContent;
  theirs: DraftContent;
  /** A draft of mine that may be part of theirs: it was sent, and no answer came. Its values are not a change by others. */
  sent?: DraftContent | null;
  catalogue: readonly NodeDescriptor[];
  /** The side that holds, by the id of the conflict. */
  choices?: ReadonlyMap<string, MergeSide>;
}

/**
 * Merges two drafts that were made from the same one. Changes of different nodes are combined; a conflict is reported where both sides
 * changed the same node, rewired the same port, or one side deleted what the other changed or connected to. Changes that are only
 * together impossible (a cycle, too many nodes) are conflicts too. Positions and notes never are: mine hold.
 *
 * If the three drafts have no errors in the graph, the merged draft has none either, whatever the choices are.
 */
export function mergeDrafts(input: MergeInput): DraftMerge {
  const { base, mine, theirs, choices } = input;
  if (sameJson(mine, theirs) || sameJson(mine, base)) return { draft: theirs, conflicts: [] };
  if (sameJson(theirs, base)) return { draft: mine, conflicts: [] };
  const plan = new MergePlan({
    base: versionOf(base.document),
    mine: versionOf(mine.document),
    theirs: versionOf(theirs.document),
    sent: input.sent ? versionOf(input.sent.document) : null,
    catalogue: input.catalogue,
    choices: choices ?? new Map<string, MergeSide>(),
  });
  const document = documentOf(plan.build(), theirs.document);
  const conflicts: DraftConflict[] = [...plan.conflicts()];
  let { url } = theirs;
  const isTheirUrlKnown = theirs.url === base.url || theirs.url === input.sent?.url;
  if (isTheirUrlKnown) url = mine.url;
  else if (mine.url !== base.url && mine.url !== theirs.url) {
    conflicts.unshift({ id: 'url', about: 'url', mine: mine.url, theirs: theirs.url });
    if (choices?.get('url') === 'mine') url = mine.url;
  }
  const merged = { url, document, layout: mergeLayouts(input, document) };
  return withinLimits(merged, conflicts, input);
}

/** The nodes and edges of a version as lists. Ids of edges are made unique. */
function documentOf({ nodes, edges }: Version, theirs: WorkflowDocument): WorkflowDocument {
  const ids = new Set<string>();
  const unique = (id: string): string => {
    let free = id;
    // An id has at most 40 characters.
    for (let n = 2; ids.has(free); n += 1) free = `${id.slice(0, 34)}_${n}`;
    ids.add(free);
    return free;
  };
  const all = [...edges].flatMap(([key, list]) =>
    list.map((edge) => ({ ...edge, id: unique(edge.id), from: portOfKey(key) })),
  );
  return { ...theirs, nodes: [...nodes.values()], edges: all };
}

function mergeLayouts({ base, mine, theirs }: MergeInput, { nodes }: WorkflowDocument): WorkflowLayout {
  const positions: WorkflowLayout['positions'] = {};
  for (const { id } of nodes) {
    const [before, my, their] = [base, mine, theirs].map(({ layout }) =>
      Object.hasOwn(layout.positions, id) ? layout.positions[id] : undefined,
    );
    const position = my && (!their || !sameJson(my, before)) ? my : their;
    if (position) positions[id] = position;
  }
  const [before, my] = [base, mine].map(({ layout }) => new Map(layout.notes.map((note) => [note.id, note])));
  const isMine = (id: string): boolean => !sameJson(my?.get(id), before?.get(id));
  const kept = theirs.layout.notes.flatMap((note) =>
    isMine(note.id) ? (my?.get(note.id) ?? (sameJson(note, before?.get(note.id)) ? [] : note)) : note,
  );
  const ids = new Set(kept.map(({ id }) => id));
  const added = mine.layout.notes.filter(({ id }) => isMine(id) && !ids.has(id));
  return { ...theirs.layout, positions, notes: [...kept, ...added] };
}

/** Leaves out what one side has added if both sides together exceed a limit of a draft, and reports that as a conflict. */
function withinLimits(
  draft: DraftContent,
  conflicts: DraftConflict[],
  { base, mine, theirs, catalogue, choices }: MergeInput,
): DraftMerge {
  const fits = ({ document, layout }: DraftContent): boolean =>
    document.nodes.length <= MAX_NODES && isWithinDraftLimits(document, layout);
  if (fits(draft) || !fits(mine) || !fits(theirs)) return { draft, conflicts };
  const addedBy = ({ document, layout }: DraftContent) => {
    const known = new Set([...base.document.nodes, ...base.layout.notes].map(({ id }) => id));
    return [...document.nodes, ...layout.notes].map(({ id }) => id).filter((id) => !known.has(id));
  };
  const [my, their] = [addedBy(mine), addedBy(theirs)];
  const conflict: DraftConflict = { id: 'size', about: 'size', mine: my.length, theirs: their.length };
  const isMine = choices?.get('size') === 'mine';
  const leaving = new Set(isMine ? their : my);
  const smaller = applyEdit(draft, removeAndHeal(draft, [...leaving], { catalogue }), catalogue);
  const notes = draft.layout.notes.filter(({ id }) => !leaving.has(id));
  const reduced: DraftContent = smaller.ok
    ? { url: draft.url, document: smaller.document, layout: { ...smaller.layout, notes } }
    : draft;
  // Without the additions the limit can still be exceeded, by longer texts of both sides. Then the chosen side holds as a whole.
  const chosen = isMine ? mine : theirs;
  return { draft: fits(reduced) ? reduced : chosen, conflicts: [...conflicts, conflict] };
}
