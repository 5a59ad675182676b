import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROUTES, type AuditPage, type ClientRequest, type LinkDetail } from '@linkflow/contracts';
import { LinksService } from '@linkflow/links';
import { DEMO_USER, signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';

/** Every audited action writes an audit event. An event whose outcome could not be written stays pending. */
const environment = testEnvironment('ops_audit');
let app: NestFastifyApplication;
let admin: ApiClient;
let marketer: ApiClient;

beforeAll(async () => {
  const { app: started, url } = await startApi(environment, { SEED_DEMO: 'true' });
  app = started;
  admin = await signIn(url);
  marketer = await signIn(url, { ...DEMO_USER, email: 'kari@example.no' });
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const audit = (query: ClientRequest<typeof ROUTES.ops.audit>['query']): Promise<AuditPage> =>
  admin.call(ROUTES.ops.audit, { query });
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
  ]);
  expect(total).toBe(5);
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
  const events = () => app.get<Connection>(getConnectionToken()).collection('audit');
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
    expect((await audit({ q: 'uten' })).total).toBe(0);
  });

  it('reports an action as done and leaves its audit event pending when the outcome cannot be written', async () => {
    const link = await aLink('Halv linje');
    const spy = failing('updateOne');
    expect((await remove(link.id)).status).toBe(204);
    spy.mockRestore();
    expect(await isThere(link.id)).toBe(false);
    const { items } = await audit({ q: 'halv' });
    expect(items).toMatchObject([{ action: 'link.delete', target: { id: link.id }, pending: true }]);
  });

  it('leaves no audit event for a refused action', async () => {
    const link = await aLink('Avvist');
    const body = { revision: 17 };
    expect((await marketer.send('POST', `/api/links/${link.id}/publish`, body)).status).toBe(409);
    expect((await audit({ q: 'avvist' })).total).toBe(0);
  });

  it('leaves the audit event pending when the action fails unexpectedly', async () => {
    const link = await aLink('Brutt');
    const links = app.get(LinksService, { strict: false });
    const spy = vi.spyOn(links, 'remove').mockRejectedValueOnce(new Error('the connection broke'));
    expect((await remove(link.id)).status).toBe(500);
    spy.mockRestore();
    expect((await audit({ q: 'brutt' })).items).toMatchObject([{ action: 'link.delete', pending: true }]);
    await remove(link.id);
    expect((await audit({ q: 'brutt' })).items[0]?.pending).toBeUndefined();
  });
});
