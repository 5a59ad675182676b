import type { NodeDescriptor, WorkflowEdge, WorkflowNode } from '@linkflow/contracts';
import { findCycle, graphOf, portsOf } from '../graph';
import { edgesAt, NO_EDGES, portOfKey, sameTargets, Wiring, type Version } from './merge-wiring';
import { sameJson } from './same-json';

export type MergeSide = 'mine' | 'theirs';

/** What one side did to the node of a conflict. */
export interface ConflictSide {
  /** The node as this side has it; null if the side does not have it. */
  node: WorkflowNode | null;
  /** True if the side added, deleted or changed the node itself. */
  changed: boolean;
  /** Ports that the side connected to another node, or to none (`to: null`). The node is at one of the two ends. */
  connections: { from: WorkflowEdge['from']; to: string | null }[];
}

/**
 * A change that both sides made differently. `about` says what it is about: the address of the link, one node, or the size of the
 * workflow, if only both together exceed a limit.
 */
export type DraftConflict =
  | { id: 'url'; about: 'url'; mine: string; theirs: string }
  | { id: 'size'; about: 'size'; mine: number; theirs: number }
  | { id: string; about: 'node'; nodeId: string; mine: ConflictSide; theirs: ConflictSide };

interface PlanInput {
  base: Version;
  mine: Version;
  theirs: Version;
  sent: Version | null;
  catalogue: readonly NodeDescriptor[];
  choices: ReadonlyMap<string, MergeSide>;
}

type NodeConflict = Extract<DraftConflict, { about: 'node' }>;

/** A value of both sides, and what they started from. `sent` is my value in a save of unknown outcome. */
interface Values<T> {
  base: T;
  mine: T;
  theirs: T;
  sent: T;
}

const otherSide = (side: MergeSide): MergeSide => (side === 'mine' ? 'theirs' : 'mine');

/**
 * Decides for each node and each port which side holds. The merge of the graph has three passes:
 *
 * 1. The ports: what each side has drawn (see `Wiring.drawnEdges`), and where both have drawn something else.
 * 2. The nodes: which exist, with which content. The conflicts are found here.
 * 3. The graph is built. Edges to deleted nodes lead to the nodes that follow these. While the graph has a cycle, the edges of one side in
 *    it are taken back, and the graph is built again.
 */
export class MergePlan {
  private readonly wiring: Wiring;
  private readonly keys: readonly string[];
  private readonly found = new Map<string, NodeConflict>();
  /** The side whose edges hold at a port, where this is decided by a choice. */
  private readonly sideOfPort = new Map<string, MergeSide>();
  private readonly nodes = new Map<string, WorkflowNode>();
  private readonly keysOf = new Map<string, string[]>();
  private readonly drawnAt = new Map<string, Values<readonly WorkflowEdge[]>>();
  private readonly changed: Readonly<Record<MergeSide, readonly string[]>>;
  private readonly takenBack = new Set<string>();
  private readonly dropped = new Set<string>();

  constructor(private readonly input: PlanInput) {
    this.wiring = new Wiring(input.catalogue);
    const { base, mine, theirs } = input;
    this.keys = [...new Set([...theirs.edges.keys(), ...mine.edges.keys(), ...base.edges.keys()])];
    for (const key of this.keys) {
      const { node } = portOfKey(key);
      this.keysOf.set(node, [...(this.keysOf.get(node) ?? []), key]);
    }
    this.changed = {
      mine: this.keys.filter((key) => !sameTargets(this.drawn(key).mine, this.drawn(key).base)),
      theirs: this.keys.filter((key) => {
        const { theirs: now, base: before, sent } = this.drawn(key);
        return !sameTargets(now, before) && !sameTargets(now, sent);
      }),
    };
    for (const id of new Set([...theirs.nodes.keys(), ...mine.nodes.keys(), ...base.nodes.keys()])) {
      const node = this.decideNode(id);
      if (node) this.nodes.set(id, node);
    }
  }

  conflicts(): NodeConflict[] {
    return [...this.found.values()];
  }

