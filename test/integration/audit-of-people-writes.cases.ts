import { ROUTES } from '@linkflow/contracts';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { aName, about, nothing, type Case, type WriteScene } from './audit-of-writes.fixture';

/** Cases of the routes that do something for many people. */
export const peopleWriteCases = (scene: WriteScene): Case[] => {
  const aFilter = async () => ({ of: 'link', linkId: (await scene.aLink()).id }) as const;
  const work = () => ({ do: 'add', kind: 'selection', target: { name: aName() } }) as const;
  const start = async () =>
    scene.api.call(ROUTES.peopleBulks.start, { body: { filter: await aFilter(), work: work() } });
  /** A bulk whose first people were dealt with. No worker runs here. */
  const checked = async () => {
    const bulk = await start();
    await scene.app
      .get<Connection>(getConnectionToken())
      .collection<{ _id: string }>('people_bulks')
      .updateOne({ _id: bulk.id }, { $set: { state: 'checking' } });
    return bulk;
  };
  return [
    about(ROUTES.peopleBulks.start, nothing, start, {
      action: 'people.start',
      details: { work: { do: 'add' }, canary: 5, total: 0 },
    }),
    about(
      ROUTES.peopleBulks.continue,
      checked,
      ({ id }) => scene.api.call(ROUTES.peopleBulks.continue, { params: { id } }),
      { action: 'people.continue' },
    ),
    about(
      ROUTES.peopleBulks.stop,
      start,
      ({ id }) => scene.api.call(ROUTES.peopleBulks.stop, { params: { id } }),
      { action: 'people.stop' },
    ),
    // The event before says that the mailing was created.
    about(
      ROUTES.people.mail,
      aFilter,
      (filter) => scene.api.call(ROUTES.people.mail, { body: { filter, name: aName() } }),
      { action: 'recipient.add', details: { filter: { of: 'link' } } },
    ),
  ];
};
