import type { Browser, CDPSession, Page } from 'playwright-core';
import { MAX_NODES, ROUTES, type WorkflowEdit } from '@linkflow/contracts';
import { launchBrowser, signIn, until, type ApiClient, type RunningApps } from '../support';
import { median, type Figure } from './median';

/**
 * What the browser has to load and to work for the pages, in Chromium: the scripts of the first load as transferred, and the time of the
 * page's main thread for a workflow of the largest size. The main thread's time is that of its tasks (`TaskDuration` of the Chrome DevTools
 * protocol: scripts, styles, layout, paint) in the processor time of its thread, without waiting.
 */
const ROUNDS = 5;
/** The page is at rest when its main thread has worked less than `REST_MS` during `QUIET_MS`. */
const QUIET_MS = 500;
const REST_MS = 25;

const AIMS = { editorKb: 350, otherKb: 220, openMs: 1_000, undoMs: 300 };
const CARD = '[data-testid="node"]';
/** Shown while a part of a page, or its data, is loaded. */
const WAITING = '.mantine-Skeleton-root';
const MAIL_STAGE = '[data-testid="mail-stage"]';
const FORM_BLOCKS = '[data-testid="form-blocks"]';

export async function benchUi(apps: RunningApps): Promise<Figure[]> {
  const api = await signIn(apps.apiUrl);
  const linkId = await largestWorkflow(api);
  const browser = await launchBrowser();
  try {
    const bench = new UiBench(browser, api, apps.apiUrl);
    const canvas = await bench.scripts(`/links/${linkId}`, CARD);
    const [template] = await api.call(ROUTES.mailTemplates.list, {});
    const { id: mailingId } = await api.call(ROUTES.mailings.create, {
      body: { name: 'Nyhetsbrev', subject: 'Hei', templateId: template?.id },
    });
    const mail = await bench.scripts(`/mailings/${mailingId}`, MAIL_STAGE);
    const { id: formId } = await api.call(ROUTES.forms.create, {
      body: { name: 'Påmelding', template: 'event' },
    });
    const form = await bench.scripts(`/forms/${formId}`, FORM_BLOCKS);
    const others = new Map<string, number>();
    for (const path of await otherPages(api))
      others.set(path, await bench.scripts(path, 'main h1, input[type=password]'));
    const [heaviest = ['', 0]] = [...others].sort((a, b) => b[1] - a[1]);
    const opened: number[] = [];
    const undone: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { open, undo } = await bench.largest(linkId);
      opened.push(open);
      undone.push(undo);
    }
    const rounded = (values: number[]): string => values.map((value) => Math.round(value)).join(', ');
    return [
      figure('scripts of the first load, canvas', canvas, 'kB', AIMS.editorKb, 'as transferred, brotli'),
      figure('scripts of the first load, mail editor', mail, 'kB', AIMS.editorKb, 'a mailing of blocks'),
      figure(
        'scripts of the first load, builder of a form',
        form,
        'kB',
        AIMS.editorKb,
        'a form for an event',
      ),
      figure(
        'scripts of the first load, other pages',
        heaviest[1],
        'kB',
        AIMS.otherKb,
        `the largest, ${heaviest[0]}; median ${median([...others.values()]).toFixed(0)} kB of ${others.size} pages`,
      ),
      figure(
        `opening ${MAX_NODES} steps, main thread`,
        median(opened),
        'ms',
        AIMS.openMs,
        `rounds: ${rounded(opened)}`,
      ),
      figure(
        `undo of deleting ${MAX_NODES} steps, main thread`,
        median(undone),
        'ms',
        AIMS.undoMs,
        `rounds: ${rounded(undone)}`,
      ),
    ];
  } finally {
    await browser.close();
  }
}

const figure = (
  what: string,
  value: number,
  unit: Figure['unit'],
  atMost: number,
  detail: string,
): Figure => ({ name: `(ui) ${what}`, value, unit, aim: { atMost }, detail });

class UiBench {
  constructor(
    private readonly browser: Browser,
    private readonly api: ApiClient,
    private readonly origin: string,
  ) {}

  /**
   * The compressed size of the scripts that a page needs until it can be used, kB: `ready` is shown, and nothing is waited for. What is loaded
   * for later use does not count; it is loaded in idle callbacks, which are never called here. Each page is opened with an empty cache.
   */
  async scripts(path: string, ready: string): Promise<number> {
    return this.onNewPage(async (page, cdp) => {
      let bytes = 0;
      await page.addInitScript('window.requestIdleCallback = () => 0');
      await cdp.send('Network.enable');
      cdp.on('Network.responseReceived', ({ type, response: { headers } }) => {
        if (type === 'Script') bytes += Number(headers['content-length']);
      });
      await page.goto(this.origin + path);
      await page.locator(ready).first().waitFor();
      await page.locator(WAITING).first().waitFor({ state: 'detached' });
      return bytes / 1_000;
    });
  }

