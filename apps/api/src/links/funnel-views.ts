import {
  THEN_PORT,
  TRIGGER,
  type ActionTotals,
  type Funnel,
  type FunnelEdge,
  type FunnelNode,
  type FunnelTimes,
  type LinkActionTotals,
  type ShownClicks,
  type VersionFunnel,
  type WorkflowDocument,
} from '@linkflow/contracts';
import {
  Funnels,
  NODE_STATES,
  Versions,
  portKey,
  quantileOf,
  statesByType,
  type Counts,
} from '@linkflow/engine';
import type { VersionDoc, WorkflowPublishing, WorkflowOwner } from '@linkflow/links';
import { AppError } from '@linkflow/platform';
import { graphOf, lanesOf, type CompiledWorkflow } from '@linkflow/workflow';
import { Injectable } from '@nestjs/common';
import { WorkflowCatalogue } from '../catalogue/workflow-catalogue';

interface FunnelRequest {
  version?: number;
  compare?: number;
  clicks: ShownClicks;
}

/** The funnels of workflows, as the API shows them. */
@Injectable()
export class FunnelViews {
  constructor(
    private readonly funnels: Funnels,
    private readonly versions: Versions,
    private readonly catalogue: WorkflowCatalogue,
  ) {}

  /** @throws AppError not-found if there is no such version, or none at all */
  async read<Owner extends WorkflowOwner>(
    owner: { kind: 'link' | 'form'; id: string },
    publishing: WorkflowPublishing<Owner>,
    { version: asked, compare, clicks }: FunnelRequest,
  ): Promise<Funnel> {
    const version = asked ?? (await publishing.versions(owner.id))[0]?.number;
    if (version === undefined) throw new AppError('not-found', 'The workflow was never published');
    const numbers = [...new Set([version, ...(compare === undefined ? [] : [compare])])];
    const [counts, ...workflows] = await Promise.all([
      this.funnels.read({ owner, versions: numbers, clicks }),
      ...numbers.map((number) => this.workflow(owner.id, number, publishing)),
    ]);
    const [shown, other = compare === version ? shown : undefined] = numbers.map((number, index) => {
      const workflow = workflows[index];
      return workflow && funnelOf({ version: number, ...workflow, counts: counts.versions.get(number) });
    });
    if (!shown) throw new AppError('not-found', 'There is no such version');
    return { version: shown, compare: other ?? null, complete: counts.complete };
  }

  /**
   * What the actions of a link did, by type, in all its versions or in one.
   * @param versions the versions of the link
   */
  async actions(
    linkId: string,
    versions: readonly Pick<VersionDoc, 'number' | 'document'>[],
    clicks: ShownClicks,
  ): Promise<LinkActionTotals> {
    const { versions: counts, complete } = await this.funnels.read({
      owner: { kind: 'link', id: linkId },
      versions: versions.map(({ number }) => number),
      clicks,
    });
    const totals = new Map<string, ActionTotals>();
    for (const { number, document } of versions) {
      for (const [type, states] of statesByType(document.nodes, counts.get(number) ?? new Map())) {
        const descriptor = this.catalogue.catalogue.find((one) => one.type === type);
        if (!descriptor || descriptor.group === 'flow') continue;
        const { waiting, retrying, held, working, ...ended } = states;
        const open = waiting + retrying + held + working;
        const before = totals.get(type);
        const sum = { type, title: descriptor.title, ...ended, open };
        totals.set(type, before ? added(before, sum) : sum);
      }
    }
    const order = this.catalogue.catalogue.map(({ type }) => type);
    const came = [...totals.values()].filter((one) => COUNTED.some((name) => one[name] > 0));
    return {
      actions: came.toSorted((a, b) => order.indexOf(a.type) - order.indexOf(b.type)),
      complete,
    };
  }

  private async workflow<Owner extends WorkflowOwner>(
    owner: string,
    number: number,
    publishing: WorkflowPublishing<Owner>,
  ): Promise<{ document: WorkflowDocument; workflow: CompiledWorkflow }> {
    const [{ document }, loaded] = await Promise.all([
      publishing.version(owner, number),
      this.versions.load(owner, number),
    ]);
    if (!loaded) throw new AppError('not-found', 'There is no such version');
    return { document, workflow: loaded.workflow };
  }
}

