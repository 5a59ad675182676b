import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { LinkKeysConfig, LinkTokens, deriveKeys } from '@linkflow/links';
import { entryOf } from '../../scripts/lib/build.mjs';
import { testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import {
  ALL,
  LINK_KEYS,
  PENDING_RERUN,
  openRelease,
  type ClickDoc,
  type Dump,
  type LinkDoc,
  type NamedDoc,
  type RecipientDoc,
  type RunDoc,
} from './migration-0.1.fixture';

/*
 * The apps of this release must open the database of release 0.1, migrate it, and show the same data. All expected values are computed
 * from the documents of the dump.
 */
let dump: Dump;
let apps: RunningApps;
let api: ApiClient;
const environment = openRelease('migration-0-1', (opened) => ({ dump, apps, api } = opened));

describe('mails that release 0.1 has sent', () => {
  const tokens = new LinkTokens(deriveKeys(LinkKeysConfig.parse({ LINK_KEYS }).LINK_KEYS));
  const linkNamed = (name: string): LinkDoc => {
    const link = dump.all<LinkDoc>('links').find((one) => one.name === name);
    if (!link) throw new Error(`The file has no link called "${name}"`);
    return link;
  };

  it('can be viewed online, with links that work', async () => {
    const recipient = dump.all<RecipientDoc>('recipients').find(({ removedAt }) => !removedAt);
    if (!recipient) throw new Error('The file has no recipient');
    const mailing = dump.by<NamedDoc & { html: string }>('mailings', recipient.mailingId);
    const message = await fetch(`${apps.apiUrl}/o/${tokens.sign('view', mailing._id, recipient._id)}`);
    expect(message.status).toBe(200);
    const html = await message.text();
    const hrefs = [...html.matchAll(/href="([^"]*\/c\/[^"]+)"/g)].map(([, href]) => href ?? '');
    expect(hrefs).toHaveLength([...mailing.html.matchAll(/href="\{\{link:/g)].length);
    for (const href of hrefs) {
      const answer = await fetch(href, { redirect: 'manual', method: 'HEAD' });
      expect([200, 302]).toContain(answer.status);
    }
  });

  it('do not repeat what was done once for a recipient before the upgrade', async () => {
    const skipped = dump
      .all<RunDoc>('runs')
      .find(
        ({ steps }) =>
          steps.some(({ type }) => type === 'add-to-selection') &&
          steps.at(-1)?.reason?.code === 'repeat.done-before',
      );
    if (!skipped) throw new Error('The file has no skipped step');
    const { linkId, recipientId } = skipped;
    await fetch(`${apps.clickUrl}/c/${tokens.sign('click', linkId, recipientId)}`, { redirect: 'manual' });
    const run = await until(
      async () => {
        const { items } = await api.call(ROUTES.runs.list, {
          query: { ...ALL, linkId, status: 'succeeded' },
        });
        const known = new Set(dump.all('runs').map(({ _id }) => _id));
        return items.find(
          ({ id, subject }) =>
            !known.has(id) && id !== PENDING_RERUN && subject.contact?.id === skipped.contactId,
        );
      },
      { what: 'the run of the click' },
    );
    const { steps } = await api.call(ROUTES.runs.get, { params: { id: run.id } });
    expect(steps.at(-1)).toMatchObject({
      type: skipped.steps.at(-1)?.type,
      status: 'skipped',
      reason: { code: 'repeat.done-before' },
    });
  });

  it('lead to the answer of the live version, also for a deleted link, and their clicks are counted and run', async () => {
    const link = linkNamed('Ja, hold meg informert om nye produkter');
    const recipient = dump
      .all<RecipientDoc>('recipients')
      .find(({ _id }) => !dump.all<ClickDoc>('clicks').some(({ recipientId }) => recipientId === _id));
    if (!recipient) throw new Error('Every recipient has clicked already');
    const { clicks, clickers } = await api.call(ROUTES.links.get, { params: { id: link._id } });

    const answer = await fetch(`${apps.clickUrl}/c/${tokens.sign('click', link._id, recipient._id)}`);
    expect(answer.status).toBe(200);
    const firstName = recipient.name.split(' ')[0];
    expect(await answer.text()).toContain(`<h1>Takk, ${firstName}!</h1>`);

    const run = await until(
      async () => {
        const { items } = await api.call(ROUTES.runs.list, {
          query: { ...ALL, contactId: recipient.contactId ?? '' },
        });
        return items.find(({ status }) => status === 'succeeded');
      },
      { what: 'the run of the click' },
    );
    expect(run.workflow).toEqual({ owner: link._id, version: link.liveVersion });
    expect(await api.call(ROUTES.links.get, { params: { id: link._id } })).toMatchObject({
      clicks: clicks + 1,
      clickers: clickers + 1,
    });

    const deleted = linkNamed('Vis meg høsttilbudet');
    expect(deleted.deletedAt).not.toBeNull();
    const redirect = await fetch(`${apps.clickUrl}/c/${tokens.sign('click', deleted._id, recipient._id)}`, {
      redirect: 'manual',
      method: 'HEAD',
    });
    expect([200, 302]).toContain(redirect.status);
  });
});

describe('the migrations from release 0.1', () => {
  const ledgerOf = async (uri: string): Promise<mongo.Document[]> => {
    const client = new mongo.MongoClient(uri);
    try {
      return await client.db().collection('migrations').find().sort({ _id: 1 }).toArray();
    } finally {
      await client.close();
    }
  };

  it('are recorded as finished, and a second start changes nothing', async () => {
    const before = await ledgerOf(environment.mongoUri);
    expect(before.length).toBeGreaterThan(0);
    for (const entry of before) expect(entry).toHaveProperty('finishedAt');
    await apps.restart('api');
    expect(await ledgerOf(environment.mongoUri)).toEqual(before);
  });

  it('can be run alone, with access to MongoDB only', async () => {
    const other = testEnvironment('migrate-alone');
    try {
      await dump.load(other.mongoUri);
      const env = { MONGODB_URI: other.mongoUri, LOG_LEVEL: 'warn' };
      const { stdout } = await promisify(execFile)(process.execPath, [entryOf('api'), '--migrate'], { env });
      expect(stdout).toBe('');
      const entries = await ledgerOf(other.mongoUri);
      expect(entries.length).toBeGreaterThan(0);
      for (const entry of entries) expect(entry).toHaveProperty('finishedAt');
    } finally {
      await other.dispose();
    }
  });
});
