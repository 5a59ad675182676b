import { describe, expect, it } from 'vitest';
import type { ClickRecord, LookRecord } from '@linkflow/contracts';
import { HEADER, Rejudging, VerdictCorrections, type ClickDoc } from '@linkflow/links';
import { RunCommands, type StoredRun } from '@linkflow/engine';
import { newId } from '@linkflow/platform';
import { testEnvironment, until } from '../support';
import { engineForFile, interruptedDelivery, type Engine, type Person } from '../support/engine';

/** What a click does, by its verdict: a real worker records, judges and walks. */
const environment = testEnvironment('click_verdicts');
let engine: Engine;

engineForFile(environment, (started) => (engine = started));

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36';
const NAVIGATION =
  HEADER.accept |
  HEADER.acceptHtml |
  HEADER.acceptLanguage |
  HEADER.acceptEncoding |
  HEADER.userAgent |
  HEADER.upgradeInsecure;
/** Requests as different clients send them, over http, where browsers send no `Sec-` headers. */
const PERSON = { seen: { h: NAVIGATION, g: 3 }, ua: CHROME } satisfies Partial<ClickRecord>;
const TOOL = { seen: { h: HEADER.accept | HEADER.userAgent, g: 9 }, ua: 'curl/8.9.1' };
/** A browser in a data centre: a person with a VPN, or a machine. */
const UNSURE = { seen: { h: NAVIGATION, n: 'amazon', g: 9 }, ua: CHROME } satisfies Partial<ClickRecord>;

const SENT_AGO_MS = 20 * 60_000;

/** A link whose run adds an interest and makes a follow-up, and a recipient who got the mail some time ago. */
async function scene(): Promise<{ link: string; person: Person }> {
  const found = await engine.scene([engine.action('interest'), await engine.followUp('call')]);
  await engine.connection
    .collection<{ _id: string }>('recipients')
    .updateOne(
      { _id: found.person.recipientId },
      { $set: { delivery: { state: 'sent', sentAt: new Date(Date.now() - SENT_AGO_MS) } } },
    );
  return found;
}

const clickBy = (
  { link, person }: { link: string; person: Person },
  client: Partial<ClickRecord>,
): ClickRecord => ({ ...engine.clickOf(link, person), ...client });

const storedClick = (id: string): Promise<ClickDoc | null> =>
  engine.connection.collection<ClickDoc>('clicks').findOne({ _id: id });
const followUps = (person: Person): Promise<number> =>
  engine.count('follow_ups', { contactId: person.contactId });
const interests = ({ contactId }: Person): Promise<number> =>
  engine.count('memberships', { contactId, active: true });
const stepsOf = (run: StoredRun): Record<string, unknown> =>
  Object.fromEntries(run.steps.map(({ nodeId, status, reason }) => [nodeId, reason?.code ?? status]));

describe('a click', () => {
  it('of a person is carried out at once', async () => {
    const given = await scene();
    const click = clickBy(given, PERSON);
    await engine.deliver([click]);
    const run = await until(() => engine.ended(click.id));
    expect(stepsOf(run)).toEqual({ interest: 'succeeded', call: 'succeeded' });
    expect(await storedClick(click.id)).toMatchObject({ verdict: 'human', judgement: { verdict: 'human' } });
    expect([await interests(given.person), await followUps(given.person)]).toEqual([1, 1]);
  });

  it('of a program does nothing that has an effect, and says why', async () => {
    const given = await scene();
    const click = clickBy(given, TOOL);
    await engine.deliver([click]);
    const run = await until(() => engine.ended(click.id));
    expect(run.status).toBe('succeeded');
    expect(stepsOf(run)).toEqual({ interest: 'click.machine', call: 'click.machine' });
    const stored = await storedClick(click.id);
    expect(stored).toMatchObject({ verdict: 'bot' });
    expect(stored?.judgement?.signals.map(({ code }) => code)).toContain('agent.tool');
    expect(run.verdict).toBe('bot');
    expect([await interests(given.person), await followUps(given.person)]).toEqual([0, 0]);
  });

  it('that is unsure makes reversible changes, and holds what makes work for colleagues', async () => {
    const given = await scene();
    const click = clickBy(given, UNSURE);
    await engine.deliver([click]);
    const run = await engine.get(click.id);
    expect(await storedClick(click.id)).toMatchObject({ verdict: 'suspect' });
    expect(run).toMatchObject({
      verdict: 'suspect',
      status: 'held',
      heldBy: 'gate',
      hold: { nodeId: 'call', reason: { code: 'click.unsure' } },
    });
    expect(run.dueAt?.getTime()).toBe(click.at + 30 * 60_000);
    expect([await interests(given.person), await followUps(given.person)]).toEqual([1, 0]);
  });
});

