import mongoose from 'mongoose';
import { newId } from '@linkflow/platform';
import { LinkKeysConfig, LinkTokens, deriveKeys } from '@linkflow/links';
import { ROUTES, type WorkflowEdit } from '@linkflow/contracts';
import { Demo, signIn, type RunningApps, type TestEnvironment } from '../support';

/** The data of the benchmarks: a published link with three CRM actions, and recipients who are contacts. */
export interface Scene {
  linkId: string;
  version: number;
  mailingId: string;
  recipientIds: string[];
  /** Paths of tracked URLs, one per recipient. */
  paths: string[];
}

/** Creates and publishes the link through the API. Inserts the people directly into MongoDB, which is faster. */
export async function prepareScene(
  apps: RunningApps,
  environment: TestEnvironment,
  linkKeys: string,
  people: number,
): Promise<Scene> {
  const api = await signIn(apps.apiUrl);
  const demo = new Demo(api);
  const link = await api.call(ROUTES.links.create, {
    body: { name: 'Måling', url: 'https://example.com/takk' },
  });
  const edits: WorkflowEdit[] = [
    {
      op: 'add-node',
      node: {
        id: 'interest',
        type: 'set-interest',
        params: { interestId: await demo.idOf('interest', 'Nyhetsbrev') },
      },
    },
    {
      op: 'add-node',
      node: {
        id: 'select',
        type: 'add-to-selection',
        params: { selectionId: await demo.idOf('selection', 'VIP') },
      },
    },
    {
      op: 'add-node',
      node: {
        id: 'call',
        type: 'create-follow-up',
        repeat: { kind: 'every-click' },
        params: {
          kind: 'to-do',
          taskTypeId: await demo.idOf('task-type', 'Telefon ut'),
          text: 'Ring',
          projectId: null,
          createdById: await demo.idOf('user', 'Ingrid Dahl'),
          assignToOurContact: true,
          defaultRecipientId: null,
          durationMinutes: 15,
          dueInDays: 0,
        },
      },
    },
    wire('click', 'then', 'interest'),
    wire('interest', 'next', 'select'),
    wire('select', 'next', 'call'),
  ];
  const draft = await api.call(ROUTES.workflows.editDraft, {
    params: { id: link.id },
    body: {
      revision: link.draft.revision,
      edits,
    },
  });
  const { number: version } = await api.call(ROUTES.workflows.publish, {
    params: { id: link.id },
    body: {
      revision: draft.revision,
    },
  });
  const mailing = await api.call(ROUTES.mailings.create, { body: { name: 'Måling', subject: 'Måling' } });

  const connection = await mongoose.createConnection(environment.mongoUri).asPromise();
  const now = new Date();
  const contacts = Array.from({ length: people }, (_, n) => ({
    _id: newId(),
    firstName: 'Måle',
    lastName: `Person ${n}`,
    name: `Måle Person ${n}`,
    search: `måle person ${n}`,
    email: `male${n}@example.no`,
    country: 'NO',
    fields: {},
    fieldSetAt: {},
    createdAt: now,
    updatedAt: now,
  }));
  const recipients = contacts.map((contact) => ({
    _id: newId(),
    mailingId: mailing.id,
    contactId: contact._id,
    email: contact.email,
    name: contact.name,
    addedAt: now,
    removedAt: null,
  }));
  await connection.collection<{ _id: string }>('contacts').insertMany(contacts);
  await connection.collection<{ _id: string }>('recipients').insertMany(recipients);
  await connection.close();
  const tokens = new LinkTokens(deriveKeys(LinkKeysConfig.parse({ LINK_KEYS: linkKeys }).LINK_KEYS));
  return {
    linkId: link.id,
    version,
    mailingId: mailing.id,
    recipientIds: recipients.map((one) => one._id),
    paths: recipients.map((one) => `/c/${tokens.sign('click', link.id, one._id)}`),
  };
}

function wire(from: string, port: string, to: string): WorkflowEdit {
  return { op: 'connect', edge: { id: `${from}-${to}`, from: { node: from, port }, to } };
}
