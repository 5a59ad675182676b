import {
  ROUTES,
  type ContactCard,
  type LinkDetail,
  type RecipientView,
  type ScriptParam,
  type WorkflowEdit,
} from '@linkflow/contracts';
import { aForm, openForm, submitForm } from '../support/a-form';
import { aWebhook } from '../support/a-webhook';
import { Demo, until, visit, type ApiClient } from '../support';
import { prepareOps, type OpsScene } from './ops-state';

/** Ids and URLs of objects that the pages show. */
export interface Scene {
  /** A link with a published workflow and clicks. */
  linkId: string;
  /** A link with an unpublished change. */
  changedLinkId: string;
  /** A link whose workflow is a straight line. It ends with a script, which has parameters of all types. */
  straightLinkId: string;
  scriptId: string;
  /** A published form with a submission, and its page. */
  formId: string;
  formUrl: string;
  mailingId: string;
  /** A mailing that was sent, and one of its messages in the outbox. */
  sentMailingId: string;
  outboxMessageId: string;
  contactId: string;
  companyId: string;
  selectionId: string;
  dynamicSelectionId: string;
  projectId: string;
  succeededRunId: string;
  failedRunId: string;
  /** A run that is held because it is not clear whether a person clicked. */
  heldRunId: string;
  /** Id of a bulk for people that waits for a user after its first ones. */
  peopleBulkId: string;
  messageUrl: string;
  /** Tracked URLs of one recipient. */
  answerUrl: string;
  confirmUrl: string;
  /** A webhook subscription with an entry in its log. */
  subscriptionId: string;
  ops: OpsScene;
}

type Known = RecipientView & { card: ContactCard };

/** A network of Microsoft's scanners, and a data centre. */
const GATEWAY = '40.92.0.10';
const VPN = '3.5.6.7';
const CALL_ME = 'Ring meg';
const BOOK_DEMO = 'Book en demo';
const FEWER_MAILS = 'Bare de viktigste nyhetene';
const NEWSLETTER = {
  name: { en: 'Newsletter', nb: 'Nyhetsbrev' },
  description: { en: 'News once a month', nb: 'Nyheter én gang i måneden' },
  requiresUnsubscribe: true,
  requiresConsent: false,
  footer: '<p><a href="{{link:unsubscribe}}">Meld meg av</a></p>',
};

