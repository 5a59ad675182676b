import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type FormDetail, type SubmissionView } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import {
  signIn,
  startApps,
  testEnvironment,
  until,
  type AnotherApp,
  type ApiClient,
  type RunningApps,
} from '../support';
import { aForm, openForm, submitForm as submit, type OpenedForm } from '../support/a-form';
import { startCaptchaService, type CaptchaService } from '../support/captcha-service';

/** Captchas of forms: one process of apps/click has the work of the browser, another one a service that speaks siteverify. */
const environment = testEnvironment('form-captcha');
let apps: RunningApps;
let api: ApiClient;
let service: CaptchaService;
let served: AnotherApp;
let form: FormDetail;

beforeAll(async () => {
  service = await startCaptchaService();
  apps = await startApps({
    environment,
    seedDemo: true,
    env: {
      FORM_MIN_SECONDS: '0',
      FORM_RATE_PER_NETWORK: '0',
      FORM_CAPTCHA: 'proof-of-work',
      FORM_CAPTCHA_COST: '1',
    },
  });
  served = await apps.another('click', service.env);
  api = await signIn(apps.apiUrl);
  form = await aForm(api, { name: 'Skjema med captcha', template: 'person' });
}, 240_000);
afterAll(async () => {
  await apps?.stop();
  await service?.stop();
  await environment.dispose();
});

const aPerson = () => ({ firstName: 'Åse', lastName: 'Vik', email: `captcha.${newId()}@example.no` });
const NOT_PASSED = 'Vi kunne ikke sjekke at det er et menneske som fyller ut skjemaet.';
const submissionsOf = async (q: string): Promise<SubmissionView[]> =>
  (await api.call(ROUTES.submissions.list, { params: { id: form.id }, query: { q } })).items;
const settled = (email: string, status: SubmissionView['status']) =>
  until(async () => (await submissionsOf(email)).find((one) => one.status === status));

/** Expects the form again with the error at the challenge and all that was typed. */
async function expectRefused(
  sent: Response,
  { firstName, email }: ReturnType<typeof aPerson>,
): Promise<string> {
  expect(sent.status).toBe(422);
  const html = await sent.text();
  expect(html).toContain(`id="challenge-error">${NOT_PASSED}`);
  expect(html).toContain(`value="${firstName}"`);
  expect(html).toContain(`value="${email}"`);
  expect(await submissionsOf(email)).toEqual([]);
  return html;
}