  /** Opens the largest workflow, deletes all of it, and undoes that. */
  async largest(linkId: string): Promise<{ open: number; undo: number }> {
    return this.onNewPage(async (page, cdp) => {
      const cards = page.locator(CARD);
      const all = async (count: number): Promise<void> => {
        await until(async () => (await cards.count()) === count, { what: `${count} steps`, everyMs: 100 });
      };
      await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
      await page.goto(`${this.origin}/links/${linkId}`);
      await cards.first().waitFor();
      await atRest(cdp);
      const open = await busy(cdp);
      await page.locator('[data-testid="canvas"]').focus();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.press('Delete');
      await all(1);
      await atRest(cdp);
      const before = await busy(cdp);
      await page.keyboard.press('ControlOrMeta+z');
      await all(MAX_NODES);
      await atRest(cdp);
      return { open, undo: (await busy(cdp)) - before };
    });
  }

  private async onNewPage<T>(use: (page: Page, cdp: CDPSession) => Promise<T>): Promise<T> {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 } });
    try {
      await context.addCookies(this.api.cookies);
      const page = await context.newPage();
      return await use(page, await context.newCDPSession(page));
    } finally {
      await context.close();
    }
  }
}

/** Time that the main thread has worked for the page and not for this benchmark, ms. */
async function busy(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const seconds = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  return (seconds('TaskDuration') - seconds('DevToolsCommandDuration')) * 1_000;
}

async function atRest(cdp: CDPSession): Promise<void> {
  let last = -Infinity;
  await until(
    async () => {
      const now = await busy(cdp);
      const rests = now - last < REST_MS;
      last = now;
      return rests;
    },
    { what: 'a page at rest', everyMs: QUIET_MS, deadlineMs: 60_000 },
  );
}

/** The most that the API accepts. */
const EDITS_PER_REQUEST = 200;

/** Creates a link whose workflow has as many steps as allowed and returns its id. */
async function largestWorkflow(api: ApiClient): Promise<string> {
  const link = await api.call(ROUTES.links.create, { body: { name: 'Stor', url: 'https://example.com' } });
  const edits: WorkflowEdit[] = [];
  const steps = MAX_NODES - 1;
  for (let index = 0; index < steps; index += 1) {
    const id = `n${index}`;
    // A condition has two ports, so the workflow is a binary tree of conditions with stops at its ends.
    const isCondition = index * 2 + 1 < steps;
    edits.push({
      op: 'add-node',
      node: isCondition
        ? {
            id,
            type: 'condition',
            params: {
              condition: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] },
            },
          }
        : { id, type: 'stop', params: {} },
      position: { x: (index % 15) * 320, y: Math.floor(index / 15) * 200 },
    });
    const parent = Math.floor((index - 1) / 2);
    edits.push({
      op: 'connect',
      edge: {
        id: `e${index}`,
        from:
          index === 0
            ? { node: 'click', port: 'then' }
            : { node: `n${parent}`, port: index % 2 === 1 ? 'yes' : 'no' },
        to: id,
      },
    });
  }
  let { revision } = link.draft;
  for (let first = 0; first < edits.length; first += EDITS_PER_REQUEST) {
    const body = { revision, edits: edits.slice(first, first + EDITS_PER_REQUEST) };
    ({ revision } = await api.call(ROUTES.workflows.editDraft, { params: { id: link.id }, body }));
  }
  return link.id;
}

/** One page of each kind besides the canvas. */
async function otherPages(api: ApiClient): Promise<string[]> {
  const query = { pageSize: 1 };
  const [contact] = (await api.call(ROUTES.contacts.list, { query })).items;
  const [mailing] = (await api.call(ROUTES.mailings.list, { query })).items;
  const lists = [
    'links',
    'mailings',
    'contacts',
    'companies',
    'selections',
    'projects',
    'follow-ups',
    'requests',
  ];
  const ops = ['overview', 'errors', 'bulks', 'pauses', 'set-aside', 'reconciliation', 'audit'];
  const settings = ['account', 'users', 'api-keys', 'fields', 'categories', 'priorities', 'scripts'];
  return [
    '/sign-in',
    ...lists.map((list) => `/${list}`),
    ...(contact ? [`/contacts/${contact.id}`] : []),
    ...(mailing ? ['links', 'recipients', 'send'].map((tab) => `/mailings/${mailing.id}?tab=${tab}`) : []),
    '/runs',
    ...ops.map((page) => `/ops/${page}`),
    ...settings.map((page) => `/settings/${page}`),
  ];
}
