import type {
  ContactCard,
  LinkDetail,
  LinkPage,
  LookupItem,
  MailingPage,
  RecipientPage,
  RecipientView,
  RefKind,
  RunDetail,
  RunPage,
} from '@linkflow/contracts';
import type { ApiClient } from './api-client';
import { until } from './until';

/** Finds its way in the demo by name, as a person does. */
export class Demo {
  static readonly LINK = 'Ja, hold meg informert om nye produkter';
  static readonly MAILING = 'Vårnyheter 2027';

  constructor(private readonly api: ApiClient) {}

  /** Id of the one thing of this kind with this name. */
  async idOf(kind: RefKind, name: string, type?: string): Promise<string> {
    const query = new URLSearchParams({ q: name, ...(type ? { type } : {}) });
    const items = await this.api.get<LookupItem[]>(`/api/lookups/${kind}?${query}`);
    const found = items.find((item) => item.label === name);
    if (!found)
      throw new Error(
        `The demo has no ${kind} called "${name}", only ${items.map((i) => i.label).join(', ')}`,
      );
    return found.id;
  }

  async link(name = Demo.LINK): Promise<LinkDetail> {
    const page = await this.api.get<LinkPage>(`/api/links?${new URLSearchParams({ q: name })}`);
    const found = page.items.find((item) => item.name === name);
    if (!found) throw new Error(`The demo has no link called "${name}"`);
    return this.api.get(`/api/links/${found.id}`);
  }

  async recipients(): Promise<RecipientView[]> {
    const mailings = await this.api.get<MailingPage>(
      `/api/mailings?${new URLSearchParams({ q: Demo.MAILING })}`,
    );
    const mailing = mailings.items.find((item) => item.name === Demo.MAILING);
    if (!mailing) throw new Error(`The demo has no mailing called "${Demo.MAILING}"`);
    const page = await this.api.get<RecipientPage>(`/api/mailings/${mailing.id}/recipients?pageSize=200`);
    return page.items;
  }

  /** A recipient who lives in this country, or in none of it. */
  async recipientFrom(fits: (card: ContactCard) => boolean): Promise<RecipientView & { card: ContactCard }> {
    for (const recipient of await this.recipients()) {
      if (!recipient.contact) continue;
      const card = await this.card(recipient.contact.id);
      if (fits(card)) return { ...recipient, card };
    }
    throw new Error('No recipient of the demo mailing fits');
  }

  card(contactId: string): Promise<ContactCard> {
    return this.api.get(`/api/contacts/${contactId}`);
  }

  /** The tracked URL behind a link text in the recipient's own copy of the message. */
  async trackedUrl(recipient: RecipientView, linkText: string): Promise<string> {
    const html = await (await fetch(recipient.viewUrl)).text();
    for (const [, href, text] of html.matchAll(/<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)<\/a>/gs)) {
      if (href && text?.replace(/<[^>]+>/g, '').trim() === linkText) return href.replaceAll('&amp;', '&');
    }
    throw new Error(`The message has no link "${linkText}"`);
  }

  /** Clicks as a browser does, without following where it leads. */
  click(url: string, method = 'GET'): Promise<Response> {
    return fetch(url, {
      method,
      redirect: 'manual',
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0' },
    });
  }

  /** The newest run of a contact for a link, once it has come to rest. */
  async restedRun(linkId: string, contactId: string, after?: string): Promise<RunDetail> {
    return until(async () => {
      const runs = await this.api.get<RunPage>(`/api/runs?linkId=${linkId}&contactId=${contactId}`);
      const newest = runs.items[0];
      if (!newest || newest.id === after) return undefined;
      const run = await this.api.get<RunDetail>(`/api/runs/${newest.id}`);
      return ['succeeded', 'failed', 'cancelled'].includes(run.status) ? run : undefined;
    });
  }
}