describe('the work of the browser', () => {
  const open = () => openForm(`${apps.clickUrl}/f/${form.id}`);

  async function solve({ html }: OpenedForm): Promise<string> {
    const text = /data-challenge="([^"]*)"/.exec(html)?.[1]?.replaceAll('&quot;', '"') ?? '';
    const challenge = JSON.parse(text) as Challenge;
    const solution = await solveChallenge({ challenge, deriveKey });
    return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
  }

  it('lets a form through whose challenge was solved, also when the button is pressed twice', async () => {
    const page = await open();
    const person = aPerson();
    const altcha = await solve(page);
    const sent = await Promise.all([submit(page, person, { altcha }), submit(page, person, { altcha })]);
    expect(sent.map(({ status }) => status)).toEqual([200, 200]);
    await settled(person.email, 'processed');
    expect(await submissionsOf(person.email)).toHaveLength(1);
  });

  it('shows the form again without a solution, and takes one for the new challenge', async () => {
    const page = await open();
    const person = aPerson();
    const html = await expectRefused(await submit(page, person), person);
    const again = { ...page, html };
    expect((await submit(again, person, { altcha: await solve(again) })).status).toBe(200);
    await settled(person.email, 'processed');
  });

  it('refuses the solution of another page, a changed one, and one that was used many times', async () => {
    const [page, other] = [await open(), await open()];
    const person = aPerson();
    const altcha = await solve(page);
    await expectRefused(await submit(other, person, { altcha }), person);
    const changed = JSON.parse(Buffer.from(altcha, 'base64').toString()) as {
      challenge: Challenge;
      solution: { counter: number };
    };
    changed.challenge.parameters.cost = 1;
    changed.solution.counter += 1;
    const wrong = Buffer.from(JSON.stringify(changed)).toString('base64');
    await expectRefused(await submit(page, person, { altcha: wrong }), person);
    for (const text of ['x', '{}', Buffer.from('null').toString('base64')])
      await expectRefused(await submit(page, person, { altcha: text }), person);
    for (let use = 0; use < 5; use++) expect((await submit(page, aPerson(), { altcha })).status).toBe(200);
    await expectRefused(await submit(page, person, { altcha }), person);
  });

  it('is allowed by a policy that names its script and nothing else, and says what to do without scripts', async () => {
    const response = await fetch(`${apps.clickUrl}/f/${form.id}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'sha256-[^']+'(;|$)/);
    expect(policy).not.toMatch(/frame-src|connect-src|unsafe/);
    expect(await response.text()).toContain('<noscript><p class="error">Skjemaet bruker JavaScript');
  });

  it('is left out of a form that does not ask for it', async () => {
    const plain = await aForm(api, {
      name: 'Uten captcha',
      template: 'person',
      change: (content) => ({ ...content, settings: { ...content.settings, captcha: false } }),
    });
    expect(plain.captcha).toBe('proof-of-work');
    const page = await openForm(`${apps.clickUrl}/f/${plain.id}`);
    expect(page.html).not.toContain('data-challenge');
    expect((await submit(page, aPerson())).status).toBe(200);
  });
});

describe('a service that speaks siteverify', () => {
  const open = () => openForm(`${served.url}/f/${form.id}`);

  it('is asked with the secret, and a person who passed may press the button twice', async () => {
    const page = await open();
    expect(page.html).toContain('class="cf-turnstile" data-sitekey="site-key"');
    const person = aPerson();
    const answer = { 'cf-turnstile-response': service.pass() };
    const before = service.checks();
    const sent = await Promise.all([submit(page, person, answer), submit(page, person, answer)]);
    expect(sent.map(({ status }) => status)).toEqual([200, 200]);
    expect(service.checks()).toBe(before + 1);
    await settled(person.email, 'processed');
  });

  it('shows the form again without an answer, with a wrong one, and with one of another page', async () => {
    const page = await open();
    const person = aPerson();
    const used = { 'cf-turnstile-response': service.pass() };
    expect((await submit(page, aPerson(), used)).status).toBe(200);
    for (const answer of [{}, { 'cf-turnstile-response': 'wrong' }])
      await expectRefused(await submit(page, person, answer), person);
    await expectRefused(await submit(await open(), person, used), person);
  });

  it('that is away makes a submission wait for a colleague, who processes or rejects it', async () => {
    const [page, other] = [await open(), await open()];
    const [person, second] = [aPerson(), aPerson()];
    service.become('broken');
    try {
      expect((await submit(page, person, { 'cf-turnstile-response': service.pass() })).status).toBe(200);
      expect((await submit(other, second)).status).toBe(200);
    } finally {
      service.become('up');
    }
    const held = await settled(person.email, 'held');
    expect(held).toMatchObject({ unchecked: true, runId: null });
    const params = (submission: SubmissionView) => ({ id: form.id, submissionId: submission.id });
    await api.call(ROUTES.submissions.retry, { params: params(held) });
    expect(await settled(person.email, 'processed')).toMatchObject({ unchecked: false });
    const rejected = await api.call(ROUTES.submissions.decide, {
      params: params(await settled(second.email, 'held')),
      body: { as: 'rejected' },
    });
    expect(rejected).toMatchObject({ status: 'rejected', unchecked: false });
  });

  it('that refuses our secret makes a submission wait, too, and the confirmation mail is sent after the decision', async () => {
    const signUp = await aForm(api, {
      name: 'Påmelding',
      template: 'person',
      change: (content) => ({ ...content, settings: { ...content.settings, doubleOptIn: true } }),
    });
    const page = await openForm(`${served.url}/f/${signUp.id}`);
    const { email } = aPerson();
    // The service has failed before and is asked again after a moment.
    service.become('refusing');
    try {
      const sent = await until(async () => {
        const answer = await submit(page, { email, firstName: 'Åse', lastName: 'Vik' });
        return answer.status === 200 && answer;
      });
      expect(await sent.text()).toContain(email);
    } finally {
      service.become('up');
    }
    const list = async () =>
      (await api.call(ROUTES.submissions.list, { params: { id: signUp.id }, query: {} })).items;
    const held = await until(async () => (await list()).find(({ status }) => status === 'held'));
    await api.call(ROUTES.submissions.retry, { params: { id: signUp.id, submissionId: held.id } });
    await until(async () =>
      (await list()).some(
        ({ status, confirmation }) => status === 'awaiting-confirmation' && confirmation?.sentAt,
      ),
    );
  });

  it('may be reached by the page, with its scripts and frames, and nothing else may', async () => {
    const response = await fetch(`${served.url}/f/${form.id}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`script-src ${service.url};`);
    expect(policy).toContain(`frame-src ${service.url};`);
  });
});
