import { z } from 'zod';
import { SHOWN_CLICKS } from '../choices';
import { Text } from '../common';

const count = z.number().int();

/** Median and 95th percentile, in ms. Each differs from the exact one by at most 5 %. */
export const FunnelTimes = z.object({ median: count, p95: count });
export type FunnelTimes = z.infer<typeof FunnelTimes>;

/** What became of runs at a node of the then lane. The counts from `succeeded` to `working` add up to `runs`. */
export const FunnelNode = z.object({
  nodeId: z.string(),
  /** The runs that came to this node. A disabled node is passed. */
  runs: count,
  succeeded: count,
  failed: count,
  skipped: count,
  /** The run was cancelled before or in this step. */
  cancelled: count,
  /** A person must find out what happened. */
  review: count,
  /** Now: in a wait, or for some seconds until the click has settled. */
  waiting: count,
  /** Now: until the next attempt. */
  retrying: count,
  /** Now: by a pause, or because it is unsure whether a person has clicked. */
  held: count,
  /** Now: in a worker, or in the queue. */
  working: count,
  /** The runs whose step needed more than one attempt. */
  repeated: count,
  /** From when a run came here until it went on, with waiting, holding and retries. Null if none has gone on. */
  time: FunnelTimes.nullable(),
});
export type FunnelNode = z.infer<typeof FunnelNode>;

/** The runs that left a node through a port. */
export const FunnelEdge = z.object({
  nodeId: z.string(),
  port: z.string(),
  runs: count,
  /** From the event that started the run until it left. Null for the trigger and for disabled nodes. */
  time: FunnelTimes.nullable(),
});
export type FunnelEdge = z.infer<typeof FunnelEdge>;

/** What the runs of one version did. The respond lane is executed before the run, so it is not in it. */
export const VersionFunnel = z.object({
  version: z.number().int(),
  /** The runs that started, those of deleted runs and of re-runs included. */
  runs: count,
  succeeded: count,
  failed: count,
  cancelled: count,
  review: count,
  /** The runs that have not ended. */
  open: count,
  /** From the event to the end of the run. Null if none has ended. */
  time: FunnelTimes.nullable(),
  nodes: z.array(FunnelNode),
  edges: z.array(FunnelEdge),
});
export type VersionFunnel = z.infer<typeof VersionFunnel>;

export const Funnel = z.object({
  version: VersionFunnel,
  compare: VersionFunnel.nullable(),
  /** False: many runs have changed in the last minutes, and not all of them are counted yet. */
  complete: z.boolean(),
});
export type Funnel = z.infer<typeof Funnel>;

/** What the steps of one type did, in all versions or in one. The counts add up to how often runs came to such a step. */
export const ActionTotals = z.object({
  type: z.string(),
  title: Text,
  succeeded: count,
  failed: count,
  skipped: count,
  cancelled: count,
  /** A person must find out what happened. */
  review: count,
  /** Not ended: waiting, held, retried or in work. */
  open: count,
});
export type ActionTotals = z.infer<typeof ActionTotals>;

/** The actions that a link has done, by type, in the order of the palette. Types that no run came to are left out. */
export const LinkActionTotals = z.object({
  actions: z.array(ActionTotals),
  /** As in `Funnel`. */
  complete: z.boolean(),
});
export type LinkActionTotals = z.infer<typeof LinkActionTotals>;

const VersionNumber = z.coerce.number<number | string>().int().min(1).max(1_000_000);

/** `version`: by default the newest one. `compare`: another version. `clicks`: whose runs are counted. */
export const FunnelQuery = z.object({
  version: VersionNumber.optional(),
  compare: VersionNumber.optional(),
  clicks: z.enum(SHOWN_CLICKS).default('people'),
});

/** `version`: by default all of them. `clicks`: whose runs are counted. */
export const LinkActionsQuery = FunnelQuery.omit({ compare: true });
