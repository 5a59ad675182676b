import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ROUTES,
  Simulation,
  type LinkDetail,
  type WorkflowEdit,
  type SimulateLink,
} from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { Demo, signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';
import { placed } from './links.fixture';

const environment = testEnvironment('links-simulate');
let app: NestFastifyApplication;
let api: ApiClient;
let link: LinkDetail;
let home: string;
let abroad: string;

beforeAll(async () => {
  const { app: started, url } = await startApi(environment, { SEED_DEMO: 'true' });
  app = started;
  api = await signIn(url);
  const demo = new Demo(api);
  home = (await demo.recipientFrom((card) => card.country === 'NO')).card.id;
  abroad = (await demo.recipientFrom((card) => card.country !== 'NO')).card.id;
  link = await api.call(ROUTES.links.create, { body: { name: 'Tried', url: 'https://example.com' } });
  const norway = { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] };
  await api.call(ROUTES.workflows.editDraft, {
    params: { id: link.id },
    body: {
      revision: 0,
      edits: [
        ...placed(
          'hi',
          'show-text',
          { html: '<p>Hi {{contact.firstName}}</p>' },
          { node: 'click', port: 'respond' },
        ),
        ...placed('norway', 'condition', { condition: norway }, { node: 'click', port: 'then' }),
        ...placed(
          'interest',
          'set-interest',
          { interestId: await demo.idOf('interest', 'Produktnyheter') },
          { node: 'norway', port: 'yes' },
        ),
        ...placed(
          'rest',
          'wait',
          { kind: 'for', amount: 2, unit: 'days' },
          { node: 'interest', port: 'next' },
        ),
        // This step is incomplete on purpose: it lacks the selection.
        ...placed('select', 'add-to-selection', {}, { node: 'rest', port: 'next' }),
      ] satisfies WorkflowEdit[],
    },
  });
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const simulate = (body: SimulateLink): Promise<Simulation> =>
  api.call(ROUTES.workflows.simulate, { params: { id: link.id }, body });
const told = (steps: Simulation['steps']) => steps.map(({ nodeId, status, port }) => [nodeId, status, port]);

describe('simulating a workflow', () => {
  it('follows the path of the contact, describes each step, and explains a step that would fail', async () => {
    const { contact, answer, steps, outcome } = await simulate({ contactId: home });
    expect(contact?.id).toBe(home);
    const { card } = { card: await api.call(ROUTES.contacts.get, { params: { id: home } }) };
    expect(answer).toMatchObject([{ nodeId: 'hi', sentence: { en: `“Hi ${card.firstName}”` } }]);
    expect(told(steps)).toEqual([
      ['norway', 'succeeded', 'yes'],
      ['interest', 'succeeded', 'next'],
      ['rest', 'succeeded', 'next'],
      ['select', 'failed', 'next'],
    ]);
    expect(steps[0]?.trace).toMatchObject({ result: true });
    expect(steps[1]?.sentence.nb).toContain('«Produktnyheter»');
    const days = (Date.parse(steps[2]?.waitsUntil ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(2, 1);
    expect(steps[3]?.reason?.code).toBe('params.invalid');
    expect(outcome).toBe('failed');
  });

  it('follows another path for another contact, and skips steps that need a contact if there is none', async () => {
    expect(told((await simulate({ contactId: abroad })).steps)).toEqual([['norway', 'succeeded', 'no']]);
    const stranger = await simulate({});
    expect(stranger).toMatchObject({ contact: null, outcome: 'succeeded' });
    expect(told(stranger.steps)).toEqual([['norway', 'succeeded', 'no']]);
  });

  it('simulates an unsaved draft, or a version', async () => {
    const { url, document } = await api
      .call(ROUTES.links.get, { params: { id: link.id } })
      .then(({ draft }) => draft);
    const turnedOff = {
      ...document,
      nodes: document.nodes.map((node) => (node.id === 'select' ? { ...node, disabled: true } : node)),
    };
    const tried = await simulate({ contactId: home, draft: { url, document: turnedOff } });
    expect(tried.outcome).toBe('succeeded');
    expect(tried.steps).toHaveLength(3);
    const missing = await api.send('POST', `/api/links/${link.id}/simulate`, { version: 7 });
    expect(missing.status).toBe(404);
  });

  it('shows the values of merge fields, the address that a script chooses, and who gets the work', async () => {
    const [user] = await api.call(ROUTES.settings.users);
    const userId = user?.id ?? '';
    const { email, ...card } = await api.call(ROUTES.contacts.get, { params: { id: home } });
    const properties = {
      firstName: 'Kari',
      lastName: card.lastName,
      email,
      country: 'NO',
      ourContactId: userId,
    };
    await api.call(ROUTES.contacts.update, { params: { id: home }, body: properties });
    const script = await api.call(ROUTES.scripts.create, {
      body: {
        name: `Velg ${newId()}`,
        source: `returnUrl = linkUrl + '?first=' + firstHit + '&for=' + params.name`,
        params: [{ name: 'name', label: 'Name', type: 'text', required: true, default: null }],
      },
    });
    const taskType = (await api.call(ROUTES.settings.taskTypes)).find(({ kind }) => kind === 'to-do');
    const draftOf = (edits: SimulatedNode[]): SimulateLink => ({
      contactId: home,
      draft: {
        url: 'https://example.com/{{contact.country}}',
        document: {
          schemaVersion: 1,
          nodes: [
            { id: 'click', type: 'click', params: {} },
            ...edits.map(({ port: _port, ...node }) => node),
          ],
          edges: edits.map(({ id, port }) => ({ id: `to-${id}`, from: { node: 'click', port }, to: id })),
        },
      },
    });
    const work = {
      id: 'work',
      type: 'create-follow-up',
      port: 'then',
      params: {
        taskTypeId: taskType?.id,
        createdById: userId,
        assignToOurContact: true,
        text: 'Ring {{contact.firstName}} i {{contact.country}}',
      },
    };
    const byScript = await simulate(
      draftOf([
        {
          id: 'script',
          type: 'return-script',
          port: 'respond',
          params: { scriptId: script.id, values: { name: '{{contact.firstName}}' } },
        },
        work,
      ]),
    );
    expect(byScript.address).toBe('https://example.com/{{contact.country}}?first=1&for=Kari');
    expect(byScript.answer[0]?.sentence.en).toContain(': https://example.com/');
    expect(byScript.steps[0]?.sentence.nb).toBe(`Oppgave til ${user?.name}, 15 min: «Ring Kari i Norge»`);

    const byFact = await simulate(draftOf([work]));
    expect(byFact.address).toBe('https://example.com/NO');
    const failing = await api.call(ROUTES.scripts.create, {
      body: { name: `Feil ${newId()}`, source: 'throw null' },
    });
    const failed = await simulate(
      draftOf([{ id: 'script', type: 'return-script', port: 'respond', params: { scriptId: failing.id } }]),
    );
    expect(failed.address).toBe('https://example.com/NO');
    expect(failed.answer).toMatchObject([{ status: 'failed', reason: { code: 'script.threw-nothing' } }]);
  });

  interface SimulatedNode {
    id: string;
    type: string;
    port: string;
    params: Record<string, unknown>;
  }

  it('changes no data', async () => {
    const connection = app.get<Connection>(getConnectionToken());
    const counts = async () => {
      const collections = (await connection.db?.collections()) ?? [];
      return Object.fromEntries(
        await Promise.all(collections.map(async (one) => [one.collectionName, await one.countDocuments()])),
      ) as Record<string, number>;
    };
    const card = await api.call(ROUTES.contacts.get, { params: { id: home } });
    const before = await counts();
    await simulate({ contactId: home });
    expect(await counts()).toEqual(before);
    expect(await api.call(ROUTES.contacts.get, { params: { id: home } })).toEqual(card);
  });

  it('is refused for an unknown contact', async () => {
    const gone = await api.send('POST', `/api/links/${link.id}/simulate`, { contactId: newId() });
    expect(gone.status).toBe(404);
  });
});
