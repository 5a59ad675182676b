import { Injectable } from '@nestjs/common';
import { MAX_LISTED_USES, hasStarted, type LinkUses } from '@linkflow/contracts';
import { LinksService, type LinkDoc } from '@linkflow/links';
import { MailingsService, conflictsOf } from '@linkflow/mailings';
import { WorkflowLinkSteps } from '../mailings/mail-check-steps';

/** Other links of the same mailings that are compared. */
const MAX_COMPARED = 100;

/** Tells where links are used, before they are changed or deleted. */
@Injectable()
export class LinkUsesView {
  constructor(
    private readonly links: LinksService,
    private readonly mailings: MailingsService,
    private readonly steps: WorkflowLinkSteps,
  ) {}

  async of(link: LinkDoc): Promise<LinkUses> {
    const mailings = await this.mailings.usesOf(link._id);
    const isSent = ({ sending }: (typeof mailings)[number]) => hasStarted(sending?.state);
    const sent = mailings.filter(isSent);
    const unsent = mailings.filter((mailing) => !isSent(mailing));
    const others = new Set(mailings.flatMap(({ linkIds }) => linkIds));
    others.delete(link._id);
    return {
      mailings: [...unsent, ...sent]
        .slice(0, MAX_LISTED_USES)
        .map(({ _id, name, sending }) => ({ id: _id, name, state: sending?.state ?? null })),
      sent: sent.length,
      unsent: unsent.length,
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