/** Brings the demo into the state of a system in use: a published workflow, clicks of several recipients, and failed runs. */
export async function prepareScene(api: ApiClient): Promise<Scene> {
  const demo = new Demo(api);
  const selectionId = await demo.idOf('selection', 'Interessert – vår 2027');
  const link = await drawTour(api, demo, selectionId);
  const scriptId = await aMacro(api);
  const straight = await drawStraightLine(api, demo, { selectionId, scriptId });
  const changed = await changeDraft(api, await demo.link(CALL_ME));
  await api.call(ROUTES.links.update, {
    params: { id: changed.id },
    body: { trust: { strictness: 'normal' } },
  });
  const { home, abroad } = await knownRecipients(demo);
  const [shown, unlucky, ...others] = home;
  if (!shown?.card.company || !unlucky) throw new Error('The demo has too few recipients in Norway');

  /** Clicks from a network of machines or of whom it is not clear, before the person does. */
  const clickFrom = async (address: string, one: Known, text: string): Promise<void> => {
    await visit(await demo.trackedUrl(one, text), { headers: { 'x-forwarded-for': address } });
  };
  const clickAndRest = async (one: Known, text: string, linkId: string): Promise<string> => {
    await demo.click(await demo.trackedUrl(one, text));
    return (await demo.restedRun(linkId, one.card.id)).id;
  };
  const bookDemo = (await demo.link(BOOK_DEMO)).id;
  for (const one of [...others.slice(0, 2), ...abroad.slice(0, 2)])
    await clickAndRest(one, Demo.LINK, link.id);
  for (const one of [...others.slice(2, 4), ...abroad.slice(1, 3)])
    await clickAndRest(one, CALL_ME, changed.id);
  for (const one of [...others.slice(1, 3), shown]) await clickAndRest(one, BOOK_DEMO, bookDemo);
  const succeededRunId = await clickAndRest(shown, Demo.LINK, link.id);
  const interestId = await demo.idOf('interest', 'Produktnyheter');
  const ops = await prepareOps(api, link, others, { selectionId, interestId });
  // Creates a failed run after `prepareOps`, because the bulk operation there would repair it.
  await api.call(ROUTES.selections.retire, { params: { id: selectionId } });
  const failedRunId = await clickAndRest(unlucky, Demo.LINK, link.id);
  await api.call(ROUTES.selections.restore, { params: { id: selectionId } });

  for (const one of others.slice(0, 3)) await clickFrom(GATEWAY, one, Demo.LINK);
  for (const one of [unlucky, ...others.slice(-1)]) {
    await clickFrom(VPN, one, Demo.LINK);
    await clickFrom(VPN, one, CALL_ME);
  }
  const heldRunId = await until(
    async () => (await api.call(ROUTES.runs.list, { query: { held: 'doubt' } })).items[0]?.id,
    { what: 'a held run' },
  );
  const old = { name: 'Høstnyheter 2025', subject: 'Høsten er her', html: '<p>Hei</p>' };
  const { id: oldId } = await api.call(ROUTES.mailings.create, { body: old });
  await api.call(ROUTES.mailings.remove, { params: { id: oldId } });
  const selections = await api.call(ROUTES.selections.list);
  const mailing = await demo.mailing();
  const [sent, form] = await Promise.all([sendCopy(api, mailing.id, [shown, ...others]), prepareForm(api)]);
  return {
    linkId: link.id,
    changedLinkId: changed.id,
    straightLinkId: straight.id,
    scriptId,
    ...form,
    mailingId: mailing.id,
    sentMailingId: sent.mailingId,
    outboxMessageId: sent.messageId,
    contactId: shown.card.id,
    companyId: shown.card.company.id,
    selectionId,
    dynamicSelectionId: selections.items.find(({ kind }) => kind === 'dynamic')?.id ?? '',
    projectId: await demo.idOf('project', 'Vårkampanje 2027'),
    succeededRunId,
    failedRunId,
    heldRunId,
    peopleBulkId: await prepareFollowUps(api, demo, changed.id),
    messageUrl: await demo.personalUrl(shown),
    answerUrl: await demo.trackedUrl(shown, Demo.LINK),
    confirmUrl: await demo.trackedUrl(shown, FEWER_MAILS),
    subscriptionId: await aWebhook(api, 'CRM hos Fjelltopp'),
    ops,
  };
}

/** A follow-up for each person who clicked a link, of which the first ones are made. */
async function prepareFollowUps(api: ApiClient, demo: Demo, linkId: string): Promise<string> {
  const { id } = await api.call(ROUTES.peopleBulks.start, {
    body: {
      filter: { of: 'link', linkId, clicks: 'all' },
      work: { do: 'follow-up', kind: 'to-do', taskTypeId: await demo.idOf('task-type', 'Telefon ut') },
      canary: 2,
    },
  });
  await until(async () => (await api.call(ROUTES.peopleBulks.get, { params: { id } })).state === 'checking', {
    what: 'the first follow-ups',
  });
  return id;
}

/** A form to register for an event, and one registration; and one that was deleted. */
async function prepareForm(api: ApiClient): Promise<Pick<Scene, 'formId' | 'formUrl'>> {
  const form = await aForm(api, { name: 'Åpen dag i verkstedet', template: 'event' });
  const body = { name: 'Åpen dag i fjor', template: 'event' } as const;
  const { id } = await api.call(ROUTES.forms.create, { body });
  await api.call(ROUTES.forms.remove, { params: { id } });
  const page = await openForm(form.url);
  const values = { firstName: 'Solveig', lastName: 'Lien', email: 'solveig.lien@example.no', seats: '2' };
  // A form that is sent at once has to be sent once more.
  await until(async () => (await submitForm(page, values)).status === 200, { everyMs: 500 });
  await until(async () => (await api.call(ROUTES.forms.get, { params: { id: form.id } })).submissions > 0);
  return { formId: form.id, formUrl: form.url };
}

