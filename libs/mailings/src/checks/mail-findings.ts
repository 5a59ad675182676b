import { Inject, Injectable, Optional } from '@nestjs/common';
import {
  isAboutNoRecipients,
  type Finding,
  type MailingCheck,
  type MailingSender,
} from '@linkflow/contracts';
import { LinkReader, leadsToSubscriptions, type LinkRow } from '@linkflow/links';
import { MailFacts } from '../content/mail-facts';
import { MailWork } from '../content/mail-work';
import type { ReviewedMail } from '../content/scanned-mail';
import type { MailingDoc } from '../mailings.repository';
import { AudienceSources, isUnfinished } from '../recipients/audience-sources';
import { RecipientsRepository } from '../recipients/recipients.repository';
import { readSendingSettings } from '../sending/sending.config';
import { SubscriptionTypes } from '../subscriptions/subscription-types';
import { contentFindings, type CheckedContent } from './content-findings';
import { isUsable, recipientFindings, senderFindings, senderOf, typeFindings } from './delivery-findings';
import { linkFindings, type CheckedLink } from './link-findings';
import { SampleMessages, type SampleMessage } from './sample-message';

/** Stands for the message of a mailing that cannot be compiled. */
const NO_MESSAGE: SampleMessage = { links: [], text: '', htmlBytes: 0, messageBytes: 0, signed: new Set() };

type AnswerOf = Awaited<ReturnType<LinkReader['answersOf']>>;

/** What was read for the findings in the content of a mailing. */
interface ContentParts extends Pick<CheckedContent, 'review' | 'type'> {
  sample: SampleMessage;
  answerOf: AnswerOf;
}

/** What is wrong with a mailing, and what was read to find it. */
export interface CheckedMailing extends Pick<MailingCheck, 'sender' | 'recipients' | 'weight'> {
  findings: Finding[];
  review: ReviewedMail;
  links: CheckedLink[];
}

/**
 * Finds what is wrong with a mailing. Errors refuse the sending: in apps/api when it is started or scheduled, and in apps/worker at the
 * scheduled time, because the content and the links can be changed until then.
 */
@Injectable()
export class MailFindings {
  private readonly settings = readSendingSettings();

  constructor(
    private readonly links: LinkReader,
    private readonly work: MailWork,
    private readonly sources: AudienceSources,
    private readonly recipients: RecipientsRepository,
    private readonly types: SubscriptionTypes,
    private readonly samples: SampleMessages,
    @Optional() @Inject(MailFacts) private readonly facts?: MailFacts,
  ) {}

  /** What must be mended before the mailing can be sent. One that is for workflows may have no recipients yet. */
  async errorsOf(mailing: MailingDoc, { forWorkflows = false } = {}): Promise<Finding[]> {
    const { findings } = await this.of(mailing);
    return findings.filter(
      (finding) => isError(finding) && !(forWorkflows && isAboutNoRecipients(finding.code)),
    );
  }

  async of(mailing: MailingDoc): Promise<CheckedMailing> {
    const sender = senderOf(mailing, this.settings);
    const [review, recipients, types] = await Promise.all([
      this.reviewOf(mailing),
      this.recipientsOf(mailing),
      this.types.all(),
    ]);
    const sample = await this.sampleOf(mailing, review, sender);
    const rows = await this.links.rows(mailing.linkIds);
    const type = types.find(({ _id }) => _id === mailing.typeId) ?? null;
    const answerOf = await this.links.answersOf(rows);
    const content = await this.contentFindingsOf(mailing, { review, sample, answerOf, type });
    const links = linksOf(mailing, { rows, answerOf, signed: sample.signed });
    const findings = [
      ...senderFindings(sender),
      ...content,
      ...linkFindings({ mailing, review, links }),
      ...typeFindings({
        mailing,
        recipients,
        types: types.filter(({ retiredAt }) => retiredAt === null),
      }),
      ...recipientFindings(recipients),
    ];
    return { findings, review, links, sender, recipients, weight: weightOf(sample) };
  }

  private async reviewOf({ subject, preheader, html, blocks }: MailingDoc): Promise<ReviewedMail> {
    return this.work.review({ subject, preheader, html, blocks }, (await this.facts?.names()) ?? null);
  }

  /** Counted anew, so that the start does not depend on the count that lists show. */
  private async recipientsOf({ _id: mailingId, recheck }: MailingDoc): Promise<MailingCheck['recipients']> {
    const [sources, totals] = await Promise.all([
      this.sources.ofMailing(mailingId),
      this.recipients.totals(mailingId),
    ]);
    const hasAny = totals.ready > 0 || Object.keys(totals.blocked).length > 0;
    return {
      ...totals,
      // Judging again adds nobody, so there is nothing to wait for if there are none.
      preparing: sources.some(isUnfinished) || (hasAny && recheck !== undefined),
    };
  }

  private async sampleOf(
    mailing: MailingDoc,
    { exceeded }: ReviewedMail,
    { from }: MailingSender,
  ): Promise<SampleMessage> {
    if (exceeded) return NO_MESSAGE;
    return this.samples.of(mailing, from && isUsable(from) ? from : null);
  }

  private async contentFindingsOf(
    mailing: MailingDoc,
    { review, sample, answerOf, type }: ContentParts,
  ): Promise<Finding[]> {
    const measures = review.exceeded ? { letters: 0, pictures: 0 } : await this.work.measure(mailing.html);
    return contentFindings({
      mailing,
      review,
      links: sample.links,
      hasTrackedUnsubscribe: mailing.linkIds.some((id) => leadsToSubscriptions(answerOf(id))),
      text: sample.text,
      measures,
      weight: weightOf(sample),
      type,
    });
  }
}

/** The tracked links of a mailing, also those that do not exist. */
const linksOf = (
  { linkIds }: MailingDoc,
  { rows, answerOf, signed }: { rows: readonly LinkRow[]; answerOf: AnswerOf; signed: ReadonlySet<string> },
): CheckedLink[] => {
  const byId = new Map(rows.map((row) => [row._id, row]));
  return linkIds.map((id) => ({
    id,
    row: byId.get(id),
    answer: answerOf(id),
    signed: signed.has(id),
  }));
};

export const isError = ({ severity }: Finding): boolean => severity === 'error';

const weightOf = ({ htmlBytes, messageBytes }: SampleMessage): MailingCheck['weight'] => ({
  htmlBytes,
  messageBytes,
});
