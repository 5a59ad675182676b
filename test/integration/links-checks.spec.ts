import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProblemBody, ROUTES, type LinkDetail } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';
import { placed } from './links.fixture';

/** Checks of a draft that need data of the CRM: a parameter with which every run would fail is shown as a problem of the draft. */
const environment = testEnvironment('links-checks');
let app: NestFastifyApplication;
let api: ApiClient;

beforeAll(async () => {
  const { app: started, url } = await startApi(environment, { SEED_DEMO: 'true' });
  app = started;
  api = await signIn(url);
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const aLink = (): Promise<LinkDetail> =>
  api.call(ROUTES.links.create, { body: { name: 'Checked', url: 'https://example.com' } });

async function refusal(path: string, body: unknown): Promise<ProblemBody & { status: number }> {
  const answer = await api.send('POST', path, body);
  return { ...ProblemBody.parse(answer.body), status: answer.status };
}

describe('a value that does not fit its field', () => {
  it('is a problem of the draft, and a refusal to publish, that names the node and the parameter', async () => {
    const field = await api.call(ROUTES.settings.createField, {
      body: { key: 'x_guests', name: 'Guests', entity: 'contact', type: 'integer' },
    });
    const link = await aLink();
    const { revision, ...draft } = link.draft;
    const trigger = draft.document.nodes[0];
    const saveWith = (params: Record<string, unknown>, base: number) =>
      api.call(ROUTES.workflows.saveDraft, {
        params: { id: link.id },
        body: {
          ...draft,
          url: 'https://example.com',
          revision: base,
          document: {
            ...draft.document,
            nodes: [
              ...(trigger ? [trigger] : []),
              { id: 'set', type: 'set-field', params: { fieldId: field.id, ...params } },
            ],
            edges: [{ id: 'e', from: { node: 'click', port: 'then' }, to: 'set' }],
          },
        },
      });
    const wrong = await saveWith({ value: 'many' }, revision);
    const issue = {
      code: 'params.invalid',
      nodeId: 'set',
      path: 'value',
      message: { en: '“Guests” takes a whole number' },
    };
    expect(wrong.problems).toMatchObject([issue]);
    expect(await refusal(`/api/links/${link.id}/publish`, { revision: wrong.revision })).toMatchObject({
      status: 422,
      issues: [issue],
    });
    const empty = await saveWith({ value: '' }, wrong.revision);
    expect(await refusal(`/api/links/${link.id}/publish`, { revision: empty.revision })).toMatchObject({
      issues: [{ code: 'params.missing', nodeId: 'set', path: 'value' }],
    });
    const right = await saveWith({ value: 7 }, empty.revision);
    expect(right.problems).toEqual([]);
    expect(
      (await api.send('POST', `/api/links/${link.id}/publish`, { revision: right.revision })).status,
    ).toBeLessThan(300);
  });
});

describe('a target of a type that a step cannot use', () => {
  it('is a problem of the draft, because each run would fail', async () => {
    const selection = await api.call(ROUTES.selections.create, {
      body: { name: `Live ${newId()}`, kind: 'dynamic' },
    });
    const link = await aLink();
    const { problems } = await api.call(ROUTES.workflows.editDraft, {
      params: { id: link.id },
      body: {
        revision: link.draft.revision,
        edits: placed(
          'add',
          'add-to-selection',
          { selectionId: selection.id },
          { node: 'click', port: 'then' },
        ),
      },
    });
    expect(problems).toMatchObject([
      { code: 'params.invalid', severity: 'error', nodeId: 'add', path: 'selectionId' },
    ]);
  });
});