/** Gives the demo mailing a type and a sender, and sends a copy of it to the outbox. */
async function sendCopy(api: ApiClient, id: string, to: readonly Known[]) {
  const type = await api.call(ROUTES.subscriptionTypes.create, { body: NEWSLETTER });
  const { revision } = await api.call(ROUTES.mailings.get, { params: { id } });
  await api.call(ROUTES.mailings.update, {
    params: { id },
    body: {
      revision,
      typeId: type.id,
      from: { name: 'Fjelltopp Sport', address: 'nyheter@fjelltopp.example' },
    },
  });
  const copy = await api.call(ROUTES.mailings.copy, { params: { id }, body: { name: 'Vinternyheter 2027' } });
  const params = { id: copy.id };
  await api.call(ROUTES.recipients.add, { params, body: { contactIds: to.map(({ card }) => card.id) } });
  const { revision: checked } = await api.call(ROUTES.mailings.get, { params });
  await api.call(ROUTES.sending.start, { params, body: { revision: checked } });
  const message = await until(
    async () => {
      const { state } = await api.call(ROUTES.sending.get, { params });
      const { items } = await api.call(ROUTES.outbox.list, { query: { mailingId: copy.id } });
      return state === 'finished' ? items[0] : undefined;
    },
    { what: 'the end of the sending' },
  );
  return { mailingId: copy.id, messageId: message.id };
}

/** Publishes a workflow. Contacts in Norway get an interest, a selection and a follow-up; for others a request is created. */
async function drawTour(api: ApiClient, demo: Demo, selectionId: string): Promise<LinkDetail> {
  const link = await demo.link();
  const userId = await demo.idOf('user', 'Ingrid Dahl');
  await edit(api, link, [
    node('norway', 'condition', {
      condition: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] },
    }),
    node('interest', 'set-interest', { interestId: await demo.idOf('interest', 'Produktnyheter') }),
    node('select', 'add-to-selection', { selectionId }),
    node('call', 'create-follow-up', {
      kind: 'to-do',
      taskTypeId: await demo.idOf('task-type', 'Telefon ut'),
      text: 'Ring {{contact.firstName}} om nye produkter',
      createdById: userId,
      assignToOurContact: true,
      defaultRecipientId: userId,
      projectId: await demo.idOf('project', 'Vårkampanje 2027'),
      durationMinutes: 15,
      dueInDays: 0,
    }),
    node('request', 'create-request', {
      title: '{{contact.name}} ønsker informasjon',
      categoryId: await demo.idOf('category', 'Salg'),
      priorityId: await demo.idOf('priority', 'Middels'),
      owner: { kind: 'auto' },
    }),
    edge('click', 'then', 'norway'),
    edge('norway', 'yes', 'interest'),
    edge('interest', 'next', 'select'),
    edge('select', 'next', 'call'),
    edge('norway', 'no', 'request'),
  ]);
  const drawn = await demo.link();
  await api.call(ROUTES.workflows.publish, {
    params: { id: link.id },
    body: { revision: drawn.draft.revision },
  });
  return drawn;
}

/** A script with a parameter of each type. */
async function aMacro(api: ApiClient): Promise<string> {
  const param = (name: string, label: string, part: Partial<ScriptParam>): ScriptParam => ({
    name,
    label,
    type: 'text',
    required: false,
    default: null,
    ...part,
  });
  const { id } = await api.call(ROUTES.scripts.create, {
    body: {
      name: 'Regn ut tilbud',
      description: 'Gir rabatten som et tilbud har på klikkets dag.',
      source:
        "const open = params.until === null || params.until >= '2027-01-01';\nreturn { discount: open ? params.discount : 0 };\n",
      params: [
        param('greeting', 'Hilsen', { required: true }),
        param('discount', 'Rabatt i prosent', { type: 'number', required: true, default: 10 }),
        param('size', 'Størrelse', { type: 'choice', options: ['Liten', 'Stor'] }),
        param('until', 'Gjelder til', { type: 'date' }),
        param('vip', 'Bare faste kunder', { type: 'boolean' }),
      ],
      outputs: [{ name: 'discount', type: 'number' }],
    },
  });
  return id;
}

