import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type FormContent, type FormDetail, type SubmissionView } from '@linkflow/contracts';
import { LinkTokens, deriveKeys, linkPlaceholder } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import { aForm, openForm, submitForm as submit, type OpenedForm } from '../support/a-form';
import { TEST_LINK_KEYS } from './links.fixture';

/** Forms from the page to the run: apps/click takes submissions, the worker stores and processes them, the api shows them. */
const environment = testEnvironment('forms');
const tokens = new LinkTokens(deriveKeys([{ id: 1, secret: Buffer.from('5a'.repeat(32), 'hex') }]));
let apps: RunningApps;
let api: ApiClient;
let client: mongo.MongoClient;
let db: mongo.Db;

beforeAll(async () => {
  apps = await startApps({
    environment,
    seedDemo: true,
    env: { LINK_KEYS: TEST_LINK_KEYS, FORM_MIN_SECONDS: '0', ORGANISATION_NAME: 'Soltun Energi' },
  });
  api = await signIn(apps.apiUrl);
  client = new mongo.MongoClient(environment.mongoUri);
  db = client.db();
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await client?.close();
  await environment.dispose();
});

const published = (
  template: 'person' | 'survey' | 'event' | 'empty',
  change?: (content: FormContent) => FormContent,
): Promise<FormDetail> => aForm(api, { name: `Skjema ${newId()}`, template, change });

const open = (form: { id: string }, query = ''): Promise<OpenedForm> =>
  openForm(`${apps.clickUrl}/f/${form.id}${query}`);

const submissionsOf = async (form: { id: string }): Promise<SubmissionView[]> =>
  (await api.call(ROUTES.submissions.list, { params: { id: form.id } })).items;

const settled = (
  form: { id: string },
  status: SubmissionView['status'],
  count = 1,
): Promise<SubmissionView[]> =>
  until(async () => {
    const found = (await submissionsOf(form)).filter((one) => one.status === status);
    return found.length >= count && found;
  });

let counter = 0;
const anAddress = (): string => `svarer.${++counter}.${newId()}@example.no`;

