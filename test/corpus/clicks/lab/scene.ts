import { EMPTY_WORKFLOW, ROUTES, requestUrl } from '@linkflow/contracts';
import type { ApiClient } from '../../../support';
import { until } from '../../../support';
import type { Delivery } from '../delivery';

/** The API of the system that is tried out. */
export interface LabApi extends Pick<ApiClient, 'call'> {
  url: string;
  /** Headers that sign each request in. */
  headers: Record<string, string>;
}

/** A delivery for which the system has a recipient. */
export interface Prepared<D extends Delivery> {
  delivery: D;
  recipientId: string;
  mailingId: string;
  /** The tracked URL of each link, by number. */
  urls: string[];
  /** The tracked URL of the hidden link, if the installation puts one into its messages (`MAIL_HIDDEN_LINK`). */
  hiddenUrl: string | undefined;
  revision: number;
}

/** A delivery whose message is in the outbox. */
export interface Delivered<D extends Delivery> extends Prepared<D> {
  /** Epoch ms. */
  deliveredAt: number;
}

/** The id of the node that asks for a confirmation, in all links of the lab. */
export const CONFIRM_NODE = 'confirm';
const TARGET = 'https://www.example.com/scanner-lab';

/**
 * Makes recipients for deliveries: one mailing for all messages with the same links. The links have no steps, so that nothing happens but
 * counts.
 */
export async function prepare<D extends Delivery>(api: LabApi, deliveries: D[]): Promise<Prepared<D>[]> {
  const links = new LabLinks(api);
  const shapes = Map.groupBy(deliveries, (each) => `${each.links_in_mail}/${each.confirm_links.join()}`);
  const prepared: Prepared<D>[] = [];
  for (const same of shapes.values()) prepared.push(...(await prepareMailing(api, links, same)));
  return prepared;
}

/** The links of the lab in the library. They are found by name, so that a second run uses those of the first. */
class LabLinks {
  private readonly ids = new Map<string, string>();
  constructor(private readonly api: LabApi) {}

  /** Returns the id of the link with this number. */
  async idOf(number: number, confirms: boolean): Promise<string> {
    const name = `Scanner lab ${number + 1}${confirms ? ' (confirm)' : ''}`;
    const known = this.ids.get(name) ?? (await this.find(name)) ?? (await this.create(name, confirms));
    this.ids.set(name, known);
    return known;
  }

  private async find(name: string): Promise<string | undefined> {
    const { items } = await this.api.call(ROUTES.links.list, { query: { q: name, pageSize: 200 } });
    return items.find((link) => link.name === name)?.id;
  }

  private async create(name: string, confirms: boolean): Promise<string> {
    const { id, draft } = await this.api.call(ROUTES.links.create, { body: { name, url: TARGET } });
    const document = confirms
      ? {
          ...EMPTY_WORKFLOW,
          nodes: [
            ...EMPTY_WORKFLOW.nodes,
            { id: CONFIRM_NODE, type: 'confirm', params: { title: 'Scanner lab', html: '', button: 'OK' } },
          ],
          edges: [{ id: 'ask', from: { node: 'click', port: 'respond' }, to: CONFIRM_NODE }],
        }
      : EMPTY_WORKFLOW;
    const params = { id };
    const saved = await this.api.call(ROUTES.workflows.saveDraft, {
      params,
      body: { revision: draft.revision, url: TARGET, document, layout: { positions: {} } },
    });
    await this.api.call(ROUTES.workflows.publish, { params, body: { revision: saved.revision } });
    return id;
  }
}

async function prepareMailing<D extends Delivery>(
  api: LabApi,
  links: LabLinks,
  same: D[],
): Promise<Prepared<D>[]> {
  const { id: mailingId, revision } = await createMailing(api, links, same[0]);
  const params = { id: mailingId };
  const byAddress = new Map(
    same.map((delivery, index) => [`delivery${index + 1}@scanner-lab.example`, delivery]),
  );
  await addRecipients(api, mailingId, [...byAddress.keys()]);
  const prepared: Prepared<D>[] = [];
  for await (const { id, email } of pages((query) => api.call(ROUTES.recipients.list, { params, query }))) {
    const delivery = byAddress.get(email);
    if (delivery === undefined) continue;
    const urls = await trackedUrls(api, mailingId, id);
    prepared.push({
      delivery,
      recipientId: id,
      mailingId,
      revision,
      urls: urls.slice(0, delivery.links_in_mail),
      // It is the last one in the message.
      hiddenUrl: urls[delivery.links_in_mail],
    });
  }
  return prepared;
}

