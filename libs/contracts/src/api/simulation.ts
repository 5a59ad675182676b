import { z } from 'zod';
import { Id, Instant, Ref, Text } from '../common';
import { Reason } from '../runs';
import { ConditionTrace } from '../workflow/conditions';
import { WorkflowDocument } from '../workflow/document';

/**
 * What would happen if this contact clicked now. Tries the draft that comes along, else the version, else the saved draft;
 * without a contact, for a recipient who has no card.
 */
export const SimulateLink = z.object({
  contactId: Id.nullable().optional(),
  version: z.int().min(1).max(1_000_000).optional(),
  draft: z.object({ url: z.string().trim().max(4000), document: WorkflowDocument }).optional(),
});
export type SimulateLink = z.infer<typeof SimulateLink>;

export const SimulatedStep = z.object({
  nodeId: z.string(),
  type: z.string(),
  /** What it would do, or how it would decide. */
  sentence: Text,
  status: z.enum(['succeeded', 'skipped', 'failed']),
  /** The outlet it would be left by. */
  port: z.string().optional(),
  reason: Reason.optional(),
  trace: ConditionTrace.optional(),
  /** Until when it would wait. */
  waitsUntil: Instant.optional(),
});
export type SimulatedStep = z.infer<typeof SimulatedStep>;

export const Simulation = z.object({
  contact: Ref.nullable(),
  /** The answer to the recipient first, then the steps in the background; each in its order. */
  answer: z.array(SimulatedStep),
  steps: z.array(SimulatedStep),
  /** How the run would end. */
  outcome: z.enum(['succeeded', 'failed']),
});
export type Simulation = z.infer<typeof Simulation>;