  build(): Version {
    for (;;) {
      const edges = new Map<string, readonly WorkflowEdge[]>();
      for (const key of this.keys) {
        const list = this.finalEdges(key);
        if (list.length > 0) edges.set(key, list);
      }
      const version = { nodes: this.nodes, edges };
      if (!this.breakCycle(version)) return version;
    }
  }

  /** What both sides have drawn at a port. */
  private drawn(key: string): Values<readonly WorkflowEdge[]> {
    const known = this.drawnAt.get(key);
    if (known) return known;
    const { base, mine, theirs, sent } = this.input;
    const drawn = {
      base: edgesAt(base, key),
      mine: this.wiring.drawnEdges(mine, base, key),
      theirs: this.wiring.drawnEdges(theirs, base, key),
      sent: sent ? this.wiring.drawnEdges(sent, base, key) : edgesAt(base, key),
    };
    this.drawnAt.set(key, drawn);
    return drawn;
  }

  private decideNode(id: string): WorkflowNode | undefined {
    const { base, mine, theirs, sent } = this.input;
    const content: Values<WorkflowNode | undefined> = {
      base: base.nodes.get(id),
      mine: mine.nodes.get(id),
      theirs: theirs.nodes.get(id),
      sent: (sent ?? base).nodes.get(id),
    };
    const winner = sideOf(content, sameJson);
    const deletedBy = deleterOf(content);
    if (deletedBy) {
      const isContested = winner === null || this.isUsedBy(otherSide(deletedBy), id);
      return content[isContested ? this.ask(id) : deletedBy];
    }
    const contested = (this.keysOf.get(id) ?? []).filter(
      (key) => sideOf(this.drawn(key), sameTargets) === null,
    );
    const isLost = winner !== null && this.losesEdge(id, winner, content);
    if (winner !== null && contested.length === 0 && !isLost) return content[winner];
    const side = this.ask(id);
    for (const key of contested) this.sideOfPort.set(key, side);
    return content[winner === null || isLost ? side : winner];
  }

  /** True if a side has drawn an edge from or to a node. */
  private isUsedBy(side: MergeSide, id: string): boolean {
    return this.changed[side].some(
      (key) => portOfKey(key).node === id || this.drawn(key)[side].some((edge) => edge.to === id),
    );
  }

  /** True if the content of a node, as one side changed it, has no longer a port from which the other side has drawn an edge. */
  private losesEdge(id: string, winner: MergeSide, content: Values<WorkflowNode | undefined>): boolean {
    const other = otherSide(winner);
    const [node, others] = [content[winner], content[other]];
    if (!node || !others || sameJson(node, others)) return false;
    return this.changed[other].some((key) => {
      const { node: from, port } = portOfKey(key);
      const isDrawn = from === id && this.drawn(key)[other].length > 0;
      return isDrawn && !this.hasPort(node, port) && this.hasPort(others, port);
    });
  }

  /** True for unknown node types, too. */
  private hasPort(node: WorkflowNode, port: string): boolean {
    const descriptor = this.wiring.descriptorOf(node);
    return !descriptor || portsOf(descriptor, node).some(({ id }) => id === port);
  }

  private finalEdges(key: string): readonly WorkflowEdge[] {
    const { node: from, port } = portOfKey(key);
    const node = this.nodes.get(from);
    if (!node || this.dropped.has(key) || this.isPortLost(node, port)) return NO_EDGES;
    const drawn = this.drawn(key);
    const side = this.sideOfPort.get(key) ?? sideOf(drawn, sameTargets) ?? 'theirs';
    return drawn[side].flatMap((edge) => {
      if (this.nodes.has(edge.to)) return edge;
      const { base, mine, theirs } = this.input;
      if ([mine, theirs].some((version) => this.wiring.isCut(version, base, key))) return [];
      const to = this.wiring.survivor(
        edge.to,
        (id) => this.nodes.has(id),
        (id) => [mine, theirs, base].find((version) => version.nodes.has(id)),
      );
      return to === null ? [] : { ...edge, to };
    });
  }

