import {
  CrmError,
  Crm,
  CrmAudience,
  CrmCards,
  CrmFactReader,
  CrmFields,
  CrmHistory,
  CrmLookups,
  CrmNames,
  CrmScripts,
  CrmUsers,
  type ExampleIds,
} from '@linkflow/crm-port';
import { describeCrmContract, describeEffectsContract } from '@linkflow/crm-port/testing';
import { InterestsService } from '@linkflow/crm';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { searchFirstCrm } from '../support/search-first-crm.mjs';
import { CrmScene } from './crm.fixture';

/** Starts the built-in CRM on a database of its own. */
async function startScene(name: string): Promise<{ scene: CrmScene; stop: () => Promise<void> }> {
  const environment = testEnvironment(name);
  const scene = await CrmScene.start(environment);
  return {
    scene,
    async stop() {
      await scene.stop();
      await environment.dispose();
    },
  };
}

async function idsIn(scene: CrmScene): Promise<ExampleIds> {
  const user = await scene.aUser();
  const [contact, field, interest, selection, project, taskType, category, priority] = await Promise.all([
    scene.aContact(),
    scene.aField(),
    scene.anInterest(),
    scene.aSelection(),
    scene.aProject(),
    scene.aTaskType('to-do'),
    scene.aCategory('even', [user]),
    scene.aPriority(),
  ]);
  const ids = { contact, field: field.id, interest, selection, project, user, category, priority };
  return { ...ids, 'task-type': taskType };
}

describeCrmContract('the built-in CRM', {
  async effects() {
    const { scene, stop } = await startScene('crm_contract');
    const count = (_: string, key: string) => scene.collection('changes').countDocuments({ _id: key });
    return { crm: scene.effects, ids: () => idsIn(scene), count, missingId: newId, stop };
  },
  async directory() {
    const { scene, stop } = await startScene('crm_directory');
    const { app } = scene;
    const interests = app.get(InterestsService);
    return {
      crm: app.get(Crm),
      facts: app.get(CrmFactReader),
      names: app.get(CrmNames),
      lookups: app.get(CrmLookups),
      fields: app.get(CrmFields),
      audience: app.get(CrmAudience),
      cards: app.get(CrmCards),
      history: app.get(CrmHistory),
      mailEntriesOf: (contactId) =>
        scene.collection('changes').countDocuments({ contactId, 'source.kind': 'mail' }),
      aContactAt: (email, more) => scene.aContact({ email, ...more }),
      scripts: app.get(CrmScripts),
      users: app.get(CrmUsers),
      aContact: () => scene.aContact(),
      groups: async () => ({ project: await scene.aProject() }),
      anInterest: async (name) => (await interests.create({ name })).id,
      async removeInterest(id) {
        await interests.retire(id);
      },
      aTextField: async () => (await scene.aField('text')).id,
      aUser: async () => `${await scene.aUser()}@example.no`,
      missingId: newId,
      stop,
    };
  },
});

describeEffectsContract('a CRM that is searched before a repeat', async () => {
  const { scene, stop } = await startScene('crm_search_first');
  const contactMissing = () => new CrmError('contact.missing', {});
  return {
    crm: searchFirstCrm(Crm, { connection: scene.connection, contactMissing }),
    ids: () => idsIn(scene),
    async count(effect, key) {
      const created = await scene.collection('foreign_created').countDocuments({ effect, key });
      const set = await scene.collection('foreign_states').countDocuments({ 'by.key': key });
      return created + set;
    },
    missingId: newId,
    stop,
  };
});
