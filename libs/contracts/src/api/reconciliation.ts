import { z } from 'zod';
import { Id, Instant, Ref } from '../common';
import { RECONCILIATION_CHECKS } from '../reconciliation-texts';

/** What one check compared. */
export const ReconciliationCheck = z.object({
  code: z.enum(RECONCILIATION_CHECKS),
  /** How many were compared. */
  checked: z.number().int(),
  differences: z.number().int(),
  /** Some of the differences. `expected` and `found` are numbers of clicks or clickers. */
  examples: z.array(
    z.object({
      kind: z.enum(['click', 'run', 'link', 'mailing', 'hour']),
      /** Id of the click, run, link or mailing; for an hour its beginning. */
      id: z.string(),
      name: z.string().optional(),
      expected: z.number().int().optional(),
      found: z.number().int().optional(),
    }),
  ),
});
export type ReconciliationCheck = z.infer<typeof ReconciliationCheck>;

/** `interrupted`: the process that made the report has ended. */
export const ReconciliationState = z.enum(['running', 'done', 'failed', 'interrupted']);

/** A report that compares what was accepted, recorded, run and counted in a period. It changes nothing. */
export const Reconciliation = z.object({
  id: Id,
  state: ReconciliationState,
  from: Instant,
  to: Instant,
  at: Instant,
  endedAt: Instant.optional(),
  by: Ref,
  /** In a running report, the checks that are finished. */
  checks: z.array(ReconciliationCheck),
});
export type Reconciliation = z.infer<typeof Reconciliation>;

/** The period of a report: the last `days` until now, without what is still being processed. */
export const StartReconciliation = z.object({ days: z.number().int().min(1).max(3_650).default(7) });
export type StartReconciliation = z.infer<typeof StartReconciliation>;
