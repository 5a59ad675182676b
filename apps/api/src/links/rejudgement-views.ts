import { Injectable } from '@nestjs/common';
import { MAX_PREVIEWED_COUNTS, type RejudgePreview, type RejudgementView } from '@linkflow/contracts';
import { ClickCounter, type PreviewedChanges, type Rejudging, type VerdictDifference } from '@linkflow/links';
import { EntityNames } from '../catalogue/entity-names';

type Counts = RejudgePreview['links'][number];

/** Adds names and present counts to what judging again would change. */
@Injectable()
export class RejudgePreviews {
  constructor(
    private readonly counter: ClickCounter,
    private readonly names: EntityNames,
  ) {}

  async view({ links, mailings, ...preview }: PreviewedChanges): Promise<RejudgePreview> {
    return {
      ...preview,
      links: await this.counts('link', links),
      mailings: await this.counts('mailing', mailings),
    };
  }

  private async counts(
    kind: 'link' | 'mailing',
    differences: Map<string, VerdictDifference>,
  ): Promise<Counts[]> {
    const most = [...differences]
      .filter(([, difference]) => sizeOf(difference) > 0)
      .sort(([, one], [, other]) => sizeOf(other) - sizeOf(one))
      .slice(0, MAX_PREVIEWED_COUNTS);
    const countsOf = await this.counter.of(
      `${kind}Id`,
      most.map(([id]) => id),
    );
    return Promise.all(
      most.map(async ([id, difference]): Promise<Counts> => {
        const { clicks, humanClicks, suspectClicks } = countsOf(id);
        return {
          of: await this.names.nameOf(kind, id),
          now: { clicks, humanClicks, suspectClicks },
          after: {
            clicks,
            humanClicks: humanClicks + difference.human,
            suspectClicks: suspectClicks + difference.suspect,
          },
        };
      }),
    );
  }
}

const sizeOf = ({ human, suspect, bot }: VerdictDifference): number =>
  Math.abs(human) + Math.abs(suspect) + Math.abs(bot);

type Rejudgement = Awaited<ReturnType<Rejudging['list']>>[number];

export function rejudgementView(rejudgement: Rejudgement): RejudgementView {
  const { _id: id, state, from, to, cursor, clicks, changes, classifier, at, endedAt, by } = rejudgement;
  const reached = Number.parseInt(cursor.slice(0, 8), 16) * 1_000;
  const share = state === 'done' ? 1 : (reached - from.getTime()) / (to.getTime() - from.getTime());
  return {
    id,
    state,
    from: from.toISOString(),
    to: to.toISOString(),
    clicks,
    share: Math.min(1, Math.max(0, share)),
    changes,
    classifier,
    at: at.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    by,
  };
}
