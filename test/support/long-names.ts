import {
  ROUTES,
  type ContactCard,
  type Folder,
  type LinkDetail,
  type WorkflowDocument,
  type WorkflowEdit,
} from '@linkflow/contracts';
import { aForm } from './a-form';
import type { ApiClient } from './api-client';
import type { Demo } from './demo';
import { until } from './until';

/** Returns a name of 200 characters, the maximum. Its second half has no blanks, so that it cannot be wrapped at a word. */
export const longName = (start: string): string =>
  `${start} ${'med et navn som er så langt som det kan bli '.repeat(4)}`
    .slice(0, 120)
    .padEnd(200, 'ubrutteordutenmellomrom');

/** Objects whose names all have 200 characters. */
export interface LongNames {
  link: LinkDetail;
  runId: string;
  formId: string;
  mailingId: string;
  contactId: string;
  companyId: string;
  selectionId: string;
  projectId: string;
  /** Id of the node whose condition has groups in four levels. */
  nestedNode: string;
}

/** Creates a link, a mailing, cards and lists with the longest possible names, and a run of the link. */
export async function createLongNames(api: ApiClient, demo: Demo): Promise<LongNames> {
  const named = (start: string) => ({ body: { name: longName(start) } });
  const { id: selectionId } = await api.call(ROUTES.selections.create, {
    body: { name: longName('Utvalg'), kind: 'static' },
  });
  const { id: projectId } = await api.call(ROUTES.projects.create, named('Prosjekt'));
  const { id: interestId } = await api.call(ROUTES.interests.create, named('Interesse'));
  const { id: categoryId } = await api.call(ROUTES.categories.create, named('Kategori'));
  await api.call(ROUTES.scripts.create, { body: { name: longName('Skript'), source: 'return 1;' } });
  const user = await api.call(ROUTES.settings.inviteUser, {
    body: { name: longName('Bruker'), email: longAddress('bruker'), roles: ['marketer'], language: 'nb' },
  });
  const field = await api.call(ROUTES.settings.createField, {
    body: {
      name: longName('Felt'),
      key: `x_${'langt_felt_'.repeat(5)}`,
      entity: 'contact',
      type: 'list',
      options: [longName('Verdi én'), longName('Verdi to')],
    },
  });
  const company = await api.call(ROUTES.companies.create, {
    body: { name: longName('Firma'), ourContactId: user.user.id },
  });
  const contact = await createContact(api, company.id, user.user.id);
  for (const [kind, targetId] of [
    ['selection', selectionId],
    ['project', projectId],
    ['interest', interestId],
  ] as const)
    await api.call(ROUTES.contacts.join, { params: { id: contact.id, kind, targetId } });
  await api.call(ROUTES.contacts.update, {
    params: { id: contact.id },
    body: { fields: { [field.key]: longName('Verdi én') } },
  });

  const folderId = await nestedFolder(api);
  const created = await api.call(ROUTES.links.create, {
    body: { name: longName('Kobling'), url: `https://example.no/${'lang-adresse/'.repeat(20)}`, folderId },
  });
  const nodes: WorkflowDocument['nodes'] = [
    {
      id: 'nested',
      type: 'condition',
      label: longName('Betingelse'),
      params: { condition: nestedCondition(`contact.fields.${field.key}`) },
    },
    { id: 'interest', type: 'set-interest', label: longName('Steg'), params: { interestId } },
    { id: 'select', type: 'add-to-selection', params: { selectionId } },
    {
      id: 'request',
      type: 'create-request',
      params: {
        title: longName('Henvendelse'),
        categoryId,
        priorityId: await demo.idOf('priority', 'Middels'),
        owner: { kind: 'user', userId: user.user.id },
      },
    },
    {
      id: 'field',
      type: 'set-field',
      params: { fieldId: field.id, clear: false, value: longName('Verdi to') },
    },
  ];
  const edits: WorkflowEdit[] = [
    ...nodes.map((node): WorkflowEdit => ({ op: 'add-node', node })),
    edge('click', 'then', 'nested'),
    edge('nested', 'yes', 'interest'),
    edge('interest', 'next', 'select'),
    edge('nested', 'no', 'request'),
    edge('request', 'next', 'field'),
  ];
  const params = { id: created.id };
  const { revision } = await api.call(ROUTES.workflows.editDraft, {
    params,
    body: { revision: created.draft.revision, edits },
  });
  await api.call(ROUTES.workflows.publish, { params, body: { revision, note: longName('Notat') } });
  const run = await api.call(ROUTES.workflows.run, { params, body: { contactId: contact.id } });
  await until(async () => {
    const { status } = await api.call(ROUTES.runs.get, { params: { id: run.id } });
    return ['succeeded', 'failed'].includes(status);
  });
  return {
    link: await api.call(ROUTES.links.get, { params }),
    runId: run.id,
    formId: await createForm(api),
    mailingId: await createMailing(api, { linkId: created.id, contactId: contact.id }),
    contactId: contact.id,
    companyId: company.id,
    selectionId,
    projectId,
    nestedNode: 'nested',
  };
}

