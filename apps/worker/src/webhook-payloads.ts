import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type {
  ClickEventData,
  ConsentEventData,
  ProcessedSubmissionEventData,
  SubmissionEventData,
  SubscriptionEventData,
  WebhookEventType,
} from '@linkflow/contracts';
import { FormReader, type SubmissionDoc } from '@linkflow/forms';
import { ClicksRepository, LinkReader, verdictOf } from '@linkflow/links';
import { MailingsRepository, Subscriptions, type SubscriptionEventDoc } from '@linkflow/mailings';
import { WebhookPayloads } from '@linkflow/webhooks';

type Data = Readonly<Record<string, unknown>>;
type Named = { id: string; name: string };

/** Reads what events tell other systems. Erased clicks name no contact. */
@Injectable()
export class WorkerWebhookPayloads extends WebhookPayloads {
  constructor(
    private readonly clicks: ClicksRepository,
    private readonly forms: FormReader,
    private readonly subscriptions: Subscriptions,
    private readonly links: LinkReader,
    private readonly mailings: MailingsRepository,
  ) {
    super();
  }

  async of(type: WebhookEventType, ids: readonly string[]): Promise<ReadonlyMap<string, Data>> {
    switch (type) {
      case 'click.recorded':
        return this.ofClicks(ids);
      case 'click.verdict-changed':
        return withoutVerdict(await this.ofClicks(ids));
      case 'submission.received':
      case 'submission.processed':
        return this.ofSubmissions(type, ids);
      case 'subscription.unsubscribed':
      case 'subscription.resubscribed':
      case 'consent.given':
      case 'consent.withdrawn':
        return this.ofChanges(type, ids);
    }
  }

  private async ofClicks(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, z.infer<typeof ClickEventData>>> {
    const clicks = await this.clicks.findMany(ids);
    const names = await this.namesOf(clicks);
    return new Map(
      clicks.map((click): [string, z.infer<typeof ClickEventData>] => [
        click._id,
        {
          id: click._id,
          verdict: verdictOf(click),
          link: names.link(click.linkId),
          mailing: names.mailing(click.mailingId),
          recipientId: click.recipientId,
          contactId: click.contactId,
        },
      ]),
    );
  }

  private async ofSubmissions(
    type: 'submission.received' | 'submission.processed',
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Data>> {
    const submissions = await this.forms.submissionsWith(ids);
    const [names, forms] = await Promise.all([
      this.namesOf(submissions),
      this.forms.namesOf(submissions.map(({ formId }) => formId)),
    ]);
    return new Map(
      submissions.map((submission) => {
        const { _id: id, formId, version, language, values, consents, utm } = submission;
        const { linkId, mailingId, recipientId = null } = submission;
        const received: z.infer<typeof SubmissionEventData> = {
          id,
          form: { id: formId, name: forms.get(formId) ?? '' },
          version,
          language,
          values,
          consents,
          utm,
          link: linkId === undefined ? null : names.link(linkId),
          mailing: mailingId === undefined ? null : names.mailing(mailingId),
          recipientId,
        };
        return [id, type === 'submission.received' ? received : processed(submission, received)];
      }),
    );
  }

  private async ofChanges(
    type: Extract<WebhookEventType, `subscription.${string}` | `consent.${string}`>,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Data>> {
    const changes = await this.subscriptions.eventsWith(ids);
    const names = await this.namesOf(changes);
    return new Map(
      changes.map((change) => {
        const { _id: id, addressKey, contactId, typeId, source, mailingId } = change;
        const data: z.infer<typeof SubscriptionEventData> = {
          id,
          address: addressKey,
          contactId,
          subscriptionTypeId: typeId,
          source,
          mailing: mailingId === undefined ? null : names.mailing(mailingId),
        };
        return [id, type.startsWith('consent.') ? withConsent(type, change, data) : data];
      }),
    );
  }

  /** The names of links and mailings; empty for one that does not exist any more. */
  private async namesOf(
    facts: readonly { linkId?: string | undefined; mailingId?: string | undefined }[],
  ): Promise<{ link: (id: string) => Named; mailing: (id: string) => Named }> {
    const [links, mailings] = await Promise.all([
      this.links.rows([...new Set(facts.flatMap(({ linkId }) => linkId ?? []))]),
      this.mailings.rows([...new Set(facts.flatMap(({ mailingId }) => mailingId ?? []))]),
    ]);
    const named = (rows: readonly { _id: string; name: string }[]) => {
      const names = new Map(rows.map(({ _id, name }) => [_id, name]));
      return (id: string): Named => ({ id, name: names.get(id) ?? '' });
    };
    return { link: named(links), mailing: named(mailings) };
  }
}

/** What a change of the verdict says of the click. The verdicts are in the delivery, as the click may have another one by now. */
const withoutVerdict = (
  clicks: ReadonlyMap<string, z.infer<typeof ClickEventData>>,
): ReadonlyMap<string, Data> =>
  new Map([...clicks].map(([id, { verdict: _verdict, ...data }]) => [id, data]));

const processed = (
  { contactId, confirmation }: SubmissionDoc,
  received: z.infer<typeof SubmissionEventData>,
): z.infer<typeof ProcessedSubmissionEventData> => ({
  ...received,
  contactId,
  confirmedAt: confirmation?.confirmedAt?.toISOString() ?? null,
});

const withConsent = (
  type: WebhookEventType,
  { text = '', at, givenAt = at }: SubscriptionEventDoc,
  data: z.infer<typeof SubscriptionEventData>,
): z.infer<typeof ConsentEventData> =>
  type === 'consent.given'
    ? { ...data, wording: text, givenAt: givenAt.toISOString() }
    : { ...data, wording: '', givenAt: null };
