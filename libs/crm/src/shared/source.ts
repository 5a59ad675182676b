import type { ChangeSource } from '@linkflow/contracts';
import type { EffectContext, RunSource } from '@linkflow/crm-port';

/** A person, through the UI or the API. */
export interface UserSource {
  kind: 'user';
  userId: string;
  userName: string;
}

/** Where a change came from, as it is stored. */
export type Source = RunSource | UserSource | { kind: 'seed' };

/** A change of a card, by a step or by a person. For a person, `occurredAt` is the current time and the key is a generated id. */
export type CardChange = Pick<EffectContext, 'key' | 'occurredAt' | 'now'> & { source: Source };

/** The same as the API returns it. */
export function toChangeSource(source: Source): ChangeSource {
  switch (source.kind) {
    case 'run':
      return {
        kind: 'run',
        runId: source.runId,
        nodeId: source.nodeId,
        trigger: source.trigger,
        link: { id: source.linkId, name: source.linkName },
        ...(source.mailingId !== undefined && {
          mailing: { id: source.mailingId, name: source.mailingName ?? '' },
        }),
        occurredAt: source.occurredAt.toISOString(),
      };
    case 'user':
      return { kind: 'user', user: { id: source.userId, name: source.userName } };
    case 'seed':
      return { kind: 'seed' };
  }
}
