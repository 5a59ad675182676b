import { ACTION_REASONS } from '@linkflow/actions';
import { reasonTexts, type Reason, type StoredReason } from '@linkflow/contracts';
import { CRM_REASONS } from '@linkflow/crm-port';
import { ENGINE_REASONS } from '@linkflow/engine';

const textOf = reasonTexts(...ACTION_REASONS, CRM_REASONS, ENGINE_REASONS);

/** A stored reason with its text in all languages. */
export const reasonView = (reason: StoredReason): Reason => ({ code: reason.code, message: textOf(reason) });

/** The reason of a failure, with its text. */
export const withReasonText = <T extends { reason: StoredReason }>(
  failure: T,
): Omit<T, 'reason'> & { reason: Reason } => ({ ...failure, reason: reasonView(failure.reason) });