describe('a submission', () => {
  it('makes a contact and a run whose workflow makes a follow-up with the answers', async () => {
    const form = await published('person');
    // The builder shows what stands above the form.
    expect(form.organisation).toEqual({ name: 'Soltun Energi', logoUrl: null });
    const email = anAddress();
    const page = await open(form, '?utm_source=brev&utm_campaign=vår');
    expect(page.html).toContain('Soltun Energi');
    const sent = await submit(page, {
      firstName: 'Åse',
      lastName: 'Vik',
      email,
      phone: '22 33 44 55',
      message: 'Ring meg\nom <tak>',
    });
    expect(sent.status).toBe(200);
    const [submission] = await settled(form, 'processed');
    expect(submission).toMatchObject({
      address: email,
      utm: { source: 'brev', campaign: 'vår' },
      contact: { name: 'Åse Vik' },
    });
    const contact = await api.call(ROUTES.contacts.get, { params: { id: submission?.contact?.id ?? '' } });
    expect(contact).toMatchObject({ firstName: 'Åse', email, phone: '22 33 44 55' });
    expect(contact.changes.find(({ kind }) => kind === 'created')?.source).toMatchObject({
      kind: 'form',
      form: { id: form.id },
    });
    const run = await until(async () => {
      const { items } = await api.call(ROUTES.runs.list, { query: { formId: form.id } });
      return items.find(({ status }) => status === 'succeeded');
    });
    expect(run).toMatchObject({
      id: submission?.runId,
      trigger: { type: 'form' },
      context: { form: { id: form.id } },
    });
    const card = await api.call(ROUTES.contacts.get, { params: { id: contact.id } });
    expect(card.followUps[0]?.text).toContain('Ring meg\nom <tak>');
    expect(card.followUps[0]?.text).toContain(form.name);
    const csv = await fetch(`${apps.apiUrl}/api/forms/${form.id}/submissions.csv`, {
      headers: { cookie: api.cookie },
    });
    expect(await csv.text()).toContain(`"${email}"`);
  });

  it('with bad values tells at the fields and keeps what was typed', async () => {
    const form = await published('event');
    const page = await open(form);
    const sent = await submit(page, { firstName: 'Per', lastName: '', email: 'per(a)example', seats: '40' });
    expect(sent.status).toBe(422);
    const html = await sent.text();
    expect(html).toContain('Fyll ut dette feltet');
    expect(html).toContain('Dette ser ikke ut som en e-postadresse');
    expect(html).toContain('Tallet må være 10 eller mindre');
    expect(html).toContain('value="Per"');
    expect(html).toContain('value="per(a)example"');
    expect(html).toMatch(/id="f_lastName"[^>]*autofocus/);
    // The same page can be sent again with better answers.
    const again = await submit(
      { ...page, html },
      {
        firstName: 'Per',
        lastName: 'Dal',
        email: anAddress(),
        seats: '2',
      },
    );
    expect(again.status).toBe(200);
    await settled(form, 'processed');
    expect(await submissionsOf(form)).toHaveLength(1);
  });

  it('sent twice from one page is stored once, and with another answer twice', async () => {
    const form = await published('person');
    const page = await open(form);
    const values = { firstName: 'Ida', lastName: 'Moe', email: anAddress() };
    await Promise.all([submit(page, values), submit(page, values), submit(page, values)]);
    await submit(page, { ...values, phone: '99 88 77 66' });
    await settled(form, 'processed', 2);
    expect(await submissionsOf(form)).toHaveLength(2);
    const contacts = await db.collection('contacts').countDocuments({ email: values.email });
    expect(contacts).toBe(1);
  });

  it('is judged by the version that the person saw', async () => {
    const form = await published('survey');
    const page = await open(form);
    const { content, revision, draft } = form;
    const blocks = content.blocks.map((block) =>
      block.type === 'choice' ? { ...block, options: ['Ja', 'Nei'] } : block,
    );
    const saved = await api.call(ROUTES.forms.update, {
      params: { id: form.id },
      body: { content: { ...content, blocks }, revision },
    });
    await api.call(ROUTES.forms.publish, {
      params: { id: form.id },
      body: { revision: saved.revision, workflowRevision: draft.revision },
    });
    const sent = await submit(page, { score: 'Svært fornøyd' });
    expect(sent.status).toBe(200);
    const [submission] = await settled(form, 'processed');
    expect(submission).toMatchObject({ version: 1, contact: null });
    expect(submission?.answers).toMatchObject([{ name: 'score', value: 'Svært fornøyd' }]);
  });

  it('of a machine is kept as spam and starts nothing, until a colleague says otherwise', async () => {
    const form = await published('person');
    const values = { firstName: 'Bot', lastName: 'Bot', email: anAddress() };
    await submit(await open(form), values, { website: 'https://spam.example' });
    await submit(await open(form), values, { send: undefined });
    const spam = await settled(form, 'spam', 2);
    expect(spam.map((one) => one.spam.join()).toSorted()).toEqual(['honeypot', 'no-button']);
    expect(await db.collection('contacts').countDocuments({ email: values.email })).toBe(0);
    await api.call(ROUTES.submissions.retry, {
      params: { id: form.id, submissionId: spam[0]?.id ?? '' },
    });
    await settled(form, 'processed');
  });

  it('with a ticket that is not ours is shown again with a new one', async () => {
    const form = await published('person');
    const page = await open(form);
    const forged = {
      ...page,
      html: page.html.replace(/name="t" value="[^"]*"/, 'name="t" value="x.1.2.3.y"'),
    };
    const values = { firstName: 'Kari', lastName: 'Lie', email: anAddress() };
    const refused = await submit(forged, values);
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain('Svarene dine er ikke sendt ennå');
    expect((await submit({ ...page, html }, values)).status).toBe(200);
    await settled(form, 'processed');
  });
});

