import type { Repeat, RunContext } from '@linkflow/contracts';

/** The event and the step whose repetition is limited. */
export interface RepeatedStep {
  /** Owner of the workflow. Versions of one workflow share their scopes. */
  owner: string;
  nodeId: string;
  subject: { contactId: string | null; address?: string };
  context: RunContext;
}

/**
 * Key of the scope in which a step happens once; null if it happens for every event. A contact is identified by its card, any other
 * person by the recipient of the mailing or the address.
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
