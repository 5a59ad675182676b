import { describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { DeliveryJudge, HEADER, VerdictCorrections, type ClickDoc } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { engineForFile, type Engine, type Person } from '../support/engine';

/** Judgements and corrections of the same click at the same time. */
const environment = testEnvironment('verdict_races');
let engine: Engine;

engineForFile(environment, (started) => (engine = started));

const BROWSER = {
  seen: {
    h: HEADER.accept | HEADER.acceptHtml | HEADER.acceptLanguage | HEADER.acceptEncoding | HEADER.userAgent,
    g: 3,
  },
  ua: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
} satisfies Partial<ClickRecord>;

const OLA = { id: newId(), name: 'Ola' };
const ROUNDS = 15;

const clicks = () => engine.connection.collection<ClickDoc>('clicks');
const judge = ({ recipient: recipientId, at }: ClickRecord): Promise<void> =>
  engine.app.get(DeliveryJudge, { strict: false }).judge([{ recipientId, at }], { runsFollow: true });
const correct = ({ id }: ClickRecord, verdict: 'human' | 'bot' | null): Promise<ClickDoc> =>
  engine.app.get(VerdictCorrections, { strict: false }).correct(id, verdict, OLA);

/** A click whose stored verdict is one that the classifier does not give, as before a new classifier or a burst that nobody has judged. */
async function misjudged(given: { link: string; person: Person }): Promise<ClickRecord> {
  const click = { ...engine.clickOf(given.link, given.person), ...BROWSER };
  await engine.deliver([click]);
  await clicks().updateOne({ _id: click.id }, { $set: { verdict: 'bot', 'judgement.verdict': 'bot' } });
  return click;
}

async function historyOf({ id }: ClickRecord): Promise<(string | null)[]> {
  const stored = await clicks().findOne({ _id: id });
  return (stored?.history ?? []).map(({ verdict }) => verdict);
}

describe('several judgements of a click at the same time', () => {
  it('add one event to its history', async () => {
    const given = await engine.scene([engine.action('interest')]);
    const click = await misjudged(given);
    for (let round = 0; round < ROUNDS; round += 1) {
      await clicks().updateOne(
        { _id: click.id },
        { $set: { verdict: 'bot', 'judgement.verdict': 'bot' }, $unset: { history: '' } },
      );
      await Promise.all([judge(click), judge(click), judge(click), judge(click)]);
      expect(await historyOf(click)).toEqual(['bot', 'human']);
    }
  });
});

describe('a correction beside judgements', () => {
  it('is kept, once, behind one first verdict', async () => {
    const given = await engine.scene([engine.action('interest')]);
    for (let round = 0; round < ROUNDS; round += 1) {
      const click = await misjudged(given);
      await Promise.all([judge(click), correct(click, 'bot'), judge(click)]);
      expect(await clicks().findOne({ _id: click.id })).toMatchObject({
        verdict: 'bot',
        correction: { verdict: 'bot', by: OLA },
      });
      // The judgement was first, or found the correction.
      const history = await historyOf(click);
      expect([
        ['bot', 'bot'],
        ['bot', 'human', 'bot'],
      ]).toContainEqual(history);
    }
  });

  it('and another one are both in the history', async () => {
    const given = await engine.scene([engine.action('interest')]);
    const click = await misjudged(given);
    await Promise.all([correct(click, 'human'), correct(click, 'bot'), correct(click, null)]);
    const history = await historyOf(click);
    expect(history[0]).toBe('bot');
    for (const verdict of ['human', 'bot', null]) expect(history.slice(1)).toContain(verdict);
    expect(history.filter((verdict) => verdict === null)).toHaveLength(1);
  });
});
