import { expect, it } from 'vitest';
import { ROUTES, ScriptView } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { testEnvironment, type ApiClient } from '../support';
import { problem } from './api.fixture';
import { crmApiForFile } from './crm-api.fixture';

/** Scripts at the api: their source, parameters and outputs, a trial, and where they are used. */
let api: ApiClient;
crmApiForFile(testEnvironment('crm_scripts'), (started) => ({ api } = started));

it('refuses a script with a syntax error and reports its line', async () => {
  const broken = { name: `Skript ${newId()}`, source: 'const a = 1;\nconst a = 2;' };
  expect(await problem(api.send('POST', '/api/scripts', broken))).toMatchObject({
    status: 400,
    code: 'validation.failed',
    issues: [
      {
        code: 'script.syntax',
        path: 'source',
        message: { nb: expect.stringMatching(/ \(linje 2\)\. JavaScript melder: «.+»$/) },
      },
    ],
  });
  const script = await api.call(ROUTES.scripts.create, {
    body: { ...broken, source: 'return { ok: true }' },
  });
  const update = await problem(api.send('PATCH', `/api/scripts/${script.id}`, { source: 'return {' }));
  expect(update).toMatchObject({ status: 400, issues: [{ code: 'script.syntax' }] });
});

it('tries a script that is not saved, and keeps the outputs that it declares', async () => {
  const source = `setVariable('level', 'gold'); console.log(firstHit); return { score: 7, at: '2026-11-27', rest: null }`;
  const trial = await api.call(ROUTES.scripts.try, { body: { source } });
  expect(trial).toEqual({
    values: { level: 'gold', score: 7, at: '2026-11-27', rest: null },
    log: ['1'],
    outputs: [
      { name: 'level', type: 'text' },
      { name: 'score', type: 'number' },
      { name: 'at', type: 'date' },
    ],
    problem: null,
  });
  const { problem: reason } = await api.call(ROUTES.scripts.try, {
    body: { source: 'return Promise.resolve(1)' },
  });
  expect(reason).toMatchObject({
    code: 'script.value',
    message: { nb: expect.stringContaining('et løfte') },
  });

  const body = { name: `Skript ${newId()}`, source, outputs: trial.outputs };
  const script = await api.call(ROUTES.scripts.create, { body });
  expect(script.outputs).toEqual(trial.outputs);
  const query = { ids: script.id };
  expect(await api.call(ROUTES.catalogue.lookup, { params: { kind: 'script' }, query })).toMatchObject([
    { outputs: trial.outputs },
  ]);
  const twice = { ...body, outputs: [...trial.outputs, { name: 'score', type: 'text' }] };
  expect(await problem(api.send('POST', '/api/scripts', twice))).toMatchObject({
    status: 400,
    issues: [{ path: 'outputs' }],
  });
});

it('keeps the parameters that a script declares, and names what is wrong with them', async () => {
  const param = { name: 'size', label: 'Size', type: 'choice', options: ['S', 'M'], required: true };
  const body = { name: `Skript ${newId()}`, source: 'return params' };
  const stored = [{ ...param, default: null }];
  const created = await api.send('POST', '/api/scripts', { ...body, params: [param] });
  const script = ScriptView.parse(created.body);
  expect(script.params).toEqual(stored);
  const query = { ids: script.id };
  expect(await api.call(ROUTES.catalogue.lookup, { params: { kind: 'script' }, query })).toMatchObject([
    { params: stored },
  ]);
  const trial = await api.call(ROUTES.scripts.try, {
    body: { source: body.source, params: script.params },
  });
  expect(trial.values).toEqual({ size: 'S' });

  const refusals = [
    [{ ...param, options: [] }, 'params.0.options', 'script.no-options'],
    [{ ...param, options: ['S', 'S'] }, 'params.0.options', 'script.same-option'],
    [{ ...param, default: 'L' }, 'params.0.default', 'script.default'],
    [{ ...param, name: '__proto__' }, 'params.0.name', 'value.format'],
    [{ ...param, label: ' ' }, 'params.0.label', 'value.too-small'],
  ] as const;
  for (const [wrong, path, code] of refusals) {
    const answer = await problem(api.send('PATCH', `/api/scripts/${script.id}`, { params: [wrong] }));
    expect(answer).toMatchObject({ status: 400, issues: [{ path, code }] });
  }
  const twice = await problem(api.send('PATCH', `/api/scripts/${script.id}`, { params: [param, param] }));
  expect(twice).toMatchObject({ issues: [{ path: 'params', code: 'script.same-name' }] });
});

it('tells which links and forms run a script, in the draft or in the live version', async () => {
  const script = await api.call(ROUTES.scripts.create, {
    body: { name: `Skript ${newId()}`, source: '1' },
  });
  const byId = (id: string) => ({ params: { id } });
  const linkWith = async (name: string): Promise<string> => {
    const { id, draft } = await api.call(ROUTES.links.create, {
      body: { name, url: 'https://example.com/' },
    });
    await api.call(ROUTES.workflows.editDraft, {
      ...byId(id),
      body: {
        revision: draft.revision,
        edits: [
          { op: 'add-node', node: { id: 's', type: 'run-script', params: { scriptId: script.id } } },
          { op: 'connect', edge: { id: 'e', from: { node: 'click', port: 'then' }, to: 's' } },
        ],
      },
    });
    return id;
  };
  const usesOf = () => api.call(ROUTES.scripts.uses, byId(script.id));
  expect(await usesOf()).toEqual({ links: [], forms: [] });
  const live = await linkWith('Åpen');
  const drafted = await linkWith('Bil');
  const { draft } = await api.call(ROUTES.links.get, byId(live));
  await api.call(ROUTES.workflows.publish, { ...byId(live), body: { revision: draft.revision } });
  await api.call(ROUTES.workflows.editDraft, {
    ...byId(live),
    body: { revision: draft.revision, edits: [{ op: 'remove-node', nodeId: 's' }] },
  });
  const both = [
    { id: drafted, name: 'Bil' },
    { id: live, name: 'Åpen' },
  ];
  expect(await usesOf()).toEqual({ links: both, forms: [] });
  const emptied = await api.call(ROUTES.links.get, byId(live));
  await api.call(ROUTES.workflows.publish, { ...byId(live), body: { revision: emptied.draft.revision } });
  expect(await usesOf()).toEqual({ links: both.slice(0, 1), forms: [] });
  await api.call(ROUTES.links.remove, byId(drafted));
  expect(await usesOf()).toEqual({ links: [], forms: [] });
  expect(await problem(api.send('GET', `/api/scripts/${newId()}/uses`))).toMatchObject({ status: 404 });
});
