import { Injectable } from '@nestjs/common';
import { MAX_LISTED_USES, hasStarted, type LinkUses } from '@linkflow/contracts';
import { LinksService, type LinkDoc } from '@linkflow/links';
import { FormsService } from '@linkflow/forms';
import { MailingsService, conflictsOf, type MailingDoc } from '@linkflow/mailings';
import { WorkflowLinkSteps } from '../mailings/mail-check-steps';

/** Other links of the same mailings that are compared. */
const MAX_COMPARED = 100;

/** Tells where links are used, before they are changed or deleted. */
@Injectable()
export class LinkUsesView {
  constructor(
    private readonly links: LinksService,
    private readonly mailings: MailingsService,
    private readonly forms: FormsService,
    private readonly steps: WorkflowLinkSteps,
  ) {}

  async of(link: LinkDoc): Promise<LinkUses> {
    const mailings = await this.mailings.usesOf([link._id]);
    const others = new Set(mailings.flatMap(({ linkIds }) => linkIds));
    others.delete(link._id);
    const mailingIds = mailings.map(({ _id }) => _id);
    const [forms, links] = await Promise.all([
      this.forms.sending(mailingIds),
      this.links.sending(mailingIds),
    ]);
    return {
      ...mailingUses(mailings),
      forms,
      links,
      conflicts: await this.conflictsWith(link, [...others].slice(0, MAX_COMPARED)),
    };
  }

  /** Compares the draft of the link with what the others do now. */
  private async conflictsWith(link: LinkDoc, otherIds: readonly string[]): Promise<LinkUses['conflicts']> {
    const live = (await this.links.rows(otherIds)).flatMap(({ _id, name, liveVersion, deletedAt }) =>
      liveVersion === null || deletedAt ? [] : [{ linkId: _id, name, number: liveVersion }],
    );
    const [own, steps] = await Promise.all([this.steps.stepsOf(link.draft.document), this.steps.of(live)]);
    const conflicts = conflictsOf([
      { link: { id: link._id, name: link.name }, steps: own },
      ...live.map(({ linkId, name }) => ({ link: { id: linkId, name }, steps: steps.get(linkId) ?? [] })),
    ]);
    return conflicts.filter(({ links }) => links.some(({ id }) => id === link._id));
  }
}

/** The mailings in which something is used: those that are being edited first, then as they are given. */
export function mailingUses(
  mailings: readonly Pick<MailingDoc, '_id' | 'name' | 'sending'>[],
): Pick<LinkUses, 'mailings' | 'sent' | 'unsent'> {
  const isSent = ({ sending }: (typeof mailings)[number]) => hasStarted(sending?.state);
  const sent = mailings.filter(isSent);
  const unsent = mailings.filter((mailing) => !isSent(mailing));
  return {
    mailings: [...unsent, ...sent]
      .slice(0, MAX_LISTED_USES)
      .map(({ _id, name, sending }) => ({ id: _id, name, state: sending?.state ?? null })),
    sent: sent.length,
    unsent: unsent.length,
  };
}