describe('a pressed button', () => {
  /** A person with the interest, and a link whose run takes it away, adds another one and makes a follow-up. */
  async function leaving() {
    const { person } = await engine.scene([]);
    const { link: joining } = await engine.scene([engine.action('join')], { person });
    const joined = clickBy({ link: joining, person }, PERSON);
    await engine.deliver([joined]);
    await until(() => engine.ended(joined.id));
    const leave = engine.action('leave', 'remove-interest');
    await engine.newInterest();
    const { link } = await engine.scene([leave, engine.action('note'), await engine.followUp('call')], {
      person,
    });
    const isMember = () =>
      engine.count('memberships', {
        contactId: person.contactId,
        targetId: leave.params.interestId,
        active: true,
      });
    expect(await isMember()).toBe(1);
    return { link, person, isMember };
  }

  it('takes a person off what the steps say, also if a machine seems to have pressed, and does nothing else then', async () => {
    const { isMember, ...given } = await leaving();
    const opened = clickBy(given, TOOL);
    await engine.deliver([opened]);
    expect(stepsOf(await until(() => engine.ended(opened.id)))).toMatchObject({ leave: 'click.machine' });
    const pressed = { ...clickBy(given, TOOL), kind: 'confirm' as const };
    await engine.deliver([pressed]);
    expect(stepsOf(await until(() => engine.ended(pressed.id)))).toEqual({
      leave: 'succeeded',
      note: 'click.machine',
      call: 'click.machine',
    });
    expect(await storedClick(pressed.id)).toMatchObject({ verdict: 'bot' });
    expect([await isMember(), await followUps(given.person)]).toEqual([0, 0]);
  });

  it('that turns out to be a machine’s is undone, except for what the person left', async () => {
    const { isMember, ...given } = await leaving();
    const opened = { ...clickBy(given, PERSON), at: Date.now() - 20_000, run: false };
    const pressed = { ...clickBy(given, PERSON), kind: 'confirm' as const };
    await engine.deliver([opened]);
    await engine.deliver([pressed]);
    await until(() => engine.ended(pressed.id));
    await correct(pressed.id, 'bot');
    const run = await until(async () => {
      const found = await engine.get(pressed.id);
      return found.verdict === 'bot' && found.steps.some(({ undone }) => undone) ? found : undefined;
    });
    expect(run.steps.map(({ nodeId, undone }) => [nodeId, undone?.kept])).toEqual([
      ['leave', undefined],
      ['note', false],
      ['call', undefined],
    ]);
    expect(await isMember()).toBe(0);
  });
});

