import { Readable } from 'node:stream';
import { afterEach, expect, it, vi } from 'vitest';
import {
  AudienceReader,
  AudienceSources,
  MailAddresses,
  MailingsRepository,
  MailingsService,
  RecheckTasks,
  RecipientRecheck,
  RecipientsRepository,
} from '@linkflow/mailings';
import { Clock, LiveEvents, Log, PeriodicTasks } from '@linkflow/platform';
import { anAddress, audienceForFile } from './audience.fixture';
import { INGRID } from './links.fixture';

/** The tasks that keep the recipients of drafts current, round by round. */
const scene = audienceForFile('recheck_tasks');
afterEach(() => vi.restoreAllMocks());

const tasks = (rechecks = scene.app.get(RecipientRecheck)): RecheckTasks =>
  new RecheckTasks(
    scene.app.get(MailAddresses),
    scene.app.get(MailingsRepository),
    scene.app.get(RecipientsRepository),
    scene.app.get(AudienceSources),
    rechecks,
    scene.app.get(LiveEvents),
    scene.app.get(Clock),
    scene.app.get(Log),
    scene.app.get(PeriodicTasks),
  );

const unsubscribe = (email: string) =>
  scene.app
    .get(MailAddresses)
    .change(
      { addressKey: email, contactId: null },
      { $set: { unsubscribedAll: { at: new Date(), source: 'page' } } },
    );

/** A draft to one contact. */
async function aDraft(email: string): Promise<string> {
  const id = await scene.aMailing();
  await scene.audience.add(id, { contactIds: [await scene.aContact({ email })] }, INGRID);
  return id;
}

/** A file that waits to be read. */
const upload = (mailingId: string, lines: readonly string[]) => {
  scene.queue.isPaused = true;
  const file = Readable.from([Buffer.from(['email', ...lines].join('\n'))]);
  return scene.audience.upload(mailingId, file, { name: 'liste.csv', unknown: 'keep' }, INGRID);
};

const documents = () => scene.app.get(MailAddresses).documents;

it('follows those who unsubscribe while the marks of others are kept for a source that is being read', async () => {
  const email = anAddress();
  const draft = await aDraft(email);
  const source = await upload(await scene.aMailing(), [anAddress()]);
  await documents().insertMany(
    Array.from({ length: 600 }, () => ({
      _id: anAddress(),
      contactIds: [],
      unsubscribed: {},
      recheck: 'a',
      updatedAt: new Date(),
    })) as never[],
  );
  await tasks().ofAddresses();
  await unsubscribe(email);
  await tasks().ofAddresses();
  expect(await scene.list(draft)).toEqual({ [email]: 'unsubscribed.all' });
  expect(await documents().countDocuments({ recheckLater: { $type: 'string' } })).toBe(601);
  await scene.app.get(AudienceReader).read(source._id);
  await tasks().ofAddresses();
  const left = { $or: [{ recheck: { $exists: true } }, { recheckLater: { $exists: true } }] };
  expect(await documents().countDocuments(left)).toBe(0);
});

it('judges a person again who has unsubscribed while a source was read with the old choice', async () => {
  const id = await scene.aMailing();
  const email = anAddress();
  const source = await upload(id, [email]);
  const addresses = scene.app.get(MailAddresses);
  const mark = async () => {
    const { recheck, recheckLater } = (await addresses.find(email)) ?? {};
    return { now: recheck !== undefined, later: recheckLater !== undefined };
  };
  vi.spyOn(addresses, 'known').mockResolvedValueOnce([]);
  await unsubscribe(email);
  await tasks().ofAddresses();
  expect(await mark()).toEqual({ now: false, later: true });
  await scene.app.get(AudienceReader).read(source._id);
  expect(await scene.list(id)).toEqual({ [email]: null });
  await tasks().ofAddresses();
  expect(await scene.list(id)).toEqual({ [email]: 'unsubscribed.all' });
  expect(await mark()).toEqual({ now: false, later: false });
});

it('judges a draft later that could not be judged, and the others at once', async () => {
  const email = anAddress();
  const [failing, other] = [await aDraft(email), await aDraft(email)];
  const rechecks = scene.app.get(RecipientRecheck);
  const some: RecipientRecheck['some'] = (mailingId, ids) =>
    mailingId === failing ? Promise.reject(new Error('no')) : rechecks.some(mailingId, ids);
  await unsubscribe(email);
  await tasks(Object.assign(Object.create(rechecks) as RecipientRecheck, { some })).ofAddresses();
  expect(await scene.list(other)).toEqual({ [email]: 'unsubscribed.all' });
  expect(await scene.list(failing)).toEqual({ [email]: null });
  await tasks().ofMailings(new AbortController().signal);
  expect(await scene.list(failing)).toEqual({ [email]: 'unsubscribed.all' });
});

it('reads the sources of a mailing that is in the trash, so that it has its recipients when it is restored', async () => {
  const mailings = scene.app.get(MailingsService);
  const id = await scene.aMailing();
  const email = anAddress();
  const source = await upload(id, [email]);
  await mailings.remove(id, INGRID);
  await scene.app.get(AudienceReader).read(source._id);
  await mailings.restore(id, INGRID);
  expect(await scene.list(id)).toEqual({ [email]: null });
});
