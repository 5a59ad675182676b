import { Injectable } from '@nestjs/common';
import { Clock } from '@linkflow/platform';
import { WebhookEvents, type ReportedChange } from '@linkflow/webhooks';
import { Recipients } from '../recipients';
import { asRead, type ClickDoc } from './click-documents';
import { verdictOf } from './clicker-verdicts';
import { ClicksRepository } from './clicks.repository';

/** Clicks that are told of together. */
const BATCH = 200;
/** Time of one round, ms. */
const ROUND_MS = 10_000;

const FIELDS = [
  'linkId',
  'mailingId',
  'recipientId',
  'contactId',
  'verdict',
  'verdictWrites',
  'untold',
] as const;
type UntoldClick = Pick<ClickDoc, '_id' | (typeof FIELDS)[number]>;
const PROJECTION = Object.fromEntries(FIELDS.map((field) => [field, 1]));

/**
 * Tells other systems of verdicts that have changed after they were told them. The mark (`untold`) is stored with the change, so a crash only
 * delays this: the deliveries are stored, then the mark is removed. Changes that come before that are told as one, and none if the verdict is the
 * first one again.
 */
@Injectable()
export class VerdictEvents {
  constructor(
    private readonly repository: ClicksRepository,
    private readonly recipients: Recipients,
    private readonly webhooks: WebhookEvents,
    private readonly clock: Clock,
  ) {}

  /** Tells for some seconds, or until `signal` is aborted. The caller holds a lease that is longer. */
  async tell(signal: AbortSignal): Promise<void> {
    const until = this.clock.now().getTime() + ROUND_MS;
    while (!signal.aborted && this.clock.now().getTime() < until) {
      const clicks = await this.repository.clicks
        .find<UntoldClick>({ 'untold.at': { $exists: true } }, { projection: PROJECTION })
        .sort({ 'untold.at': 1 })
        .limit(BATCH)
        .toArray();
      if (clicks.length === 0) return;
      await this.tellOf(clicks);
    }
  }

  private async tellOf(clicks: readonly UntoldClick[]): Promise<void> {
    const recipients = await this.recipients.findMany([...new Set(clicks.map((one) => one.recipientId))]);
    const known = new Set(recipients.filter(({ erasedAt }) => !erasedAt).map(({ _id }) => _id));
    await this.webhooks.recordChanges(
      clicks.filter(({ recipientId }) => known.has(recipientId)).flatMap(changeOf),
      'click.recorded',
    );
    await this.repository.clicks.bulkWrite(
      clicks.map((click) => ({
        // A click whose verdict has changed meanwhile keeps its mark.
        updateOne: {
          filter: { _id: click._id, ...asRead(click) },
          update: { $unset: { untold: '' as const }, $inc: { verdictWrites: 1 } },
        },
      })),
      { ordered: false },
    );
  }
}

function changeOf(click: UntoldClick): ReportedChange[] {
  const { _id: factId, linkId, mailingId, recipientId, contactId, verdictWrites = 0, untold } = click;
  const after = verdictOf(click);
  if (!untold || untold.before === after) return [];
  const { before, at, reason } = untold;
  return [
    {
      type: 'click.verdict-changed',
      factId,
      nth: verdictWrites,
      at,
      linkId,
      mailingId,
      recipientId,
      contactId,
      verdicts: [before, after],
      details: { before, after, reason },
    },
  ];
}
