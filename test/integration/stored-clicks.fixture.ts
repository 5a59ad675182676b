import type { Connection } from 'mongoose';
import type { Verdict } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';

/** A click of a recipient on a link. */
interface JudgedClick {
  linkId: string;
  recipientId: string;
  at: Date;
  verdict: Verdict;
}

const RANK: readonly Verdict[] = ['human', 'suspect', 'bot'];
const best = (clicks: readonly JudgedClick[]): Verdict | undefined =>
  RANK.find((verdict) => clicks.some((click) => click.verdict === verdict));

/** Stores clicks in a mailing and their clickers, as a worker leaves them when their verdicts have settled. */
export async function storeClicks(
  db: Connection,
  mailingId: string,
  clicks: readonly JudgedClick[],
): Promise<void> {
  if (clicks.length === 0) return;
  const stored = clicks.map((click) => ({
    // Ids begin with their time.
    _id: secondsOf(click.at).toString(16).padStart(8, '0') + newId().slice(8),
    mailingId,
    ...click,
    contactId: null,
    version: 1,
    kind: 'click',
    run: true,
    ua: null,
  }));
  await db.collection('clicks').insertMany(stored as object[]);
  const seen = new Set<string>();
  const clickers = [...Map.groupBy(stored, ({ linkId, recipientId }) => `${linkId}:${recipientId}`)].flatMap(
    ([_id, of]) => {
      const [earliest] = of;
      if (!earliest) return [];
      const { linkId, recipientId, at, _id: createdByClick } = earliest;
      const first = !seen.has(recipientId);
      seen.add(recipientId);
      return {
        _id,
        linkId,
        recipientId,
        mailingId,
        firstAt: at,
        lastAt: of.at(-1)?.at ?? at,
        createdByClick,
        first,
        verdict: best(of),
        ...(first && { mailingVerdict: best(clicks.filter((click) => click.recipientId === recipientId)) }),
      };
    },
  );
  await db.collection('clickers').insertMany(clickers as object[]);
}

const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1_000);