describe('a look', () => {
  const lookBy = (
    { link, person }: { link: string; person: Person },
    { kind = 'head', at = Date.now() }: { kind?: LookRecord['kind']; at?: number } = {},
  ): LookRecord => ({ id: newId(), at, link, recipient: person.recipientId, kind, ...PERSON });
  const deliver = (clicks: ClickRecord[], looks: LookRecord[]): Promise<void> =>
    engine.deliver(clicks, interruptedDelivery(0), looks);
  const looksOf = (person: Person) =>
    engine.connection
      .collection<{ _id: string; looks: unknown[]; expiresAt: Date }>('looks')
      .findOne({ _id: person.recipientId });

  it('starts no run and is not counted', async () => {
    const given = await scene();
    const look = lookBy(given);
    await deliver([], [look]);
    await deliver([], [look]);
    const kept = await looksOf(given.person);
    expect(kept?.looks).toMatchObject([{ id: look.id, linkId: given.link, kind: 'head', seen: PERSON.seen }]);
    expect(kept?.expiresAt).toEqual(new Date(look.at + 730 * 86_400_000));
    expect(JSON.stringify(kept)).not.toContain('Mozilla');
    for (const collection of ['clicks', 'clickers'])
      expect(await engine.count(collection, { recipientId: given.person.recipientId })).toBe(0);
    expect(await engine.count('runs', { 'context.recipientId': given.person.recipientId })).toBe(0);
  });

  it('by HEAD speaks against a click of the same program, in the same job or a later one', async () => {
    for (const together of [true, false]) {
      const given = await scene();
      const [look, click] = [lookBy(given), clickBy(given, PERSON)];
      if (!together) await deliver([], [look]);
      await deliver([click], together ? [look] : []);
      expect(await engine.get(click.id)).toMatchObject({ status: 'held', hold: { nodeId: 'call' } });
      const stored = await storedClick(click.id);
      expect(stored?.judgement?.signals.map(({ code }) => code)).toContain('client.machine');
    }
  });

  it('that comes after the click changes its verdict, and the run follows', async () => {
    const given = await scene();
    const click = clickBy(given, UNSURE);
    await engine.deliver([click]);
    expect(await engine.get(click.id)).toMatchObject({ status: 'held' });
    await deliver([], [{ ...lookBy(given, { at: click.at + 500 }), ...UNSURE }]);
    const run = await until(() => engine.ended(click.id));
    expect(stepsOf(run)).toMatchObject({ call: 'click.machine' });
    expect(await storedClick(click.id)).toMatchObject({ verdict: 'bot' });
    expect(run.verdict).toBe('bot');
  });

  it('by a prefetch of the browser that opens the link later does not speak against the person', async () => {
    const given = await scene();
    const click = clickBy(given, PERSON);
    await deliver([click], [lookBy(given, { kind: 'prefetch', at: click.at - 20_000 })]);
    expect(stepsOf(await until(() => engine.ended(click.id)))).toMatchObject({ call: 'succeeded' });
  });

  it('is kept up to a number per recipient, also if several workers record them', async () => {
    const given = await scene();
    const looks = Array.from({ length: 75 }, (_, n) => lookBy(given, { at: Date.now() + n }));
    await Promise.all([deliver([], looks.slice(0, 5)), deliver([], looks.slice(5, 9))]);
    expect((await looksOf(given.person))?.looks).toHaveLength(9);
    await deliver([], looks.slice(9));
    expect((await looksOf(given.person))?.looks).toHaveLength(60);
    await deliver([], [lookBy(given)]);
    expect((await looksOf(given.person))?.looks).toHaveLength(60);
  });
});

async function heldRun() {
  const given = await scene();
  const click = clickBy(given, UNSURE);
  await engine.deliver([click]);
  await until(async () => (await engine.get(click.id)).status === 'held');
  return { ...given, click };
}