describe('the contact', () => {
  it('of a known address is completed, and overwritten only where the form says so', async () => {
    const email = anAddress();
    const { id } = await api.call(ROUTES.contacts.create, {
      body: { firstName: 'Liv', lastName: 'Berg', email, phone: '11 11 11 11' },
    });
    const form = await published('person', (content) => ({
      ...content,
      blocks: content.blocks.map((block) =>
        block.name === 'phone' && block.type === 'phone' ? { ...block, overwrite: true } : block,
      ),
    }));
    await submit(await open(form), {
      firstName: 'Livia',
      lastName: 'Berge',
      email: email.toUpperCase(),
      phone: '22 22 22 22',
    });
    const [submission] = await settled(form, 'processed');
    expect(submission?.contact?.id).toBe(id);
    expect(await api.call(ROUTES.contacts.get, { params: { id } })).toMatchObject({
      firstName: 'Liv',
      lastName: 'Berg',
      phone: '22 22 22 22',
    });
  });

  it('of an unknown address is decided by a person, if the form says so', async () => {
    const form = await published('person', (content) => ({
      ...content,
      settings: { ...content.settings, matching: 'hold-unknown' },
    }));
    await submit(await open(form), { firstName: 'Ny', lastName: 'Ukjent', email: anAddress() });
    const [held] = await settled(form, 'held');
    expect((await api.call(ROUTES.forms.get, { params: { id: form.id } })).held).toBe(1);
    const { id: contactId } = await api.call(ROUTES.contacts.create, { body: { lastName: 'Kjent' } });
    const params = { id: form.id, submissionId: held?.id ?? '' };
    await api.call(ROUTES.submissions.decide, { params, body: { as: 'contact', contactId } });
    const [processed] = await settled(form, 'processed');
    expect(processed?.contact?.id).toBe(contactId);
    const again = api.call(ROUTES.submissions.decide, { params, body: { as: 'rejected' } });
    await expect(again).rejects.toThrow('submission.settled');
  });

  it('that answers twice counts once, if the form takes one answer', async () => {
    const form = await published('event');
    const values = { firstName: 'Jon', lastName: 'Ås', email: anAddress(), seats: '1' };
    await submit(await open(form), values);
    await settled(form, 'processed');
    expect((await submit(await open(form), values)).status).toBe(200);
    await settled(form, 'duplicate');
    expect((await api.call(ROUTES.forms.get, { params: { id: form.id } })).submissions).toBe(1);
  });
});

