import type { Repeat, RunContext } from '@linkflow/contracts';

/** A step whose repetition is limited, and the person and context of its run. */
export interface RepeatedStep {
  /** Owner of the workflow. Versions of one workflow share their scopes. */
  owner: string;
  nodeId: string;
  subject: { contactId: string | null; address?: string };
  context: RunContext;
}

/**
 * Returns the key of the scope in which a step happens only once (for `once-per-days`: once within that many calendar
 * days), or null if it happens for
 * every event. The key contains the id of the person's contact card or, for a person without one, the id of the mailing's recipient or
 * the address.
 */
export function repeatScope(
  repeat: Repeat,
  { owner, nodeId, subject, context }: RepeatedStep,
): string | null {
  const person = subject.contactId ?? context.recipientId ?? subject.address ?? '';
  switch (repeat.kind) {
    case 'every-click':
      return null;
    case 'once-per-recipient':
    case 'once-per-days':
      return `${owner}:${nodeId}:${person}`;
    case 'once-per-mailing':
      return `${owner}:${nodeId}:${person}:${context.mailingId ?? ''}`;
  }
}
