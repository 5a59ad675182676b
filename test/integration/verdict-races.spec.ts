import { describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { DeliveryJudge, HEADER, VerdictCorrections, type ClickDoc } from '@linkflow/links';
import { RunCommands, RunVerdicts, type StoredRun } from '@linkflow/engine';
import { newId } from '@linkflow/platform';
import { testEnvironment, until } from '../support';
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
const judge = ({ recipient: recipientId, at }: ClickRecord): Promise<unknown> =>
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

describe('the run of a click', () => {
  const runs = () => engine.connection.collection<StoredRun>('runs');
  const commands = () => engine.app.get(RunCommands, { strict: false });

  it('and its re-runs have the verdict of the click after corrections while they are created', async () => {
    const given = await engine.scene([engine.action('interest')]);
    await engine.publishLive(given.link);
    for (let round = 0; round < ROUNDS; round += 1) {
      const click = { ...engine.clickOf(given.link, given.person), ...BROWSER };
      await engine.deliver([click]);
      await until(() => engine.ended(click.id));
      const verdict = round % 2 ? ('bot' as const) : null;
      await Promise.all([correct(click, 'bot'), commands().rerun(click.id)]);
      await Promise.all([correct(click, verdict), judge(click)]);
      await until(async () => (await clicks().findOne({ _id: click.id }))?.follow === undefined);
      const found = await runs().find({ 'trigger.id': click.id }).toArray();
      expect(found.map((run) => run.verdict ?? null)).toEqual([verdict, verdict]);
    }
  });

  it('is not marked by a verdict that comes late', async () => {
    const given = await engine.scene([engine.action('interest')]);
    const click = { ...engine.clickOf(given.link, given.person), ...BROWSER };
    await engine.deliver([click]);
    await until(() => engine.ended(click.id));
    const verdicts = engine.app.get(RunVerdicts, { strict: false });
    const asRead = await engine.get(click.id);
    expect(await verdicts.give([asRead], { verdict: 'human', writes: 2 })).toBe(true);
    expect(await verdicts.give([asRead], { verdict: 'bot', writes: 1 })).toBe(false);
    expect(await engine.get(click.id)).not.toHaveProperty('verdict');
    expect(await verdicts.give([asRead], { verdict: 'bot', writes: 3 })).toBe(true);
    expect(await verdicts.give([await engine.get(click.id)], { verdict: 'human', writes: 2 })).toBe(true);
    expect(await verdicts.give([asRead], { verdict: 'suspect', writes: 2 })).toBe(false);
    expect(await engine.get(click.id)).toMatchObject({ verdict: 'bot', verdictWrites: 3 });
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
