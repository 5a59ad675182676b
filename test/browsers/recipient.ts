import { createServer } from 'node:http';
import { ROUTES } from '@linkflow/contracts';
import { Demo, until, type ApiClient } from '../support';
import type { Person } from './person';

/** A link of the demo mailing whose answer is a redirect to the link's address. */
const REDIRECT = 'Ring meg';

interface Target {
  /** The address to which the redirect leads. */
  url: string;
  /** A recipient's tracked URL that leads there. */
  tracked: string;
  stop(): void;
}

/** Serves a page on this machine and publishes a link that leads to it. */
export async function redirectTarget(api: ApiClient): Promise<Target> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>Arrived</title><h1 data-arrived>Arrived</h1>');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/arrived?from=mail&page=1`;
  const demo = new Demo(api);
  const { id, draft } = await demo.link(REDIRECT);
  const params = { id };
  const { document, layout } = draft;
  const { revision } = await api.call(ROUTES.workflows.saveDraft, {
    params,
    body: { revision: draft.revision, url, document, layout },
  });
  await api.call(ROUTES.workflows.publish, { params, body: { revision } });
  const recipient = await demo.recipientFrom(({ country }) => country === 'NO');
  const tracked = await demo.trackedUrl(recipient, REDIRECT);
  await until(async () => (await demo.click(tracked)).headers.get('location') === url, {
    what: 'the published address',
  });
  return { url, tracked, stop: () => server.close() };
}

/** Opens the link of a redirect from the message, as a recipient does. */
export async function isRedirected(person: Person, { url, tracked }: Target): Promise<void> {
  await person.tab.open(tracked);
  await person.sees('[data-arrived]');
  const at = await person.tab.evaluate('location.href');
  if (at !== url) throw new Error(`the browser is at ${String(at)}`);
}

/** Presses the button of a confirm page; the page that follows shows that it was received. */
export async function confirms(person: Person, confirmUrl: string): Promise<void> {
  await person.tab.open(confirmUrl);
  await person.tab.evaluate(`(document.body.dataset.page = 'question')`);
  await person.clicks('form button[type="submit"]');
  await person.reads(`document.readyState === 'complete' && !document.body.dataset.page`, 'the next page');
  await person.sees('h1');
  await person.seesNo('form');
}

/** Opens a link that does not exist: a page says so, with the status 404. */
export async function isTurnedAway(person: Person, url: string): Promise<void> {
  const { status } = await fetch(url);
  if (status !== 404) throw new Error(`the status is ${status}`);
  await person.tab.open(url);
  await person.sees('h1');
  await person.seesNo('form, a');
}
