import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROUTES, type AuditPage, type ClientRequest, type LinkDetail } from '@linkflow/contracts';
import { LinksService } from '@linkflow/links';
import { AuditLog } from '../../apps/api/src/ops/audit-log';
import { SignInAudit } from '../../apps/api/src/session/sign-in-audit';
import { DEMO_USER, signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';

/** Every audited action writes an audit event. An event whose outcome could not be written stays pending. */
const environment = testEnvironment('ops_audit');
let app: NestFastifyApplication;
let url: string;
let admin: ApiClient;
let marketer: ApiClient;

beforeAll(async () => {
  ({ app, url } = await startApi(environment, { SEED_DEMO: 'true' }));
  admin = await signIn(url);
  marketer = await signIn(url, { ...DEMO_USER, email: 'kari@example.no' });
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const audit = (query: ClientRequest<typeof ROUTES.ops.audit>['query']): Promise<AuditPage> =>
  admin.call(ROUTES.ops.audit, { query });
const events = () => app.get<Connection>(getConnectionToken()).collection('audit');
const aLink = (name: string): Promise<LinkDetail> =>
  marketer.call(ROUTES.links.create, { body: { name, url: 'https://example.com' } });

it('records publishing, rolling back, deleting and restoring a link', async () => {
  const link = await aLink('Revisjon');
  await marketer.call(ROUTES.workflows.publish, {
    params: { id: link.id },
    body: { revision: link.draft.revision, note: 'Den første' },
  });
  const draft = await marketer.call(ROUTES.workflows.saveDraft, {
    params: { id: link.id },
    body: {
      ...link.draft,
      url: 'https://example.com/ny',
    },
  });
  await marketer.call(ROUTES.workflows.publish, {
    params: { id: link.id },
    body: { revision: draft.revision },
  });
  await admin.call(ROUTES.workflows.publishVersion, { params: { id: link.id, number: '1' } });
  await admin.call(ROUTES.links.remove, { params: { id: link.id } });
  await admin.call(ROUTES.links.restore, { params: { id: link.id } });
  const { items, total } = await audit({ action: 'link.', q: 'revisjon' });
  const target = { kind: 'link', id: link.id, name: 'Revisjon' };
  expect(items).toMatchObject([
    { action: 'link.restore', target, by: { name: 'Ingrid Dahl' } },
    { action: 'link.delete', target },
    { action: 'link.rollback', target, details: { version: 3, copyOf: 1 } },
    { action: 'link.publish', target, details: { version: 2 }, by: { name: 'Kari Hansen' } },
    { action: 'link.publish', target, details: { version: 1, note: 'Den første' } },
    { action: 'link.create', target },
  ]);
  expect(total).toBe(6);
});

it('records creating, saving and deleting a mailing', async () => {
  const mailing = await marketer.call(ROUTES.mailings.create, {
    body: {
      name: 'Brev',
      subject: 'Hei',
      html: '<p>Hei</p>',
    },
  });
  await marketer.call(ROUTES.mailings.update, {
    params: { id: mailing.id },
    body: { revision: mailing.revision, subject: 'Hallo' },
  });
  await marketer.call(ROUTES.mailings.remove, { params: { id: mailing.id } });
  const { items } = await audit({ action: 'mailing.', q: 'brev' });
  expect(items.map((line) => line.action)).toEqual(['mailing.delete', 'mailing.save', 'mailing.create']);
  expect(items[0]?.target).toEqual({ kind: 'mailing', id: mailing.id, name: 'Brev' });
});

describe('sign-ins', () => {
  const post = (path: string, body: unknown) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0' },
      body: JSON.stringify(body),
    });
  const email = 'sara@example.no';
  const failures = async () => (await audit({ action: 'session.sign-in-failed', pageSize: 200 })).items;

  it('are recorded with browser and address, and failed ones are counted, without the password', async () => {
    const wrong = 'hunter2 hunter2';
    for (let times = 0; times < 3; times += 1)
      expect((await post('/api/session', { email, password: wrong })).status).toBe(401);
    const [failure, ...others] = await failures();
    expect(others).toEqual([]);
    expect(failure).toMatchObject({
      by: { id: '', name: '' },
      target: { kind: 'user', name: 'Sara Lie' },
      details: { address: '127.0.0.1', times: 3 },
    });
    expect((await post('/api/session', { email, password: 'linkflow' })).status).toBe(200);
    const [entered] = (await audit({ action: 'session.sign-in', pageSize: 1 })).items;
    expect(entered).toMatchObject({
      by: { name: 'Sara Lie' },
      target: { kind: 'user', name: 'Sara Lie' },
      details: { address: '127.0.0.1', browser: 'Firefox 140', method: 'password' },
    });
    expect(JSON.stringify(await events().find().toArray())).not.toContain(wrong);
  });

  it('of accounts that do not exist are counted together, without what was typed', async () => {
    const typed = ['turid.hemmelig@privat.example', 'noen@privat.example'];
    for (const unknown of typed) await post('/api/session', { email: unknown, password: 'x' });
    expect((await failures()).map(({ target, details }) => [target.name, details?.times])).toEqual([
      ['', 2],
      ['Sara Lie', 3],
    ]);
    const stored = JSON.stringify(await events().find().toArray());
    for (const unknown of typed) expect(stored).not.toContain(unknown);
  });

  it('cannot fill the audit log, however many addresses they come from', async () => {
    const signIns = app.get(SignInAudit, { strict: false });
    const before = await events().countDocuments();
    for (let one = 0; one < 700; one += 1) await signIns.failed(null, `192.0.2.${one}`);
    const written = (await events().countDocuments()) - before;
    expect(written).toBeGreaterThan(400);
    expect(written).toBeLessThanOrEqual(501);
    const [rest] = await events().find().sort({ 'details.times': -1 }).limit(1).toArray();
    expect(rest).toMatchObject({ action: 'session.sign-in-failed', target: { name: '' } });
    expect((rest as unknown as { details: { times: number } }).details.times).toBeGreaterThan(190);
  });

  it('are counted once for each, also when they fail at the same moment', async () => {
    const log = app.get(AuditLog, { strict: false });
    const target = { kind: 'user' as const, id: 'u', name: 'Samtidig' };
    await Promise.all(
      Array.from({ length: 20 }, () =>
        log.tally('samtidig', { action: 'session.sign-in-failed', target, details: {} }),
      ),
    );
    expect(await events().find({ 'target.name': 'Samtidig' }).toArray()).toMatchObject([
      { details: { times: 20 } },
    ]);
  });
});

describe('reading the audit log', () => {
  it('filters by user and by action and returns pages, newest first', async () => {
    const { userId } = await marketer.call(ROUTES.session.current);
    const hers = await audit({ userId, pageSize: 2 });
    expect(hers.items.every((line) => line.by.id === userId)).toBe(true);
    expect(hers.items).toHaveLength(2);
    const second = await audit({ userId, pageSize: 2, page: 2 });
    expect((second.items[0]?.id ?? '') < (hers.items[1]?.id ?? '')).toBe(true);
    expect((await audit({ action: 'link.delete' })).total).toBe(1);
    expect((await audit({ action: 'link' })).total).toBe(0);
  });

  it('is allowed for ops and admins only', async () => {
    expect((await marketer.send('GET', '/api/audit')).status).toBe(403);
  });
});

describe('consistency of an action and its audit event', () => {
  /** Makes the next write of this kind to the audit collection fail. */
  const failing = (write: 'insertOne' | 'updateOne') =>
    vi.spyOn(events(), write).mockRejectedValueOnce(new Error('disk full'));
  const remove = (id: string) => admin.send('DELETE', `/api/links/${id}`);
  const isThere = async (id: string): Promise<boolean> =>
    (await admin.call(ROUTES.links.list, { query: { pageSize: 200 } })).items.some((link) => link.id === id);

  it('does not perform an action whose audit event cannot be written', async () => {
    const link = await aLink('Uten linje');
    const spy = failing('insertOne');
    expect((await remove(link.id)).status).toBe(500);
    spy.mockRestore();
    expect(await isThere(link.id)).toBe(true);
    expect((await audit({ q: 'uten', action: 'link.delete' })).total).toBe(0);
  });

  it('reports an action as done and leaves its audit event pending when the outcome cannot be written', async () => {
    const link = await aLink('Halv linje');
    const spy = failing('updateOne');
    expect((await remove(link.id)).status).toBe(204);
    spy.mockRestore();
    expect(await isThere(link.id)).toBe(false);
    const { items } = await audit({ q: 'halv', action: 'link.delete' });
    expect(items).toMatchObject([{ action: 'link.delete', target: { id: link.id }, pending: true }]);
  });

  it('leaves no audit event for a refused action', async () => {
    const link = await aLink('Avvist');
    const body = { revision: 17 };
    expect((await marketer.send('POST', `/api/links/${link.id}/publish`, body)).status).toBe(409);
    expect((await audit({ q: 'avvist', action: 'link.publish' })).total).toBe(0);
  });

  it('leaves the audit event pending when the action fails unexpectedly', async () => {
    const link = await aLink('Brutt');
    const links = app.get(LinksService, { strict: false });
    const spy = vi.spyOn(links, 'remove').mockRejectedValueOnce(new Error('the connection broke'));
    expect((await remove(link.id)).status).toBe(500);
    spy.mockRestore();
    expect((await audit({ q: 'brutt', action: 'link.delete' })).items).toMatchObject([
      { action: 'link.delete', pending: true },
    ]);
    await remove(link.id);
    expect((await audit({ q: 'brutt', action: 'link.delete' })).items[0]?.pending).toBeUndefined();
  });
});