describe('double opt-in', () => {
  it('of a sign-up begins when the button is pressed: the reader has consented, and is in the selection', async () => {
    const { id: typeId } = await api.call(ROUTES.subscriptionTypes.create, {
      body: { name: { en: 'News', nb: `Nytt ${newId()}` }, requiresConsent: true },
    });
    const selection = await api.call(ROUTES.selections.create, {
      body: { name: `Lesere ${newId()}`, kind: 'static' },
    });
    const form = await api.call(ROUTES.forms.create, {
      body: { name: `Nyhetsbrev ${newId()}`, template: 'newsletter', typeId },
    });
    const { id: formId, revision } = form;
    const publish = (workflowRevision: number) =>
      api.call(ROUTES.forms.publish, { params: { id: formId }, body: { revision, workflowRevision } });
    // The selection is not chosen yet.
    await expect(publish(form.draft.revision)).rejects.toThrow('workflow.invalid');
    const edited = await api.call(ROUTES.formWorkflows.editDraft, {
      params: { id: formId },
      body: {
        revision: form.draft.revision,
        edits: [{ op: 'set-params', nodeId: 'readers', params: { selectionId: selection.id } }],
      },
    });
    await publish(edited.revision);
    // A form whose selection is chosen when it is made needs no editing.
    const ready = await api.call(ROUTES.forms.create, {
      body: { name: `Nyhetsbrev ${newId()}`, template: 'newsletter', typeId, selectionId: selection.id },
    });
    await api.call(ROUTES.forms.publish, {
      params: { id: ready.id },
      body: { revision: ready.revision, workflowRevision: ready.draft.revision },
    });
    const email = anAddress();
    const sent = await submit(await open(form), { email, consent: '1' });
    expect(await sent.text()).toContain(email);
    const [waiting] = await settled(form, 'awaiting-confirmation');
    const mail = await until(async () => {
      const { items } = await api.call(ROUTES.outbox.list, { query: { recipientId: waiting?.id ?? '' } });
      return items[0];
    });
    const { text } = await api.call(ROUTES.outbox.get, { params: { id: mail.id } });
    const url = /https?:\/\/\S+\/f\/\S{56}/.exec(text ?? '')?.[0] ?? '';
    const reached = `${apps.clickUrl}${new URL(url).pathname}`;
    // A scanner that follows the link confirms nothing.
    expect(await (await fetch(reached)).text()).toContain('Bekreft at det var deg');
    await fetch(reached, { method: 'POST', body: new URLSearchParams({}) });
    expect(await settled(form, 'awaiting-confirmation')).toHaveLength(1);
    expect(await db.collection('contacts').countDocuments({ email })).toBe(0);
    for (let press = 0; press < 2; press += 1) {
      const thanks = await fetch(reached, { method: 'POST', body: new URLSearchParams({ confirm: '1' }) });
      expect(await thanks.text()).toContain('Velkommen');
    }
    const [processed] = await settled(form, 'processed');
    expect(await (await fetch(reached)).text()).toContain('Velkommen');
    const id = processed?.contact?.id ?? '';
    const subscriptions = await until(async () => {
      const found = await api.call(ROUTES.subscriptions.get, { params: { id } });
      return found.types.some(({ type, consent }) => type.id === typeId && consent !== null) && found;
    });
    expect(subscriptions.types.find(({ type }) => type.id === typeId)).toMatchObject({
      consent: { source: 'double-opt-in', text: 'Jeg vil gjerne ha nyhetsbrevet på e-post.' },
    });
    const runs = await until(async () => {
      const { items } = await api.call(ROUTES.runs.list, { query: { formId: form.id } });
      return items.some(({ status }) => status === 'succeeded') && items;
    });
    expect(runs).toHaveLength(1);
    const card = await api.call(ROUTES.contacts.get, { params: { id } });
    expect(card.selections.map(({ target }) => target.id)).toContain(selection.id);
  });

  it('of a sign-up waits for the type that people sign up for', async () => {
    const typeOf = async (): Promise<string> =>
      (
        await api.call(ROUTES.subscriptionTypes.create, {
          body: { name: { en: 'News', nb: `Nytt ${newId()}` } },
        })
      ).id;
    const signUp = (typeId?: string) =>
      api.call(ROUTES.forms.create, {
        body: { name: `Nyhetsbrev ${newId()}`, template: 'newsletter', typeId },
      });
    const codesOf = ({ problems }: FormDetail) => problems.map(({ code }) => code);
    const without = await signUp();
    expect(codesOf(without)).toEqual(['form.no-type']);
    const { id, revision, draft } = without;
    await expect(
      api.call(ROUTES.forms.publish, {
        params: { id },
        body: { revision, workflowRevision: draft.revision },
      }),
    ).rejects.toThrow('form.invalid');
    const retired = await typeOf();
    await api.call(ROUTES.subscriptionTypes.retire, { params: { id: retired } });
    expect(codesOf(await signUp(retired))).toEqual(['form.wrong-type']);
    expect(codesOf(await signUp(await typeOf()))).toEqual([]);
  });
});

