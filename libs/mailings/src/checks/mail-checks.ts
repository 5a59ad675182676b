import { Injectable } from '@nestjs/common';
import { NO_ANALYTICS, withAnalytics, type MailingCheck, type SenderCheck } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { MailingDoc } from '../mailings.repository';
import { MailingsService } from '../mailings.service';
import { readSendingSettings } from '../sending/sending.config';
import { senderOf } from './delivery-findings';
import { conflictFindings, linkChecksOf, type CheckedLink } from './link-findings';
import { LinkSteps, conflictsOf, type LinkWithSteps } from './link-steps';
import { MailFindings, isError } from './mail-findings';
import { SenderDns } from './sender-dns';

/** Checks mailings before they are sent, and tells what their links do and what the DNS says about their sender. */
@Injectable()
export class MailChecks {
  private readonly settings = readSendingSettings();

  constructor(
    private readonly mailings: MailingsService,
    private readonly findings: MailFindings,
    private readonly steps: LinkSteps,
    private readonly dns: SenderDns,
  ) {}

  /** @throws AppError not-found */
  async check(mailingId: string): Promise<MailingCheck> {
    const mailing = await this.mailings.get(mailingId);
    const { findings, review, links, sender, recipients, weight } = await this.findings.of(mailing);
    const withSteps = await this.stepsOf(links);
    const conflicts = conflictsOf(withSteps);
    const sentences = new Map(
      withSteps.map(({ link, steps }) => [link.id, steps.map(({ sentence }) => sentence)]),
    );
    const analytics = mailing.analytics ?? NO_ANALYTICS;
    return {
      revision: mailing.revision,
      findings: [
        ...findings.filter(isError),
        ...findings.filter((finding) => !isError(finding)),
        ...conflictFindings(conflicts, { mailing, review }),
      ],
      sender,
      links: linkChecksOf(links, {
        sentencesOf: (id) => sentences.get(id) ?? [],
        conflicts,
        urlOf: (address) => withAnalytics(address, analytics),
      }),
      recipients,
      weight,
    };
  }

  /** Looks up what the DNS says about the sender. It may take some seconds. */
  async checkSender(mailingId: string): Promise<SenderCheck> {
    const sender = senderOf(await this.mailings.get(mailingId), this.settings);
    return { ...sender, ...(await this.dns.check(sender.from)) };
  }

  /**
   * @param options `forWorkflows`: the mailing may have no recipients yet
   * @throws AppError mailing.not-ready with what must be mended
   */
  async requireReady(mailing: MailingDoc, options: { forWorkflows: boolean }): Promise<void> {
    const errors = await this.findings.errorsOf(mailing, options);
    if (errors.length === 0) return;
    throw new AppError('mailing.not-ready', `The mailing cannot be sent: ${errors[0]?.text.en}.`, {
      issues: errors.map(({ code, text, jump }) => ({
        code,
        message: text,
        ...(jump?.field && { path: jump.field }),
      })),
    });
  }

  /** The links that exist, with the steps of their live versions. */
  private async stepsOf(links: readonly CheckedLink[]): Promise<LinkWithSteps[]> {
    const rows = links.flatMap(({ row }) => row ?? []);
    const steps = await this.steps.of(
      rows.flatMap(({ _id: linkId, liveVersion: number }) => (number === null ? [] : { linkId, number })),
    );
    return rows.map(({ _id: id, name }) => ({ link: { id, name }, steps: steps.get(id) ?? [] }));
  }
}
