import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type RunDetail, type WorkflowEdit } from '@linkflow/contracts';
import { Demo, signIn, startApps, testEnvironment, type ApiClient, type RunningApps } from '../support';

/**
 * The main use of Linkflow through the API: edit a workflow, publish it, click as two recipients, and check the effects. The tests run
 * in this order and can be read as a tour of the API.
 */
const environment = testEnvironment('main_job_api');
let apps: RunningApps;
let api: ApiClient;
let demo: Demo;

beforeAll(async () => {
  apps = await startApps({ environment, seedDemo: true });
  api = await signIn(apps.apiUrl);
  demo = new Demo(api);
}, 120_000);
afterAll(async () => {
  await apps?.stop();
  await environment.dispose();
});

describe('A marketer draws it, a recipient clicks, the work is done', () => {
  let linkId: string;
  let targets: Record<'interest' | 'selection' | 'taskType' | 'user' | 'category' | 'priority', string>;
  const statuses = (run: RunDetail): Record<string, string> =>
    Object.fromEntries(run.steps.map((step) => [step.nodeId, step.status]));

  it('draws: if the contact lives in Norway set an interest, add to a selection and create a follow-up, else create a request', async () => {
    const link = await demo.link();
    linkId = link.id;
    targets = {
      interest: await demo.idOf('interest', 'Produktnyheter'),
      selection: await demo.idOf('selection', 'Interessert – vår 2027'),
      taskType: await demo.idOf('task-type', 'Telefon ut'),
      user: await demo.idOf('user', 'Ingrid Dahl'),
      category: await demo.idOf('category', 'Salg'),
      priority: await demo.idOf('priority', 'Middels'),
    };
    const edits: WorkflowEdit[] = [
      node('norway', 'condition', {
        condition: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] },
      }),
      node('interest', 'set-interest', { interestId: targets.interest }),
      node('select', 'add-to-selection', { selectionId: targets.selection }),
      node('call', 'create-follow-up', {
        kind: 'to-do',
        taskTypeId: targets.taskType,
        text: 'Ring {{contact.firstName}} om nye produkter',
        createdById: targets.user,
        assignToOurContact: true,
        defaultRecipientId: targets.user,
        projectId: null,
        durationMinutes: 15,
        dueInDays: 0,
      }),
      node('request', 'create-request', {
        title: 'Ønsker informasjon',
        categoryId: targets.category,
        priorityId: targets.priority,
        owner: { kind: 'auto' },
      }),
      edge('click', 'then', 'norway'),
      edge('norway', 'yes', 'interest'),
      edge('interest', 'next', 'select'),
      edge('select', 'next', 'call'),
      edge('norway', 'no', 'request'),
    ];
    const draft = await api.call(ROUTES.workflows.editDraft, {
      params: { id: linkId },
      body: {
        revision: link.draft.revision,
        edits,
      },
    });
    expect(draft.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    expect(draft.sentences.select?.nb).toContain('Interessert – vår 2027');

    const version = await api.call(ROUTES.workflows.publish, {
      params: { id: linkId },
      body: {
        revision: draft.revision,
      },
    });
    expect(version).toMatchObject({ live: true });
  });

  it('carries out the yes side for a Norwegian recipient, each change once, with where it came from', async () => {
    const recipient = await demo.recipientFrom((card) => card.country === 'NO' && card.ourContact !== null);
    const before = recipient.card;
    const url = await demo.trackedUrl(recipient, Demo.LINK);
    const answer = await demo.click(url);
    expect([200, 302]).toContain(answer.status);

    const run = await demo.restedRun(linkId, before.id);
    expect(run).toMatchObject({
      status: 'succeeded',
      trigger: { type: 'click' },
      context: { link: { name: Demo.LINK }, mailing: { name: Demo.MAILING } },
    });
    expect(run.steps.map((step) => step.nodeId)).toEqual(['norway', 'interest', 'select', 'call']);
    expect(run.steps[0]).toMatchObject({ port: 'yes', trace: { result: true } });

    const card = await demo.card(before.id);
    const news = card.changes.filter((change) => !before.changes.some((old) => old.id === change.id));
    expect(news.map((change) => change.kind).sort()).toEqual([
      'follow-up-created',
      'interest-set',
      'selection-added',
    ]);
    for (const change of news) {
      expect(change.source).toMatchObject({ kind: 'run', runId: run.id, link: { name: Demo.LINK } });
    }
    expect(card.interests.map((one) => one.target.name)).toContain('Produktnyheter');
    const followUp = card.followUps.find((one) => one.source.kind === 'run' && one.source.runId === run.id);
    expect(followUp).toMatchObject({
      kind: 'to-do',
      text: expect.stringContaining(`Ring ${before.firstName} om nye produkter`) as string,
      owner: { id: before.ourContact?.id },
      durationMinutes: 15,
    });
    expect(card.requests).toHaveLength(before.requests.length);
  });

  it('carries out the no side for a recipient abroad', async () => {
    const recipient = await demo.recipientFrom((card) => card.country !== null && card.country !== 'NO');
    const before = recipient.card;
    await demo.click(await demo.trackedUrl(recipient, Demo.LINK));

    const run = await demo.restedRun(linkId, before.id);
    expect(run.status).toBe('succeeded');
    expect(run.steps.map((step) => step.nodeId)).toEqual(['norway', 'request']);

    const card = await demo.card(before.id);
    expect(card.requests).toHaveLength(before.requests.length + 1);
    expect(card.requests.find((one) => one.source.kind === 'run')).toMatchObject({
      title: 'Ønsker informasjon',
      category: { name: 'Salg' },
      priority: { name: 'Middels' },
    });
    expect(card.interests).toEqual(before.interests);
    expect(card.followUps).toEqual(before.followUps);
  });

  it('fails a step whose target is gone with its reason, and when that is mended does only that step again', async () => {
    const recipient = await demo.recipientFrom((card) => card.country === 'NO' && card.ourContact !== null);
    const url = await demo.trackedUrl(recipient, Demo.LINK);
    const first = await demo.restedRun(linkId, recipient.card.id);

    await api.call(ROUTES.selections.retire, { params: { id: targets.selection } });
    await demo.click(url);
    const failed = await demo.restedRun(linkId, recipient.card.id, first.id);
    expect(failed).toMatchObject({ status: 'failed', failure: { nodeId: 'select' }, can: { retry: true } });
    expect(failed.failure?.reason.message.nb).toContain('Interessert – vår 2027');
    // The run continues after the failed step. The follow-up is skipped: it is created once per mailing, and the first click created it.
    expect(statuses(failed)).toEqual({
      norway: 'succeeded',
      interest: 'succeeded',
      select: 'failed',
      call: 'skipped',
    });
    const between = await demo.card(recipient.card.id);

    await api.call(ROUTES.selections.restore, { params: { id: targets.selection } });
    await api.call(ROUTES.runs.retry, { params: { id: failed.id }, body: {} });
    const mended = await demo.restedRun(linkId, recipient.card.id, first.id);
    expect(mended).toMatchObject({ id: failed.id, status: 'succeeded' });
    expect(statuses(mended)).toMatchObject({ interest: 'succeeded', select: 'succeeded' });
    expect(mended.steps.find((step) => step.nodeId === 'interest')?.attempts).toHaveLength(1);
    expect(mended.steps.find((step) => step.nodeId === 'select')?.attempts).toHaveLength(2);

    // The first click had added the contact, so nothing changes on the card, and its history has nothing new.
    const card = await demo.card(recipient.card.id);
    expect(card.changes).toEqual(between.changes);
    expect(card.selections.map(({ target }) => target.id)).toContain(targets.selection);
  });
});

function node(id: string, type: string, params: Record<string, unknown>): WorkflowEdit {
  return { op: 'add-node', node: { id, type, params } };
}

function edge(from: string, port: string, to: string): WorkflowEdit {
  return { op: 'connect', edge: { id: `${from}-${port}-${to}`, from: { node: from, port }, to } };
}