describe('a held run', () => {
  const commands = () => engine.app.get(RunCommands, { strict: false });

  it('that a colleague releases makes the follow-up', async () => {
    const { click, person } = await heldRun();
    await commands().change(click.id, { verb: 'release' });
    const run = await until(() => engine.ended(click.id));
    expect(stepsOf(run)).toEqual({ interest: 'succeeded', call: 'succeeded' });
    expect(await followUps(person)).toBe(1);
  });

  it('that a colleague drops ends without it', async () => {
    const { click, person } = await heldRun();
    await commands().change(click.id, { verb: 'drop' });
    const run = await until(() => engine.ended(click.id));
    expect(stepsOf(run)).toEqual({ interest: 'succeeded', call: 'click.dropped' });
    expect([await interests(person), await followUps(person)]).toEqual([1, 0]);
  });

  it('is dropped, and what it changed is undone, when it turns out that a machine clicked', async () => {
    const { click, link, person } = await heldRun();
    // The same client asks again as a program.
    await engine.deliver([clickBy({ link, person }, { ...TOOL, seen: { ...TOOL.seen, g: 9 } })]);
    await correct(click.id, 'bot');
    const run = await until(async () => {
      const ended = await engine.ended(click.id);
      return ended?.steps[0]?.undone ? ended : undefined;
    });
    expect(stepsOf(run)).toEqual({ interest: 'succeeded', call: 'click.machine' });
    expect(run.steps[0]?.undone).toMatchObject({ kept: false });
    expect([await interests(person), await followUps(person)]).toEqual([0, 0]);
  });

  it('waits for a colleague when the window is over, and ends without the step when nobody decides', async () => {
    const given = await scene();
    const day = 86_400_000;
    const sentAt = new Date(Date.now() - 2 * day - SENT_AGO_MS);
    await engine.connection
      .collection<{ _id: string }>('recipients')
      .updateOne({ _id: given.person.recipientId }, { $set: { 'delivery.sentAt': sentAt } });
    const late = { ...clickBy(given, UNSURE), at: Date.now() - 2 * day };
    await engine.deliver([late]);
    expect(await engine.get(late.id)).toMatchObject({
      status: 'held',
      hold: { reason: { code: 'click.unsure-waits' }, until: new Date(late.at + 30 * day) },
    });
    const lapsed = { ...clickBy(given, UNSURE), at: Date.now() - 31 * day };
    await engine.connection
      .collection<{ _id: string }>('recipients')
      .updateOne(
        { _id: given.person.recipientId },
        { $set: { 'delivery.sentAt': new Date(lapsed.at - SENT_AGO_MS) } },
      );
    await engine.deliver([lapsed]);
    expect(stepsOf(await until(() => engine.ended(lapsed.id)))).toMatchObject({ call: 'click.lapsed' });
  });
});

const correct = (clickId: string, verdict: 'human' | 'bot' | null) =>
  engine.app
    .get(VerdictCorrections, { strict: false })
    .correct(clickId, verdict, { id: 'u', name: 'Ingrid Dahl' });