describe('a form in a mail', () => {
  it('is opened by a click, with the chosen answers from the card, and belongs to the recipient', async () => {
    const form = await published('person');
    const email = anAddress();
    const contact = await api.call(ROUTES.contacts.create, {
      body: { firstName: 'Tor', lastName: 'Hauge', email, phone: '33 33 33 33' },
    });
    const link = await api.call(ROUTES.links.create, {
      body: { name: 'Til skjemaet', url: 'https://example.com/' },
    });
    const { draft } = await api.call(ROUTES.links.get, { params: { id: link.id } });
    const node = {
      id: 'open',
      type: 'open-form',
      params: { formId: form.id, prefill: ['email', 'firstName'] },
    };
    const edited = await api.call(ROUTES.workflows.editDraft, {
      params: { id: link.id },
      body: {
        revision: draft.revision,
        edits: [
          { op: 'add-node', node },
          { op: 'connect', edge: { id: 'e', from: { node: 'click', port: 'respond' }, to: 'open' } },
        ],
      },
    });
    await api.call(ROUTES.workflows.publish, {
      params: { id: link.id },
      body: { revision: edited.revision },
    });
    const [mailingId, recipientId] = [newId(), newId()];
    await db.collection<{ _id: string }>('recipients').insertOne({
      _id: recipientId,
      mailingId,
      contactId: contact.id,
      email,
      addressKey: email,
      name: 'Tor Hauge',
      addedAt: new Date(),
      removedAt: null,
    } as never);
    const click = await fetch(`${apps.clickUrl}/c/${tokens.sign('click', link.id, recipientId)}`, {
      redirect: 'manual',
    });
    expect(click.status).toBe(302);
    const page = await openForm(`${apps.clickUrl}${click.headers.get('location')}`);
    expect(page.html).toContain(`value="${email}"`);
    expect(page.html).toContain('value="Tor"');
    expect(page.html, 'not chosen').not.toContain('33 33 33 33');
    // Another choice than that of the link shows nothing.
    const forged = await openForm(page.url.replace('email', 'phone'));
    expect(forged.html).not.toContain('33 33 33 33');
    await submit(page, { firstName: 'Tor', lastName: 'Hauge', email });
    const [submission] = await settled(form, 'processed');
    expect(submission).toMatchObject({ contact: { id: contact.id }, link: { id: link.id } });
    const uses = () => api.call(ROUTES.forms.uses, { params: { id: form.id } });
    expect(await uses()).toMatchObject({ links: [{ id: link.id }], mailings: [], sites: [] });
    // A link whose address is that of the form, in a mailing; and the first one as it is live, though its draft opens no form any more.
    const direct = await api.call(ROUTES.links.create, {
      body: { name: 'Til skjemaet', url: `${form.url}?utm_source=brev` },
    });
    await api.call(ROUTES.links.create, { body: { name: 'Et annet', url: `${form.url}0` } });
    const { id: usingId } = await api.call(ROUTES.mailings.create, {
      body: {
        name: 'Brev med skjema',
        subject: 'Hei',
        html: `<p><a href="${linkPlaceholder(direct.id)}">Svar</a></p>`,
      },
    });
    await api.call(ROUTES.workflows.editDraft, {
      params: { id: link.id },
      body: { revision: edited.revision, edits: [{ op: 'remove-node', nodeId: 'open' }] },
    });
    const found = await uses();
    expect(found.links.map(({ id }) => id).toSorted()).toEqual([link.id, direct.id].toSorted());
    expect(found).toMatchObject({ mailings: [{ id: usingId, state: null }], sent: 0, unsent: 1 });
  });
});

describe('publishing', () => {
  it('refuses an unfinished form, and a workflow with another trigger', async () => {
    const { id } = await api.call(ROUTES.forms.create, { body: { name: 'Tomt' } });
    const unfinished = api.call(ROUTES.forms.publish, {
      params: { id },
      body: { revision: 0, workflowRevision: 0 },
    });
    await expect(unfinished).rejects.toThrow('form.invalid');
    await expect(fetch(`${apps.clickUrl}/f/${id}`)).resolves.toMatchObject({ status: 404 });
    const { draft } = await api.call(ROUTES.forms.get, { params: { id } });
    const saved = await api.call(ROUTES.formWorkflows.saveDraft, {
      params: { id },
      body: {
        revision: draft.revision,
        url: '',
        layout: draft.layout,
        document: { ...draft.document, nodes: [{ id: 'click', type: 'click', params: {} }] },
      },
    });
    expect(saved.problems.map(({ code }) => code)).toContain('graph.no-trigger');
  });

  it('shows what the answers of a form are called to its own workflow only', async () => {
    const form = await published('survey');
    const own = await api.call(ROUTES.catalogue.facts, { query: { formId: form.id } });
    expect(own.filter(({ group }) => group === 'form').map(({ name }) => name)).toContain('form.field.score');
    const others = await api.call(ROUTES.catalogue.facts, {});
    expect(others.some(({ group }) => group === 'form')).toBe(false);
  });
});