/** A form whose texts have their greatest lengths. */
async function createForm(api: ApiClient): Promise<string> {
  const { id } = await aForm(api, {
    name: longName('Skjema'),
    template: 'event',
    change: ({ blocks, settings }) => ({
      blocks: blocks.map((block) => ('label' in block ? { ...block, label: longName('Spørsmål') } : block)),
      settings: { ...settings, title: longName('Tittel') },
    }),
  });
  return id;
}

/** An address of about 190 characters, whose parts have their greatest lengths. */
const longAddress = (start: string): string =>
  `${start.padEnd(60, 'x')}@${'underdomene'.repeat(5)}.${'domene'.repeat(10)}.no`;

function createContact(api: ApiClient, companyId: string, ourContactId: string): Promise<ContactCard> {
  return api.call(ROUTES.contacts.create, {
    body: {
      firstName: longName('Person').slice(0, 100),
      lastName: longName('Etternavn').slice(20, 120),
      title: longName('Stilling'),
      email: longAddress('person'),
      companyId,
      ourContactId,
    },
  });
}

/** Creates three folders, each in the one before it. Returns the id of the innermost. */
async function nestedFolder(api: ApiClient): Promise<string> {
  let parentId: string | null = null;
  for (const start of ['Mappe', 'Undermappe', 'Innerste mappe']) {
    const folder: Folder = await api.call(ROUTES.folders.create, {
      body: { name: longName(start), parentId },
    });
    parentId = folder.id;
  }
  return parentId ?? '';
}

/** A condition with groups in four levels; the innermost has two rules about the field. */
function nestedCondition(fact: string): Record<string, unknown> {
  const rule = { fact, operator: 'equal', value: longName('Verdi én') };
  return {
    all: [
      rule,
      {
        any: [
          rule,
          { all: [rule, { any: [rule, { fact: 'contact.country', operator: 'equal', value: 'NO' }] }] },
        ],
      },
    ],
  };
}

async function createMailing(
  api: ApiClient,
  { linkId, contactId }: { linkId: string; contactId: string },
): Promise<string> {
  const created = await api.call(ROUTES.mailings.create, {
    body: {
      name: longName('Utsendelse'),
      subject: longName('Emne'),
      html: `<p><a href="https://example.no/${'lang-adresse/'.repeat(20)}">${longName('Tekst')}</a></p><p><a href="https://example.no">Lokal</a></p>`,
    },
  });
  const params = { id: created.id };
  const { revision } = await api.call(ROUTES.mailings.setLink, {
    params: { ...params, occurrence: 0 },
    body: { kind: 'library', revision: created.revision, linkId },
  });
  await api.call(ROUTES.mailings.setLink, {
    params: { ...params, occurrence: 1 },
    body: { kind: 'track-local', revision, name: longName('Lokal kobling'), url: 'https://example.no' },
  });
  await api.call(ROUTES.recipients.add, { params, body: { contactIds: [contactId], selectionIds: [] } });
  return created.id;
}

function edge(from: string, port: string, to: string): WorkflowEdit {
  return { op: 'connect', edge: { id: `${from}-${port}-${to}`, from: { node: from, port }, to } };
}
