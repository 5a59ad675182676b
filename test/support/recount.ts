import type { mongo } from 'mongoose';
import type { Verdict } from '@linkflow/contracts';
import { until } from './until';

interface StoredClick {
  linkId: string;
  recipientId: string;
  verdict?: Verdict;
}

/** What a step of a version did, by the runs. */
interface StepCount {
  runs: number;
  succeeded: number;
}

/** Numbers that are counted one document after the other, without the totals, roll-ups and lists of clickers of the product. */
export class Recount {
  constructor(private readonly db: mongo.Db) {}

  /** The counts of a link, of a mailing, or of a link in a mailing. A recipient has the best verdict of its clicks. */
  async clicks(of: { linkId?: string; mailingId?: string }) {
    const clicks = await this.db
      .collection<StoredClick>('clicks')
      .find({ ...of, kind: 'click', reset: { $exists: false } })
      .toArray();
    const recipients = [...Map.groupBy(clicks, ({ recipientId }) => recipientId).values()].map(
      (own) => new Set(own.map(({ verdict = 'human' }) => verdict)),
    );
    const count = (wanted: Verdict) => clicks.filter(({ verdict = 'human' }) => verdict === wanted).length;
    return {
      clicks: clicks.length,
      humanClicks: count('human'),
      suspectClicks: count('suspect'),
      clickers: recipients.length,
      humanClickers: recipients.filter((verdicts) => verdicts.has('human')).length,
      suspectClickers: recipients.filter((verdicts) => verdicts.has('suspect') && !verdicts.has('human'))
        .length,
    };
  }

  /** The addresses of the recipients whose clicks of people on a link in a mailing count, sorted. */
  async clickersOf(of: { linkId: string; mailingId: string }): Promise<string[]> {
    const clicks = await this.db
      .collection<StoredClick>('clicks')
      .find({ ...of, kind: 'click', reset: { $exists: false }, verdict: 'human' })
      .toArray();
    const ids = [...new Set(clicks.map(({ recipientId }) => recipientId))];
    const recipients = await this.db
      .collection<{ _id: string; email: string }>('recipients')
      .find({ _id: { $in: ids } })
      .toArray();
    return recipients.map(({ email }) => email).sort();
  }

  /** The runs of people's clicks on a link, and what became of their steps, by step. */
  async runs(linkId: string): Promise<{ runs: number; steps: Map<string, StepCount> }> {
    const runs = await this.db
      .collection<{ steps: { nodeId: string; status: string }[] }>('runs')
      .find({ 'workflow.owner': linkId, verdict: { $exists: false } })
      .toArray();
    const steps = new Map<string, StepCount>();
    for (const { nodeId, status } of runs.flatMap((run) => run.steps)) {
      const count = steps.get(nodeId) ?? { runs: 0, succeeded: 0 };
      steps.set(nodeId, {
        runs: count.runs + 1,
        succeeded: count.succeeded + (status === 'succeeded' ? 1 : 0),
      });
    }
    return { runs: runs.length, steps };
  }

  /** Waits until this many clicks are recorded, each with its run, and all runs have ended. */
  async rested(clicks: number): Promise<void> {
    const count = (collection: string, filter = {}) => this.db.collection(collection).countDocuments(filter);
    await until(
      async () => {
        const [recorded, started, ended] = await Promise.all([
          count('clicks', { kind: 'click' }),
          count('runs', { 'trigger.type': 'click' }),
          count('runs', { 'trigger.type': 'click', status: 'succeeded' }),
        ]);
        return recorded === clicks && started === clicks && ended === clicks;
      },
      { what: `${clicks} clicks whose runs have ended`, deadlineMs: 120_000, everyMs: 200 },
    );
  }
}