/** A link that shows the seven tabs. */
async function drawStraightLine(
  api: ApiClient,
  demo: Demo,
  { selectionId, scriptId }: { selectionId: string; scriptId: string },
): Promise<LinkDetail> {
  const link = await api.call(ROUTES.links.create, {
    body: { name: 'Batterikalkulator', url: 'https://www.soltun.example/batteri/kalkulator' },
  });
  const userId = await demo.idOf('user', 'Ingrid Dahl');
  await edit(api, link, [
    node('answer', 'confirm', {
      title: 'Vil du at vi ringer?',
      html: '<p>Trykk på knappen, så ringer vi deg i løpet av to dager.</p>',
      button: 'Ja, ring meg',
    }),
    node('interest', 'set-interest', { interestId: await demo.idOf('interest', 'Produktnyheter') }),
    node('select', 'add-to-selection', { selectionId }),
    node('call', 'create-follow-up', {
      kind: 'to-do',
      taskTypeId: await demo.idOf('task-type', 'Telefon ut'),
      text: 'Ring {{contact.firstName}} om batteri. Kalkulatoren er åpnet; spør hva den viste.',
      createdById: userId,
      assignToOurContact: true,
      defaultRecipientId: userId,
      projectId: await demo.idOf('project', 'Vårkampanje 2027'),
      durationMinutes: 15,
      dueInDays: 2,
    }),
    node('request', 'create-request', { title: '', owner: { kind: 'auto' } }),
    edge('click', 'respond', 'answer'),
    edge('click', 'then', 'interest'),
    edge('interest', 'next', 'select'),
    edge('select', 'next', 'call'),
    node('macro', 'run-script', {
      scriptId,
      values: { greeting: 'Hei {{contact.firstName}}', discount: 15, size: 'Stor' },
    }),
    edge('call', 'next', 'request'),
    edge('request', 'next', 'macro'),
  ]);
  return link;
}

/** Edits the draft of a link, so that it differs from the live version in the publish dialog. Returns the link as it was. */
async function changeDraft(api: ApiClient, link: LinkDetail): Promise<LinkDetail> {
  const request = link.draft.document.nodes.find((one) => one.type === 'create-request');
  const call = link.draft.document.nodes.find((one) => one.type === 'create-follow-up');
  if (!request || !call) throw new Error(`"${link.name}" lacks its request or its follow-up`);
  const { nodes, edges } = link.draft.document;
  const follows = (id: string) => edges.find(({ from }) => from.node === id && from.port === 'next')?.to;
  let last = request;
  for (let next = follows(last.id); next !== undefined; next = follows(last.id))
    last = nodes.find(({ id }) => id === next) ?? last;
  const { secret } = await api.call(ROUTES.webhookSecrets.create, {
    body: { kind: 'signing', name: 'Fjelltopp CRM' },
  });
  await edit(api, link, [
    { op: 'set-params', nodeId: call.id, params: { ...call.params, durationMinutes: 30 } },
    { op: 'set-repeat', nodeId: request.id, repeat: { kind: 'once-per-days', days: 14 } },
    node('hook', 'call-webhook', {
      url: 'https://crm.fjelltopp.example/hooks/linkflow',
      method: 'POST',
      body: '{\n  "email": "{{contact.email}}",\n  "hits": {{link.hits}}\n}',
      headers: [{ name: 'X-Contact', value: '{{contact.name}}' }],
      headerSecretId: null,
      signingSecretId: secret.id,
      answer: [
        { name: 'score', path: 'lead.score', type: 'number' },
        { name: 'level', path: 'lead.tags[0]', type: 'text' },
      ],
    }),
    edge(last.id, 'next', 'hook'),
  ]);
  return link;
}

async function knownRecipients(demo: Demo): Promise<{ home: Known[]; abroad: Known[] }> {
  const home: Known[] = [];
  const abroad: Known[] = [];
  for (const recipient of await demo.recipients()) {
    if (!recipient.contact) continue;
    const one = { ...recipient, card: await demo.card(recipient.contact.id) };
    if (one.card.country !== 'NO') abroad.push(one);
    else if (one.card.ourContact !== null && one.card.company !== null) home.push(one);
    if (home.length >= 6 && abroad.length >= 3) break;
  }
  return { home, abroad };
}

async function edit(api: ApiClient, { id, draft }: LinkDetail, edits: WorkflowEdit[]): Promise<void> {
  await api.call(ROUTES.workflows.editDraft, { params: { id }, body: { revision: draft.revision, edits } });
}

function node(id: string, type: string, params: Record<string, unknown>): WorkflowEdit {
  return { op: 'add-node', node: { id, type, params } };
}

function edge(from: string, port: string, to: string): WorkflowEdit {
  return { op: 'connect', edge: { id: `${from}-${port}-${to}`, from: { node: from, port }, to } };
}
