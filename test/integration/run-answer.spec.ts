import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClickRecord, ROUTES, type ClickAnswer } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { Interest, startOps, type Ops } from './ops.fixture';

const environment = testEnvironment('run_answer');
let system: Ops;
let interest: Interest;

beforeAll(async () => {
  system = await startOps(environment);
  interest = await Interest.create(system.admin);
}, 120_000);
afterAll(async () => {
  await system?.close();
  await environment.dispose();
});

const ANSWER: ClickAnswer = {
  kind: 'redirect',
  url: 'https://example.com/takk',
  path: ['script', 'to'],
  missedFacts: ['contact.firstName'],
  scriptProblems: { script: 'timeout' },
};

describe('what the recipient got', () => {
  it('is shown on the run of the click, with what was missing for it', async () => {
    const link = await system.scene.link([interest.step('a')]);
    const [id = ''] = await system.scene.click(link, [await system.scene.person()], { answer: ANSWER });
    await system.scene.waitForStatus(id, 'succeeded');
    const run = await system.viewer.call(ROUTES.runs.get, { params: { id } });
    expect(run.answer).toEqual(ANSWER);
  });

  it('is absent for a click whose answer is the same for everyone', async () => {
    const link = await system.scene.link([interest.step('a')]);
    const { _id: id } = await system.scene.run(link, 'succeeded');
    expect(await system.viewer.call(ROUTES.runs.get, { params: { id } })).not.toHaveProperty('answer');
  });

  it('does not make a click unreadable if it is of another release', () => {
    const click = {
      id: newId(),
      at: 1,
      link: newId(),
      recipient: newId(),
      version: 1,
      kind: 'click',
      run: true,
    };
    expect(ClickRecord.parse({ ...click, answer: { kind: 'video' } })).toEqual({
      ...click,
      answer: undefined,
    });
  });
});
