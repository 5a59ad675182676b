import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { aName, about, nothing, type Case, type WriteScene } from './audit-of-writes.fixture';

type ListName = 'interests' | 'selections' | 'projects' | 'categories' | 'scripts';
/** The writes of a list of named entries. */
const listCases = (scene: WriteScene, list: ListName): Case[] => {
  const routes = ROUTES[list];
  const actions = list === 'scripts' ? 'script' : 'list';
  const body = () => ({ name: aName(), ...(list === 'scripts' && { source: 'return 1' }) });
  const entry = async (): Promise<{ id: string; name: string }> => {
    const [method, path] = routes.create.split(' ') as [string, string];
    return (await scene.api.send(method, path, body())).body as { id: string; name: string };
  };
  const at = (route: string, id: string, sent?: object) => {
    const [method, path] = route.split(' ') as [string, string];
    return scene.api.send(method, path.replace(':id', id), sent);
  };
  return [
    [routes.create, () => Promise.resolve(entry), { action: `${actions}.create` }],
    [
      routes.update,
      async () => {
        const { id } = await entry();
        return () => at(routes.update, id, { name: 'Nytt navn' });
      },
      { action: `${actions}.change`, changes: ['name: Prøve … → Nytt navn'] },
    ],
    [
      routes.retire,
      async () => {
        const { id } = await entry();
        return () => at(routes.retire, id);
      },
      { action: `${actions}.retire` },
    ],
    [
      routes.restore,
      async () => {
        const { id } = await entry();
        await at(routes.retire, id);
        return () => at(routes.restore, id);
      },
      { action: `${actions}.restore` },
    ],
  ];
};

/** Cases of each route that changes something in the CRM or calls a webhook. */
export const crmWriteCases = (scene: WriteScene): Case[] => {
  const aSecret = async (): Promise<string> => {
    const body = { kind: 'signing', name: aName() } as const;
    return (await scene.api.call(ROUTES.webhookSecrets.create, { body })).secret.id;
  };
  const { aCompany, aContact, aFollowUp, aRequest } = scene;
  return [
    about(ROUTES.contacts.create, nothing, aContact, { action: 'contact.create' }),
    about(
      ROUTES.contacts.update,
      async () => ({ contact: await aContact(), company: await aCompany() }),
      ({ contact, company }) =>
        scene.api.call(ROUTES.contacts.update, {
          params: { id: contact.id },
          body: { lastName: 'Ny', companyId: company.id },
        }),
      { action: 'contact.change', changes: ['lastName: Prøve → Ny', 'company: null → Fjell AS'] },
    ),
    about(
      ROUTES.contacts.join,
      async () => ({
        id: (await aContact()).id,
        targetId: await scene.demo.idOf('interest', 'Produktnyheter'),
      }),
      (params) => scene.api.call(ROUTES.contacts.join, { params: { ...params, kind: 'interest' } }),
      { action: 'contact.join' },
    ),
    about(
      ROUTES.contacts.leave,
      async () => {
        const targetId = await scene.demo.idOf('interest', 'Produktnyheter');
        const params = { id: (await aContact()).id, targetId, kind: 'interest' as const };
        await scene.api.call(ROUTES.contacts.join, { params });
        return params;
      },
      (params) => scene.api.call(ROUTES.contacts.leave, { params }),
      { action: 'contact.leave' },
    ),
    about(
      ROUTES.contacts.remove,
      aContact,
      ({ id }) => scene.api.call(ROUTES.contacts.remove, { params: { id } }),
      {
        action: 'contact.erase',
      },
    ),
    about(
      ROUTES.contacts.eraseAddress,
      nothing,
      () => scene.api.call(ROUTES.contacts.eraseAddress, { body: { email: 'ukjent@example.no' } }),
      { action: 'contact.erase-address' },
    ),
    about(ROUTES.companies.create, nothing, aCompany, { action: 'company.create' }),
    about(
      ROUTES.companies.update,
      aCompany,
      async ({ id }) =>
        scene.api.call(ROUTES.companies.update, {
          params: { id },
          body: { country: 'NO', ourContactId: await scene.demo.idOf('user', 'Kari Hansen') },
        }),
      { action: 'company.change', changes: ['country: null → NO', 'ourContact: null → Kari Hansen'] },
    ),
    about(
      ROUTES.companies.remove,
      aCompany,
      ({ id }) => scene.api.call(ROUTES.companies.remove, { params: { id } }),
      { action: 'company.delete' },
    ),
    about(
      ROUTES.followUps.update,
      aFollowUp,
      (id) => scene.api.call(ROUTES.followUps.update, { params: { id }, body: { status: 'done' } }),
      { action: 'work.follow-up', changes: ['status: not-started → done'] },
    ),
    about(
      ROUTES.requests.update,
      aRequest,
      async (id) =>
        scene.api.call(ROUTES.requests.update, {
          params: { id },
          body: { status: 'closed', ownerId: await scene.demo.idOf('user', 'Kari Hansen') },
        }),
      { action: 'work.request', changes: ['status: active → closed', 'owner: null → Kari Hansen'] },
    ),
    ...(['interests', 'selections', 'projects', 'categories', 'scripts'] as const).flatMap((list) =>
      listCases(scene, list),
    ),
    about(
      ROUTES.webhookSecrets.create,
      nothing,
      () =>
        scene.api.call(ROUTES.webhookSecrets.create, {
          body: { kind: 'header', name: aName(), header: 'Authorization', value: 'Bearer x' },
        }),
      { action: 'webhook.create-secret', details: { type: 'header' } },
    ),
    about(
      ROUTES.webhookSecrets.rotate,
      aSecret,
      (id) => scene.api.call(ROUTES.webhookSecrets.rotate, { params: { id }, body: {} }),
      { action: 'webhook.rotate-secret' },
    ),
    about(
      ROUTES.webhookSecrets.remove,
      aSecret,
      (id) => scene.api.call(ROUTES.webhookSecrets.remove, { params: { id } }),
      { action: 'webhook.delete-secret' },
    ),
    about(
      ROUTES.webhooks.try,
      () => scene.aLink(),
      ({ id: linkId }) =>
        scene.api.call(ROUTES.webhooks.try, {
          body: { linkId, contactId: null, params: { url: 'http://127.0.0.1:8080/' } },
        }),
      { action: 'webhook.try', details: { server: '127.0.0.1:8080', status: null } },
    ),
    about(
      ROUTES.settings.createField,
      nothing,
      () =>
        scene.api.call(ROUTES.settings.createField, {
          body: { key: `x_${newId()}`, name: 'Felt', entity: 'contact', type: 'text' },
        }),
      { action: 'field.create' },
    ),
  ];
};
