import { mongo } from 'mongoose';
import { afterAll, expect, it } from 'vitest';
import { startApps, testEnvironment, type RunningApps } from '../support';

const environment = testEnvironment('start-set');
const client = new mongo.MongoClient(environment.mongoUri);
let apps: RunningApps | undefined;

afterAll(async () => {
  await apps?.stop();
  await client.close();
  await environment.dispose();
});

it('gives the first start links of social channels and of the recipient’s own pages, once', async () => {
  const env = { ORGANISATION_LANGUAGE: 'nb' };
  apps = await startApps({ environment, only: ['api'], env });
  const links = client.db().collection('links');
  const found = async () => links.find().sort({ name: 1 }).toArray();
  expect((await found()).map(({ name, liveVersion }) => [name, liveVersion])).toEqual([
    ['Facebook', 1],
    ['Instagram', 1],
    ['LinkedIn', 1],
    ['Meld meg av nyhetsbrevet', 1],
    ['Velg hva du får fra oss', 1],
    ['X', 1],
    ['YouTube', 1],
  ]);
  const folder = await client.db().collection('folders').findOne({ name: 'Startsett' });
  expect(new Set((await found()).map(({ folderId }) => folderId))).toEqual(new Set([folder?._id]));
  await links.deleteOne({ name: 'X' });
  await apps.stop();
  apps = await startApps({ environment, only: ['api'], env });
  expect(await links.countDocuments({ name: 'X' })).toBe(0);
}, 120_000);
