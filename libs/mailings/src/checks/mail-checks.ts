import { Injectable } from '@nestjs/common';
import {
  NO_ANALYTICS,
  withAnalytics,
  type Finding,
  type MailingCheck,
  type MailingSender,
  type SenderCheck,
} from '@linkflow/contracts';
import { LinksService, type LinkRow } from '@linkflow/links';
import { AppError } from '@linkflow/platform';
import { MailWork } from '../content/mail-work';
import type { ReviewedMail } from '../content/scanned-mail';
import type { MailingDoc } from '../mailings.repository';
import { MailingsService } from '../mailings.service';
import { AudienceSources } from '../recipients/audience-sources';
import { RecipientsRepository } from '../recipients/recipients.repository';
import { readSendingSettings } from '../sending/sending.config';
import { SubscriptionTypes } from '../subscriptions/subscription-types';
import { contentFindings } from './content-findings';
import { isUsable, recipientFindings, senderFindings, senderOf } from './delivery-findings';
import { linkChecksOf, linkFindings, type CheckedLink } from './link-findings';
import { LinkSteps, conflictsOf } from './link-steps';
import { SampleMessages, type SampleMessage } from './sample-message';
import { SenderDns } from './sender-dns';

/** Stands for the message of a mailing that cannot be compiled. */
const NO_MESSAGE: SampleMessage = { links: [], text: '', htmlBytes: 0, messageBytes: 0, signed: new Set() };

/** Checks mailings before they are sent. */
@Injectable()
export class MailChecks {
  private readonly settings = readSendingSettings();

  constructor(
    private readonly mailings: MailingsService,
    private readonly links: LinksService,
    private readonly work: MailWork,
    private readonly sources: AudienceSources,
    private readonly recipients: RecipientsRepository,
    private readonly types: SubscriptionTypes,
    private readonly samples: SampleMessages,
    private readonly steps: LinkSteps,
    private readonly dns: SenderDns,
  ) {}

  /** @throws AppError not-found */
  async check(mailingId: string): Promise<MailingCheck> {
    const mailing = await this.mailings.get(mailingId);
    const sender = senderOf(mailing, this.settings);
    const [{ review }, recipients] = await Promise.all([
      this.mailings.reviewOf(mailing),
      this.recipientsOf(mailingId),
    ]);
    const sample = await this.sampleOf(mailing, review, sender);
    const { htmlBytes, messageBytes } = sample;
    const weight = { htmlBytes, messageBytes };
    const [content, links] = await Promise.all([
      this.contentFindingsOf(mailing, review, sample),
      this.linksOf(mailing, review, sample),
    ]);
    const findings = [
      ...senderFindings(sender),
      ...content,
      ...links.findings,
      ...recipientFindings(recipients),
    ];
    return {
      revision: mailing.revision,
      findings: [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))],
      sender,
      links: links.checks,
      recipients,
      weight,
    };
  }

  /** Looks up what the DNS says about the sender. It may take some seconds. */
  async checkSender(mailingId: string): Promise<SenderCheck> {
    const sender = senderOf(await this.mailings.get(mailingId), this.settings);
    return { ...sender, ...(await this.dns.check(sender.from)) };
  }

  /** @throws AppError mailing.not-ready with what must be mended; not-found */
  async requireReady(mailingId: string): Promise<void> {
    const errors = (await this.check(mailingId)).findings.filter(isError);
    if (errors.length === 0) return;
    throw new AppError('mailing.not-ready', `The mailing cannot be sent: ${errors[0]?.text.en}.`, {
      issues: errors.map(({ code, text, jump }) => ({
        code,
        message: text,
        ...(jump?.field && { path: jump.field }),
      })),
    });
  }

  /** Counted anew, so that the start does not depend on the count that lists show. */
  private async recipientsOf(mailingId: string): Promise<MailingCheck['recipients']> {
    const [sources, counts, { blocked, onlyErased }] = await Promise.all([
      this.sources.ofMailing(mailingId),
      this.recipients.countByMailing([mailingId]),
      this.recipients.countBlocked(mailingId),
    ]);
    return {
      ready: (counts.get(mailingId) ?? 0) - onlyErased,
      blocked,
      preparing: sources.some(({ state }) => state !== 'done' && state !== 'failed'),
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
    review: ReviewedMail,
    { links, text, htmlBytes, messageBytes }: SampleMessage,
  ): Promise<Finding[]> {
    const [measures, type] = await Promise.all([
      review.exceeded ? { letters: 0, pictures: 0 } : this.work.measure(mailing.html),
      mailing.typeId ? this.types.get(mailing.typeId) : null,
    ]);
    const weight = { htmlBytes, messageBytes };
    return contentFindings({ mailing, review, links, text, measures, weight, type });
  }

  private async linksOf(
    mailing: MailingDoc,
    review: ReviewedMail,
    { signed }: SampleMessage,
  ): Promise<{ findings: Finding[]; checks: MailingCheck['links'] }> {
    const rows = await this.links.rows(mailing.linkIds);
    const [addresses, steps] = await Promise.all([this.links.addressesOf(rows), this.stepsOf(rows)]);
    const byId = new Map(rows.map((row) => [row._id, row]));
    const links = mailing.linkIds.map((id): CheckedLink => ({
      id,
      row: byId.get(id),
      address: addresses.get(id) ?? '',
      signed: signed.has(id),
    }));
    const conflicts = conflictsOf(
      rows.map(({ _id: id, name }) => ({ link: { id, name }, steps: steps.get(id) ?? [] })),
    );
    const analytics = mailing.analytics ?? NO_ANALYTICS;
    return {
      findings: linkFindings({ mailing, review, links, conflicts }),
      checks: linkChecksOf(links, {
        sentencesOf: (id) => (steps.get(id) ?? []).map(({ sentence }) => sentence),
        conflicts,
        urlOf: (address) => withAnalytics(address, analytics),
      }),
    };
  }

  private stepsOf(rows: readonly LinkRow[]): ReturnType<LinkSteps['of']> {
    return this.steps.of(
      rows.flatMap(({ _id: linkId, liveVersion: number }) => (number === null ? [] : { linkId, number })),
    );
  }
}

const isError = ({ severity }: Finding): boolean => severity === 'error';
