import { Injectable } from '@nestjs/common';
import type { Verdict, VerdictStatistics } from '@linkflow/contracts';
import { AppError, Clock } from '@linkflow/platform';
import { asRead, withVerdictEvent, type ClickDoc } from './click-documents';
import { ClicksRepository } from './clicks.repository';
import { DeliveryJudge } from './delivery-judge';

/** What a colleague says about a click. Null takes an earlier correction back. */
export type CorrectedVerdict = Extract<Verdict, 'human' | 'bot'> | null;

/** Aggregation expression: the signal speaks for what the colleague said. A weight above 0 speaks for a machine. */
const SIGNAL_AGREES = {
  $eq: [{ $gt: ['$judgement.signals.weight', 0] }, { $eq: ['$correction.verdict', 'bot'] }],
};

type CorrectionStatistics = Omit<VerdictStatistics, 'signals'> & {
  signals: Omit<VerdictStatistics['signals'][number], 'name'>[];
};

/** Corrections of verdicts by colleagues, and how often the classifier was corrected. */
@Injectable()
export class VerdictCorrections {
  constructor(
    private readonly repository: ClicksRepository,
    private readonly judge: DeliveryJudge,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the verdict of a colleague, which counts instead of that of the classifier, and makes the run of the click follow. The judgement
   * writes the verdict that counts, here or, after a crash, when the run follows.
   * @throws AppError not-found
   */
  async correct(
    clickId: string,
    verdict: CorrectedVerdict,
    by: { id: string; name: string },
  ): Promise<ClickDoc> {
    let click = await this.find(clickId);
    // A judgement at the same time may have written the click since it was read.
    while (!(await this.write(click, verdict, by))) click = await this.find(clickId);
    const { recipientId } = click;
    await this.judge.judge([{ recipientId, at: click.at.getTime() }], { runsFollow: true });
    return this.find(clickId);
  }

  /** Returns false if the click has been written since it was read. */
  private async write(
    click: ClickDoc,
    verdict: CorrectedVerdict,
    by: { id: string; name: string },
  ): Promise<boolean> {
    const at = this.clock.now();
    const { matchedCount } = await this.repository.clicks.updateOne(
      { _id: click._id, ...asRead(click) },
      {
        $inc: { verdictWrites: 1 },
        ...(verdict === null
          ? { $set: { follow: 'correction' }, $unset: { correction: '' } }
          : { $set: { follow: 'correction', correction: { verdict, at, by } } }),
        ...withVerdictEvent(click, { at, verdict, by }),
      },
    );
    return matchedCount === 1;
  }

  /** The verdicts on recorded clicks, and what colleagues corrected, by verdict and by signal. */
  async statistics(): Promise<CorrectionStatistics> {
    const { clicks } = this.repository;
    const [all, suspect, bot, corrections, signals] = await Promise.all([
      clicks.estimatedDocumentCount(),
      clicks.countDocuments({ verdict: 'suspect' }),
      clicks.countDocuments({ verdict: 'bot' }),
      clicks
        .aggregate<{ _id: { judged?: Verdict; corrected: Verdict }; n: number }>([
          { $match: { correction: { $exists: true } } },
          {
            $group: {
              _id: { judged: '$judgement.verdict', corrected: '$correction.verdict' },
              n: { $sum: 1 },
            },
          },
        ])
        .toArray(),
      clicks
        .aggregate<{ _id: string; right: number; wrong: number }>([
          { $match: { correction: { $exists: true } } },
          { $unwind: '$judgement.signals' },
          {
            $group: {
              _id: '$judgement.signals.code',
              right: { $sum: { $cond: [SIGNAL_AGREES, 1, 0] } },
              wrong: { $sum: { $cond: [SIGNAL_AGREES, 0, 1] } },
            },
          },
        ])
        .toArray(),
    ]);
    return {
      clicks: { human: Math.max(0, all - suspect - bot), suspect, bot },
      corrections: corrections.map(({ _id, n }) => ({ ..._id, clicks: n })),
      signals: signals
        .map(({ _id: code, right, wrong }) => ({ code, right, wrong }))
        .sort((a, b) => b.right + b.wrong - a.right - a.wrong || (a.code < b.code ? -1 : 1)),
    };
  }

  private async find(clickId: string): Promise<ClickDoc> {
    const click = await this.repository.clicks.findOne({ _id: clickId });
    if (!click) throw new AppError('not-found', 'There is no such click');
    return click;
  }
}