  /** True if a node has no longer a port that it has in one of the drafts. */
  private isPortLost(node: WorkflowNode, port: string): boolean {
    if (this.hasPort(node, port)) return false;
    const { base, mine, theirs } = this.input;
    return [base, mine, theirs].some((version) => {
      const other = version.nodes.get(node.id);
      return other !== undefined && this.hasPort(other, port);
    });
  }

  /** Takes back edges of a cycle, so that the next build does not have it. Returns false if there is none that the merge has caused. */
  private breakCycle({ nodes, edges }: Version): boolean {
    const all = [...edges.values()].flat();
    const cycle = findCycle(graphOf({ schemaVersion: 1, nodes: [...nodes.values()], edges: all }));
    if (!cycle) return false;
    const keys = cycle.flatMap((id, index) => {
      const to = cycle[(index + 1) % cycle.length];
      return (this.keysOf.get(id) ?? []).filter((key) => edges.get(key)?.some((edge) => edge.to === to));
    });
    const isIn = (side: MergeSide, key: string): boolean =>
      sameTargets(edges.get(key) ?? NO_EDGES, edgesAt(this.input[side], key));
    const onlyMine = keys.filter((key) => isIn('mine', key) && !isIn('theirs', key));
    const onlyTheirs = keys.filter((key) => isIn('theirs', key) && !isIn('mine', key));
    const healed = keys.filter((key) => !isIn('mine', key) && !isIn('theirs', key));
    const asked = onlyMine[0] ?? onlyTheirs[0];
    const side =
      asked === undefined ? 'theirs' : this.ask(portOfKey(asked).node, [...onlyMine, ...onlyTheirs]);
    const others = side === 'mine' ? onlyTheirs : onlyMine;
    if (others.length > 0) for (const key of others) this.takeBack(key, side);
    else for (const key of healed) this.dropped.add(key);
    return others.length + healed.length > 0;
  }

  private takeBack(key: string, side: MergeSide): void {
    // A port that was taken back before gets no edge, so that the search for a graph without cycles ends.
    if (this.takenBack.has(key)) this.dropped.add(key);
    this.takenBack.add(key);
    this.sideOfPort.set(key, side);
  }

  /** Reports a conflict about a node, and returns the chosen side. */
  private ask(nodeId: string, more: readonly string[] = []): MergeSide {
    const id = `node:${nodeId}`;
    if (!this.found.has(id)) {
      this.found.set(id, {
        id,
        about: 'node',
        nodeId,
        mine: this.conflictSide('mine', nodeId, more),
        theirs: this.conflictSide('theirs', nodeId, more),
      });
    }
    return this.input.choices.get(id) ?? 'theirs';
  }

  private conflictSide(side: MergeSide, nodeId: string, more: readonly string[]): ConflictSide {
    const node = this.input[side].nodes.get(nodeId) ?? null;
    const connections = this.changed[side].flatMap((key) => {
      const from = portOfKey(key);
      const targets = this.drawn(key)[side].map((edge) => edge.to);
      const isAbout = from.node === nodeId || targets.includes(nodeId) || more.includes(key);
      return isAbout ? [{ from, to: targets[0] ?? null }] : [];
    });
    return { node, changed: !sameJson(node ?? undefined, this.input.base.nodes.get(nodeId)), connections };
  }
}

/** The side that holds; null if both sides have changed the value, and differently. */
function sideOf<T>(
  { base, mine, theirs, sent }: Values<T>,
  isSame: (one: T, other: T) => boolean,
): MergeSide | null {
  if (isSame(theirs, base) || isSame(theirs, sent)) return 'mine';
  return isSame(mine, base) || isSame(mine, theirs) ? 'theirs' : null;
}

function deleterOf({ base, mine, theirs }: Values<WorkflowNode | undefined>): MergeSide | null {
  if (base === undefined || (mine === undefined) === (theirs === undefined)) return null;
  return mine === undefined ? 'mine' : 'theirs';
}