describe('a correction', () => {
  it('to a person releases a held run', async () => {
    const { click, person } = await heldRun();
    await correct(click.id, 'human');
    expect(stepsOf(await until(() => engine.ended(click.id)))).toEqual({
      interest: 'succeeded',
      call: 'succeeded',
    });
    expect(await followUps(person)).toBe(1);
  });

  it('is in the history of the click after its first verdict, and so is taking it back', async () => {
    const { click } = await heldRun();
    await correct(click.id, 'bot');
    await correct(click.id, null);
    const by = { id: 'u', name: 'Ingrid Dahl' };
    const stored = await storedClick(click.id);
    expect(stored?.history?.[0]).toEqual({
      at: new Date(click.at),
      verdict: 'suspect',
      score: stored?.judgement?.score,
    });
    expect(stored?.history?.slice(1)).toEqual([
      { at: expect.any(Date), verdict: 'bot', by },
      { at: expect.any(Date), verdict: null, by },
      { at: expect.any(Date), verdict: 'suspect', score: stored?.judgement?.score },
    ]);
  });

  it('to a person makes up for what was skipped for a machine', async () => {
    const given = await scene();
    await engine.publishLive(given.link);
    const click = clickBy(given, TOOL);
    await engine.deliver([click]);
    await until(() => engine.ended(click.id));
    await correct(click.id, 'human');
    const original = await until(async () => {
      const run = await engine.get(click.id);
      return run.rerunBy === undefined ? undefined : run;
    });
    const rerun = await until(() => engine.ended(original.rerunBy ?? ''));
    expect(stepsOf(rerun)).toEqual({ interest: 'succeeded', call: 'succeeded' });
    expect([await interests(given.person), await followUps(given.person)]).toEqual([1, 1]);
    for (const { verdict } of [await engine.get(click.id), rerun]) expect(verdict).toBeUndefined();
  });

  it('to a machine undoes what was made up for, and no further correction makes work twice', async () => {
    const given = await scene();
    await engine.publishLive(given.link);
    const click = clickBy(given, TOOL);
    await engine.deliver([click]);
    await until(() => engine.ended(click.id));
    await correct(click.id, 'human');
    const rerun = await until(async () => {
      const { rerunBy } = await engine.get(click.id);
      return rerunBy !== undefined && engine.ended(rerunBy);
    });
    expect([await interests(given.person), await followUps(given.person)]).toEqual([1, 1]);
    await correct(click.id, 'bot');
    await until(async () => (await interests(given.person)) === 0);
    for (const id of [click.id, rerun._id]) expect((await engine.get(id)).verdict).toBe('bot');
    await correct(click.id, 'human');
    await until(async () => (await storedClick(click.id))?.follow === undefined);
    expect(await engine.get(rerun._id)).not.toHaveProperty('rerunBy');
    expect(await followUps(given.person)).toBe(1);
  });

  it('to a machine does not touch a value that was changed since', async () => {
    const given = await scene();
    const click = clickBy(given, PERSON);
    await engine.deliver([click]);
    await until(() => engine.ended(click.id));
    // A later click of the same person sets the interest again, so the value is that of the later run.
    const later = { ...clickBy(given, PERSON), at: click.at + 1 };
    await engine.deliver([later]);
    await until(() => engine.ended(later.id));
    await correct(click.id, 'bot');
    const run = await until(async () => {
      const found = await engine.get(click.id);
      return found.steps[0]?.undone ? found : undefined;
    });
    expect(run.steps[0]?.undone).toMatchObject({ kept: true });
    expect(await interests(given.person)).toBe(1);
  });
});

describe('judging history again', () => {
  it('changes verdicts and counts, and executes nothing', async () => {
    const given = await scene();
    const click = clickBy(given, PERSON);
    await engine.deliver([click]);
    await until(() => engine.ended(click.id));
    // As if an earlier classifier had found a program there.
    const clicks = engine.connection.collection<ClickDoc>('clicks');
    await clicks.updateOne({ _id: click.id }, { $set: { verdict: 'bot', 'judgement.verdict': 'bot' } });
    await engine.connection
      .collection<StoredRun>('runs')
      .updateOne({ _id: click.id }, { $set: { verdict: 'bot' } });
    const rejudging = engine.app.get(Rejudging, { strict: false });
    const period = { from: new Date(click.at - 60_000), to: new Date(click.at + 60_000) };
    expect((await rejudging.preview(period)).changes).toContainEqual({
      before: 'bot',
      after: 'human',
      clicks: 1,
    });
    const { _id } = await rejudging.start(period, { id: newId(), name: 'Ola' });
    const done = await until(async () =>
      (await rejudging.list()).find((one) => one._id === _id && one.state === 'done'),
    );
    expect(done.changes).toContainEqual({ before: 'bot', after: 'human', clicks: 1 });
    const judged = await until(async () => {
      const stored = await storedClick(click.id);
      return stored?.follow === undefined ? stored : undefined;
    });
    expect(judged.verdict).toBe('human');
    expect(await engine.get(click.id)).not.toHaveProperty('verdict');
    expect(judged?.history?.map(({ verdict, again }) => [verdict, again])).toEqual([
      ['bot', undefined],
      ['human', true],
    ]);
    expect((await rejudging.preview(period)).changes).toEqual([]);
    expect(await followUps(given.person)).toBe(1);
  });
});