const COUNTED = ['succeeded', 'failed', 'skipped', 'cancelled', 'review', 'open'] as const;

const added = (one: ActionTotals, other: ActionTotals): ActionTotals => ({
  ...one,
  ...Object.fromEntries(COUNTED.map((name) => [name, one[name] + other[name]])),
});

interface CountedVersion {
  version: number;
  document: WorkflowDocument;
  workflow: CompiledWorkflow;
  counts: Counts | undefined;
}

/** The funnel of a version. Runs pass disabled nodes without a step, so what came to one is what came through its arrows. */
export function funnelOf({ version, document, workflow, counts = new Map() }: CountedVersion): VersionFunnel {
  const timesOf = timesIn(counts);
  const of = (key: string): number => counts.get(key) ?? 0;
  const runs = of('runs');
  const graph = graphOf(document);
  const lanes = lanesOf(graph);
  const inRuns = document.nodes.filter(({ id }) => lanes.get(id)?.then === true);

  const came = new Map<string, number>();
  const cameTo = (nodeId: string): number => {
    const known = came.get(nodeId);
    if (known !== undefined) return known;
    const arrows = graph.incoming.get(nodeId) ?? [];
    const n = arrows.reduce((sum, { from }) => sum + leaving(from.node, from.port), 0);
    came.set(nodeId, n);
    return n;
  };
  const leaving = (nodeId: string, port: string): number => {
    if (nodeId === TRIGGER) return port === THEN_PORT ? runs : 0;
    const node = workflow.nodes.get(nodeId);
    if (!node?.disabled) return of(portKey(nodeId, port));
    return port === node.passPort ? cameTo(nodeId) : 0;
  };

  const nodes = inRuns.map(({ id, disabled }): FunnelNode => {
    const key = `node:${id}`;
    const states = Object.fromEntries(NODE_STATES.map((state) => [state, of(`${key}:${state}`)])) as Record<
      (typeof NODE_STATES)[number],
      number
    >;
    const passed = disabled ? cameTo(id) : 0;
    states.skipped += passed;
    return {
      nodeId: id,
      runs: NODE_STATES.reduce((sum, state) => sum + states[state], 0),
      ...states,
      repeated: of(`${key}:again`),
      time: timesOf(key),
    };
  });
  const shown = new Set([TRIGGER, ...inRuns.map(({ id }) => id)]);
  const edges = document.edges
    .filter(({ from, to }) => shown.has(from.node) && lanes.get(to)?.then === true)
    .map(({ from: { node: nodeId, port } }): FunnelEdge => ({
      nodeId,
      port,
      runs: leaving(nodeId, port),
      time: nodeId === TRIGGER ? null : timesOf(portKey(nodeId, port)),
    }));
  const [succeeded, failed, cancelled, review] = ['succeeded', 'failed', 'cancelled', 'needs-review'].map(
    (status) => of(`run:${status}`),
  ) as [number, number, number, number];
  return {
    version,
    runs,
    succeeded,
    failed,
    cancelled,
    review,
    open: runs - succeeded - failed - cancelled - review,
    time: timesOf('run'),
    nodes,
    edges,
  };
}

/** Returns a function that gives the median and the 95th percentile of the times under a key. */
function timesIn(counts: Counts): (key: string) => FunnelTimes | null {
  const buckets = new Map<string, Map<number, number>>();
  for (const [key, n] of counts) {
    const at = key.lastIndexOf(':ms:');
    if (at < 0) continue;
    const of = buckets.get(key.slice(0, at)) ?? new Map<number, number>();
    buckets.set(key.slice(0, at), of.set(Number(key.slice(at + 4)), n));
  }
  return (key) => {
    const times = buckets.get(key);
    const [median, p95] = times ? [quantileOf(times, 0.5), quantileOf(times, 0.95)] : [null, null];
    return median === null || p95 === null ? null : { median: Math.round(median), p95: Math.round(p95) };
  };
}
