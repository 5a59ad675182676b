import { expect, it } from 'vitest';
import { HEADER, Rejudging, VerdictCorrections, type ClickDoc, type CorrectedVerdict } from '@linkflow/links';
import { PersonalData, newId } from '@linkflow/platform';
import { testEnvironment, until, type WebhookReceiver } from '../support';
import type { Engine } from '../support/engine';
import { idsOf, subscribingForFile, type Subscribing } from './webhook-events.fixture';

/** What other systems are told of verdicts that change after they were told them. */
const environment = testEnvironment('webhook_verdict_changes');
let engine: Engine;
let subscribing: Subscribing;
let receiver: WebhookReceiver;
subscribingForFile(environment, (started) => ({ engine, subscribing, receiver } = started));

const ALL = ['human', 'suspect', 'bot'] as const;
const TYPES = ['click.recorded', 'click.verdict-changed'] as const;
const TOOL = { seen: { h: HEADER.accept | HEADER.userAgent, g: 9 }, ua: 'curl/8.9.1' };

const clicks = () => engine.connection.collection<ClickDoc>('clicks');
const correct = (clickId: string, verdict: CorrectedVerdict) =>
  engine.app
    .get(VerdictCorrections, { strict: false })
    .correct(clickId, verdict, { id: newId(), name: 'Ola' });
const untold = () => clicks().countDocuments({ 'untold.at': { $exists: true } });
/** Returns when no change is left to be told. */
const told = () =>
  until(async () => (await untold()) === 0, { deadlineMs: 60_000, what: 'no untold verdict' });

it('a correction is told with what was told before, once each, signed, and can be replayed', async () => {
  const subscription = await subscribing.to(receiver, { types: [...TYPES] });
  const given = await subscribing.scene();
  const record = subscribing.clickOf(given);
  await engine.deliver([record]);
  await subscribing.ended(subscription);
  await correct(record.id, 'bot');
  const [, change] = await subscribing.ended(subscription, 2);
  const event = subscribing.eventOf(receiver.calls[1]);
  expect(event).toMatchObject({ type: 'click.verdict-changed', version: 1 });
  expect(event.data).toEqual({
    id: record.id,
    before: 'human',
    after: 'bot',
    reason: 'correction',
    link: { id: given.link, name: 'Prøve' },
    mailing: { id: given.person.mailingId, name: 'Prøveutsendelse' },
    recipientId: given.person.recipientId,
    contactId: given.person.contactId,
  });
  expect(new Date(event.timestamp).getTime()).toBeGreaterThanOrEqual(record.at);

  await correct(record.id, null);
  await subscribing.ended(subscription, 3);
  expect(subscribing.eventOf(receiver.calls[2]).data).toMatchObject({
    before: 'bot',
    after: 'human',
    reason: 'correction',
  });
  expect(new Set(idsOf(receiver)).size).toBe(3);

  const id = change?._id ?? '';
  expect(await subscribing.deliveries.replay(subscription._id, id)).toBe(true);
  await until(() => receiver.calls.length === 4);
  expect(receiver.calls[3]?.headers['webhook-id']).toBe(id);
  expect(receiver.calls[3]?.body).toBe(receiver.calls[1]?.body);
});

it('is told to those who want one of the two verdicts, and the link', async () => {
  const [given, other] = [await subscribing.scene(), await subscribing.scene()];
  const to = (path: string, more: object) =>
    subscribing.to(receiver, { url: `${receiver.url}/${path}`, types: ['click.verdict-changed'], ...more });
  await to('human', {});
  await to('suspect', { verdicts: ['suspect'] });
  await to('other-link', { filter: { kind: 'link', id: other.link } });
  await to('only-clicks', { types: ['click.recorded'] });
  const record = subscribing.clickOf(given);
  await engine.deliver([record]);
  await until(() => receiver.calls.length === 1);
  await correct(record.id, 'bot');
  await told();
  await until(() => receiver.calls.length === 2);
  expect(receiver.calls.map(({ path }) => path).toSorted()).toEqual(['/human', '/only-clicks']);
});

it('a change before the click is told is part of what is told', async () => {
  const subscription = await subscribing.to(receiver, { types: [...TYPES], verdicts: [...ALL] });
  const given = await subscribing.scene();
  // Settles for some seconds, and is told then.
  const record = subscribing.clickOf(given, { seen: { h: HEADER.accept, g: 3 }, at: Date.now() });
  await engine.deliver([record]);
  await correct(record.id, 'bot');
  await told();
  const [delivery] = await subscribing.ended(subscription);
  expect(delivery?.type).toBe('click.recorded');
  expect(subscribing.eventOf(receiver.calls[0]).data).toMatchObject({ verdict: 'bot' });
  await correct(record.id, 'human');
  await subscribing.ended(subscription, 2);
  expect(subscribing.eventOf(receiver.calls[1]).data).toMatchObject({ before: 'bot', after: 'human' });
});

it('judging history again tells each change once, however many there are', { timeout: 180_000 }, async () => {
  const [SCENES, CLICKS] = [25, 250];
  const subscription = await subscribing.to(receiver, { types: ['click.verdict-changed'] });
  const from = new Date();
  const scenes = await Promise.all(Array.from({ length: SCENES }, () => subscribing.scene()));
  const records = scenes.flatMap((given) =>
    Array.from({ length: CLICKS / SCENES }, () => subscribing.clickOf(given, TOOL)),
  );
  await engine.deliver(records);
  const ids = records.map(({ id }) => id);
  // As an earlier classifier might have judged them, and so long ago that they were told.
  await clicks().updateMany({ _id: { $in: ids } }, [
    {
      $set: {
        verdict: 'human',
        'judgement.verdict': 'human',
        at: { $dateSubtract: { startDate: '$at', unit: 'minute', amount: 30 } },
      },
    },
  ]);
  const rejudging = engine.app.get(Rejudging, { strict: false });
  const period = { from: new Date(from.getTime() - 60_000), to: new Date(Date.now() + 60_000) };
  const judgeAgain = async () => {
    const { _id } = await rejudging.start(period, { id: newId(), name: 'Ola' });
    await until(async () => (await rejudging.get(_id)).state === 'done', { deadlineMs: 60_000 });
    await told();
  };
  await judgeAgain();
  const log = await subscribing.ended(subscription, CLICKS);
  expect(new Set(log.map(({ factId }) => factId))).toEqual(new Set(ids));
  expect(log.every(({ details }) => details?.before === 'human' && details.reason === 'rejudgement')).toBe(
    true,
  );
  expect(new Set(idsOf(receiver)).size).toBe(CLICKS);
  await judgeAgain();
  expect(await subscribing.log(subscription)).toHaveLength(CLICKS);
});

it('is not kept for clicks of erased people, and its log goes with them', async () => {
  const subscription = await subscribing.to(receiver, { types: ['click.verdict-changed'] });
  const given = await subscribing.scene();
  const record = subscribing.clickOf(given);
  await engine.deliver([record]);
  await correct(record.id, 'bot');
  await subscribing.ended(subscription);
  for (const owner of engine.app.get(PersonalData, { strict: false }).all())
    await owner.erase(given.person.contactId ?? '');
  expect(await subscribing.log(subscription)).toEqual([]);
  await correct(record.id, null);
  await told();
  expect(await subscribing.log(subscription)).toEqual([]);
});

it('is not marked when nobody wants to know', async () => {
  const record = await subscribing.click();
  await correct(record.id, 'bot');
  expect(await clicks().findOne({ _id: record.id })).toMatchObject({ verdict: 'bot' });
  expect(await untold()).toBe(0);
});
