import { describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { RunQueries } from '@linkflow/engine';
import { HEADER, VerdictCorrections } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { testEnvironment, until } from '../support';
import { engineForFile, type Engine, type Person } from '../support/engine';

/** Costly steps of a click that looks like a person's wait for what else comes. */
const SETTLE_SECONDS = 4;
const environment = testEnvironment('click_settling');
let engine: Engine;

engineForFile(environment, (started) => (engine = started), { CLICK_SETTLE_SECONDS: `${SETTLE_SECONDS}` });

const NAVIGATION =
  HEADER.accept | HEADER.acceptHtml | HEADER.acceptLanguage | HEADER.acceptEncoding | HEADER.userAgent;
const BROWSER = {
  seen: { h: NAVIGATION, g: 3 },
  ua: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
} satisfies Partial<ClickRecord>;

interface Scene {
  links: string[];
  person: Person;
}

/** Links whose runs add an interest and make a follow-up, in one mail to one recipient, who got it some time ago. */
async function scene(links: number, agoMs = 20 * 60_000): Promise<Scene> {
  const steps = async () => [engine.action('interest'), await engine.followUp('call')];
  const { link, person } = await engine.scene(await steps());
  const others = await Promise.all(
    Array.from({ length: links - 1 }, async () => (await engine.scene(await steps())).link),
  );
  await engine.connection
    .collection<{ _id: string }>('recipients')
    .updateOne(
      { _id: person.recipientId },
      { $set: { delivery: { state: 'sent', sentAt: new Date(Date.now() - agoMs) } } },
    );
  return { links: [link, ...others], person };
}

const clickOn = (link: string, person: Person): ClickRecord => ({
  ...engine.clickOf(link, person),
  ...BROWSER,
});
const followUps = ({ contactId }: Person): Promise<number> => engine.count('follow_ups', { contactId });
const interests = ({ contactId }: Person): Promise<number> =>
  engine.count('memberships', { contactId, active: true });

describe('a click that looks like a person’s', () => {
  it('makes work for colleagues after it has settled, and is in no list of doubts meanwhile', async () => {
    const { links, person } = await scene(1);
    const click = clickOn(links[0]!, person);
    await engine.deliver([click]);
    const waiting = await engine.get(click.id);
    expect(waiting).toMatchObject({ status: 'waiting', hold: { reason: { code: 'click.settles' } } });
    expect(waiting.dueAt?.getTime()).toBe(click.at + SETTLE_SECONDS * 1_000);
    expect([await interests(person), await followUps(person)]).toEqual([1, 0]);
    const queries = new RunQueries(engine.connection);
    expect((await queries.attention()).held).toBe(0);
    expect((await queries.page({ held: 'doubt' }, 1, 10)).total).toBe(0);
    const run = await until(() => engine.ended(click.id));
    expect(run.endedAt!.getTime()).toBeGreaterThanOrEqual(click.at + SETTLE_SECONDS * 1_000);
    expect(await followUps(person)).toBe(1);
  });

  it('settles six times as long if it comes within minutes of delivery', async () => {
    const { links, person } = await scene(1, 120_000);
    const click = clickOn(links[0]!, person);
    await engine.deliver([click]);
    expect((await engine.get(click.id)).dueAt?.getTime()).toBe(click.at + 6 * SETTLE_SECONDS * 1_000);
  });

  it('makes no work if the same browser opens further links by then', async () => {
    const { links, person } = await scene(4);
    const [first, ...others] = links.map((link, index) => {
      const click = clickOn(link, person);
      return { ...click, at: click.at + index * 300 };
    });
    await engine.deliver([first!]);
    await engine.deliver(others);
    const runs = await until(async () => {
      const found = await Promise.all([first!, ...others].map(({ id }) => engine.ended(id)));
      return found.every((run) => run !== undefined) ? found : undefined;
    });
    for (const run of runs) {
      expect(run?.steps.find(({ nodeId }) => nodeId === 'call')?.reason?.code).toBe('click.machine');
    }
    expect(await followUps(person)).toBe(0);
  });

  it('does not wait once a colleague says that it was a person', async () => {
    const { links, person } = await scene(1);
    const click = { ...clickOn(links[0]!, person), at: Date.now() + 3_600_000 };
    await engine.deliver([click]);
    expect(await engine.get(click.id)).toMatchObject({ status: 'waiting' });
    await engine.app
      .get(VerdictCorrections, { strict: false })
      .correct(click.id, 'human', { id: newId(), name: 'Ola' });
    await until(() => engine.ended(click.id));
    expect(await followUps(person)).toBe(1);
  });
});

describe('a pressed button', () => {
  it('makes work for colleagues at once', async () => {
    const { links, person } = await scene(1);
    const opened = { ...clickOn(links[0]!, person), run: false };
    const pressed: ClickRecord = { ...clickOn(links[0]!, person), kind: 'confirm', at: opened.at + 5_000 };
    await engine.deliver([opened]);
    await engine.deliver([pressed]);
    await until(() => engine.ended(pressed.id));
    expect(await followUps(person)).toBe(1);
  });
});
