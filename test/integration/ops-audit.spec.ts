import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AuditPage, DraftView, LinkDetail, LinkPage, MailingDetail } from '@linkflow/contracts';
import { LinksService } from '@linkflow/links';
import { DEMO_USER, signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';

/** Who did what: every act leaves its line, and no act passes for recorded when it was not. */
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

const audit = (query: string): Promise<AuditPage> => admin.get(`/api/audit?${query}`);
const aLink = (name: string): Promise<LinkDetail> =>
  marketer.post('/api/links', { name, url: 'https://example.com' });

it('of a link: published, published again, deleted, restored', async () => {
  const link = await aLink('Revisjon');
  await marketer.post(`/api/links/${link.id}/publish`, { revision: link.draft.revision, note: 'Den første' });
  const draft = await marketer.put<DraftView>(`/api/links/${link.id}/draft`, {
    ...link.draft,
    url: 'https://example.com/ny',
  });
  await marketer.post(`/api/links/${link.id}/publish`, { revision: draft.revision });
  await admin.post(`/api/links/${link.id}/versions/1/publish`);
  await admin.delete(`/api/links/${link.id}`);
  await admin.post(`/api/links/${link.id}/restore`);
  const { items, total } = await audit('action=link.&q=revisjon');
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

it('of a mailing: each save', async () => {
  const mailing = await marketer.post<MailingDetail>('/api/mailings', {
    name: 'Brev',
    subject: 'Hei',
    html: '<p>Hei</p>',
  });
  await marketer.patch(`/api/mailings/${mailing.id}`, { revision: mailing.revision, subject: 'Hallo' });
  await marketer.delete(`/api/mailings/${mailing.id}`);
  const { items } = await audit('action=mailing.&q=brev');
  expect(items.map((line) => line.action)).toEqual(['mailing.delete', 'mailing.save', 'mailing.create']);
  expect(items[0]?.target).toEqual({ kind: 'mailing', id: mailing.id, name: 'Brev' });
});

describe('reading it', () => {
  it('narrows to a person and to one action, page by page, newest first', async () => {
    const { userId } = await marketer.get<{ userId: string }>('/api/session');
    const hers = await audit(`userId=${userId}&pageSize=2`);
    expect(hers.items.every((line) => line.by.id === userId)).toBe(true);
    expect(hers.items).toHaveLength(2);
    const second = await audit(`userId=${userId}&pageSize=2&page=2`);
    expect((second.items[0]?.id ?? '') < (hers.items[1]?.id ?? '')).toBe(true);
    expect((await audit('action=link.delete')).total).toBe(1);
    expect((await audit('action=link')).total).toBe(0);
  });

  it('is for ops and administrators', async () => {
    expect((await marketer.send('GET', '/api/audit')).status).toBe(403);
  });
});

describe('line and act', () => {
  const lines = () => app.get<Connection>(getConnectionToken()).collection('audit');
  /** The next write of this kind to a line fails. */
  const failing = (write: 'insertOne' | 'updateOne') =>
    vi.spyOn(lines(), write).mockRejectedValueOnce(new Error('disk full'));
  const remove = (id: string) => admin.send('DELETE', `/api/links/${id}`);
  const isThere = async (id: string): Promise<boolean> =>
    (await admin.get<LinkPage>('/api/links?pageSize=200')).items.some((link) => link.id === id);

  it('nothing is done that could not be written down before', async () => {
    const link = await aLink('Uten linje');
    const spy = failing('insertOne');
    expect((await remove(link.id)).status).toBe(500);
    spy.mockRestore();
    expect(await isThere(link.id)).toBe(true);
    expect((await audit('q=uten')).total).toBe(0);
  });

  it('what was done is told as done, and its line as not known, when that could not be written any more', async () => {
    const link = await aLink('Halv linje');
    const spy = failing('updateOne');
    expect((await remove(link.id)).status).toBe(204);
    spy.mockRestore();
    expect(await isThere(link.id)).toBe(false);
    const { items } = await audit('q=halv');
    expect(items).toMatchObject([{ action: 'link.delete', target: { id: link.id }, pending: true }]);
  });

  it('a refused act leaves no line', async () => {
    const link = await aLink('Avvist');
    const body = { revision: 17 };
    expect((await marketer.send('POST', `/api/links/${link.id}/publish`, body)).status).toBe(409);
    expect((await audit('q=avvist')).total).toBe(0);
  });

  it('an act that broke in the middle leaves a line that does not say that it was done', async () => {
    const link = await aLink('Brutt');
    const links = app.get(LinksService, { strict: false });
    const spy = vi.spyOn(links, 'remove').mockRejectedValueOnce(new Error('the connection broke'));
    expect((await remove(link.id)).status).toBe(500);
    spy.mockRestore();
    expect((await audit('q=brutt')).items).toMatchObject([{ action: 'link.delete', pending: true }]);
    // Once it went well the line is like any other.
    await remove(link.id);
    expect((await audit('q=brutt')).items[0]?.pending).toBeUndefined();
  });
});
