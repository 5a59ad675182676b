import { Global, Injectable, Module } from '@nestjs/common';
import { activityFactOf, type ActivityFact } from '@linkflow/contracts';
import { ContactActivity, type FactValues } from '@linkflow/crm-port';
import { ClickingRecipients, ClicksModule } from '@linkflow/links';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';

type Mail = Pick<RecipientDoc, '_id' | 'contactId' | 'delivery'>;

/** What contacts clicked and got, from recipients and clicks. */
@Injectable()
class ClicksOfContacts extends ContactActivity {
  constructor(
    private readonly recipients: RecipientsRepository,
    private readonly clicks: ClickingRecipients,
  ) {
    super();
  }

  async load(contactIds: readonly string[], names: readonly string[]): Promise<Map<string, FactValues>> {
    const values = new Map<string, FactValues>(contactIds.map((id) => [id, {}]));
    const mails = new Map<string | null, Promise<Mail[]>>();
    const mailsIn = (mailingId: string | null): Promise<Mail[]> => {
      const known = mails.get(mailingId) ?? this.mails(contactIds, mailingId);
      mails.set(mailingId, known);
      return known;
    };
    for (const name of names) {
      const fact = activityFactOf(name);
      if (!fact) continue;
      const times = await this.timesOf(fact, await mailsIn(fact.mailingId));
      for (const [contactId, facts] of values) facts[name] = times.get(contactId)?.toISOString() ?? null;
    }
    return values;
  }

  async recipientsAfter(mailingId: string, after: string, limit: number): Promise<string[]> {
    const found = await this.recipients.documents
      .find({ mailingId, contactId: { $gt: after, $type: 'string' } })
      .sort({ contactId: 1 })
      .limit(limit)
      .batchSize(limit)
      .project<{ contactId: string }>({ contactId: 1, _id: 0 })
      .toArray();
    return found.map(({ contactId }) => contactId);
  }

  /** The last time of each contact. */
  private async timesOf(fact: ActivityFact, mails: readonly Mail[]): Promise<Map<string, Date>> {
    const clicked =
      fact.kind === 'clicked'
        ? await this.clicks.lastClicksOfPeople(
            mails.map(({ _id }) => _id),
            fact.linkId ?? undefined,
          )
        : null;
    const times = new Map<string, Date>();
    for (const { _id, contactId, delivery } of mails) {
      const sentAt = delivery?.state === 'sent' ? delivery.sentAt : undefined;
      const at = clicked ? clicked.get(_id) : sentAt;
      const known = times.get(contactId ?? '');
      if (contactId && at && (!known || known < at)) times.set(contactId, at);
    }
    return times;
  }

  private mails(contactIds: readonly string[], mailingId: string | null): Promise<Mail[]> {
    return this.recipients.documents
      .find({ contactId: { $in: [...contactIds] }, ...(mailingId !== null && { mailingId }) })
      .batchSize(contactIds.length + 1)
      .project<Mail>({ contactId: 1, 'delivery.state': 1, 'delivery.sentAt': 1 })
      .toArray();
  }
}

/** Provides `ContactActivity`. Every app that tests criteria about clicks imports it once. The module of the recipients must be global. */
@Global()
@Module({
  imports: [ClicksModule],
  providers: [{ provide: ContactActivity, useClass: ClicksOfContacts }],
  exports: [ContactActivity],
})
export class ContactActivityModule {}
