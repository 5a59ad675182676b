import type { ChangeSource, Ref, SubscriptionSource } from '@linkflow/contracts';
import type { BulkSource, EffectContext, EffectSource, FormSource, RunSource } from '@linkflow/crm-port';

/** A user who made a change through the UI or the API. */
export interface UserSource {
  kind: 'user';
  userId: string;
  userName: string;
}

/** A link, a bounce or a complaint of a mail, which changed what mail the contact gets. */
export interface MailSource {
  kind: 'mail';
  source: SubscriptionSource;
  mailing?: Ref;
}

/** The origin of a change as it is stored: a step of a run, a user, a mail, a submission of a form, a bulk for people, or an import (`seed`). */
export type Source = RunSource | BulkSource | UserSource | MailSource | FormSource | { kind: 'seed' };

/** A change of a card, by a step or by a person. For a person, `occurredAt` is the current time and the key is a generated id. */
export type CardChange = Pick<EffectContext<EffectSource>, 'key' | 'occurredAt' | 'now' | 'undoes'> & {
  source: Source;
};

/** Converts the origin of a change from its stored form to the form that the API returns. */
export function toChangeSource(source: Source): ChangeSource {
  switch (source.kind) {
    case 'run':
      return {
        kind: 'run',
        runId: source.runId,
        nodeId: source.nodeId,
        trigger: source.trigger,
        ...aboutOf(source),
        ...(source.formId !== undefined && { form: { id: source.formId, name: source.formName ?? '' } }),
        occurredAt: source.occurredAt.toISOString(),
      };
    case 'user':
      return { kind: 'user', user: { id: source.userId, name: source.userName } };
    case 'mail':
      return source;
    case 'form':
      return {
        kind: 'form',
        form: { id: source.formId, name: source.formName },
        submissionId: source.submissionId,
        occurredAt: source.occurredAt.toISOString(),
      };
    case 'bulk':
      return {
        kind: 'bulk',
        bulkId: source.bulkId,
        user: { id: source.userId, name: source.userName },
        ...aboutOf(source),
        occurredAt: source.occurredAt.toISOString(),
      };
    case 'seed':
      return { kind: 'seed' };
  }
}

const aboutOf = ({
  linkId,
  linkName = '',
  mailingId,
  mailingName = '',
}: Pick<RunSource, 'linkId' | 'linkName' | 'mailingId' | 'mailingName'>) => ({
  ...(linkId !== undefined && { link: { id: linkId, name: linkName } }),
  ...(mailingId !== undefined && { mailing: { id: mailingId, name: mailingName } }),
});