/** Sends the messages to the outbox. Returns when each was delivered. */
export async function deliver<D extends Delivery>(
  api: LabApi,
  prepared: Prepared<D>[],
): Promise<Delivered<D>[]> {
  const mailings = new Map(prepared.map(({ mailingId, revision }) => [mailingId, revision]));
  for (const [id, revision] of mailings) {
    const { transport } = await api.call(ROUTES.sending.get, { params: { id } });
    if (transport !== 'outbox') {
      throw new Error('This installation sends over SMTP. The scanner lab only sends to the outbox.');
    }
    await api.call(ROUTES.sending.start, { params: { id }, body: { revision } });
  }
  const deliveredAt = new Map<string, number>();
  for (const id of mailings.keys()) {
    const params = { id };
    await until(async () => (await api.call(ROUTES.sending.get, { params })).state === 'finished', {
      deadlineMs: 120_000,
      everyMs: 250,
      what: 'the end of the sending',
    });
    for await (const sent of pages((query) => api.call(ROUTES.sending.deliveries, { params, query }))) {
      deliveredAt.set(sent.recipientId, Date.parse(sent.at));
    }
  }
  return prepared.flatMap((each) => {
    const at = deliveredAt.get(each.recipientId);
    return at === undefined ? [] : [{ ...each, deliveredAt: at }];
  });
}

async function createMailing(
  api: LabApi,
  links: LabLinks,
  shape: Pick<Delivery, 'links_in_mail' | 'confirm_links'> | undefined,
): Promise<{ id: string; revision: number }> {
  const anchors: string[] = [];
  for (let link = 0; link < (shape?.links_in_mail ?? 0); link += 1) {
    const id = await links.idOf(link, shape?.confirm_links.includes(link) ?? false);
    anchors.push(`<p><a href="{{link:${id}}}">Link ${link + 1}</a></p>`);
  }
  const html = `<h1>Scanner lab</h1>${anchors.join('')}<p><a href="{{link:unsubscribe}}">Unsubscribe</a></p>`;
  return api.call(ROUTES.mailings.create, {
    body: { name: `Scanner lab: ${anchors.length} links`, subject: 'Scanner lab', html },
  });
}

/** Adds recipients without contacts, as a file. */
async function addRecipients(api: LabApi, mailingId: string, addresses: string[]): Promise<void> {
  const params = { id: mailingId };
  const query = { name: 'scanner-lab.csv', unknown: 'keep' as const };
  const answer = await fetch(`${api.url}${requestUrl(ROUTES.audience.upload, { params, query })}`, {
    method: 'POST',
    headers: { ...api.headers, 'content-type': 'text/csv', 'sec-fetch-site': 'same-origin' },
    body: ['E-mail;Name', ...addresses.map((address) => `${address};Scanner lab`)].join('\r\n'),
  });
  if (!answer.ok) throw new Error(`The recipients were refused: ${answer.status} ${await answer.text()}`);
  await until(
    async () => {
      const { sources } = await api.call(ROUTES.audience.get, { params });
      return sources.length > 0 && sources.every(({ state }) => state === 'done');
    },
    { deadlineMs: 60_000, everyMs: 250, what: 'the recipients' },
  );
}

const TRACKED_HREF = /<a\b[^>]*?href="([^"]*\/c\/[^"]+)"/g;

/** The tracked URLs in a recipient's message, in their order. */
async function trackedUrls(api: LabApi, mailingId: string, recipientId: string): Promise<string[]> {
  const { url } = await api.call(ROUTES.recipients.address, { params: { id: mailingId, recipientId } });
  const html = await (await fetch(url)).text();
  return [...html.matchAll(TRACKED_HREF)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
}

interface PageOf<T> {
  items: T[];
  total: number;
}

export interface PageRequest {
  page: number;
  pageSize: number;
}

/** All items of a list that comes in pages. */
export async function* pages<T>(load: (query: PageRequest) => Promise<PageOf<T>>): AsyncGenerator<T> {
  let seen = 0;
  for (let page = 1; ; page += 1) {
    const { items, total } = await load({ page, pageSize: 200 });
    yield* items;
    seen += items.length;
    if (items.length === 0 || seen >= total) return;
  }
}
