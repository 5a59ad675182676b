import {
  ROUTES,
  type ContactCard,
  type LinkDetail,
  type MailingSummary,
  type RecipientView,
  type RefKind,
  type RunDetail,
} from '@linkflow/contracts';
import type { ApiClient } from './api-client';
import { until } from './until';
import { visit } from './visit';

/** Finds objects of the demo by name, and clicks links in its messages. */
export class Demo {
  static readonly LINK = 'Ja, hold meg informert om nye produkter';
  static readonly MAILING = 'Vårnyheter 2027';

  constructor(private readonly api: ApiClient) {}

  /** Returns the id of the object of this kind that has this name. */
  async idOf(kind: RefKind, name: string, type?: string): Promise<string> {
    const items = await this.api.call(ROUTES.catalogue.lookup, {
      params: { kind },
      query: { q: name, type },
    });
    const found = items.find((item) => item.label === name);
    if (!found)
      throw new Error(
        `The demo has no ${kind} called "${name}", only ${items.map((i) => i.label).join(', ')}`,
      );
    return found.id;
  }

  async link(name = Demo.LINK): Promise<LinkDetail> {
    const page = await this.api.call(ROUTES.links.list, { query: { q: name } });
    const found = page.items.find((item) => item.name === name);
    if (!found) throw new Error(`The demo has no link called "${name}"`);
    return this.api.call(ROUTES.links.get, { params: { id: found.id } });
  }

  async mailing(): Promise<MailingSummary> {
    const mailings = await this.api.call(ROUTES.mailings.list, { query: { q: Demo.MAILING } });
    const mailing = mailings.items.find((item) => item.name === Demo.MAILING);
    if (!mailing) throw new Error(`The demo has no mailing called "${Demo.MAILING}"`);
    return mailing;
  }

  async recipients(): Promise<RecipientView[]> {
    const mailing = await this.mailing();
    const page = await this.api.call(ROUTES.recipients.list, {
      params: { id: mailing.id },
      query: { pageSize: 200 },
    });
    return page.items;
  }

  /** Returns the first recipient whose contact card fulfils `fits`. */
  async recipientFrom(fits: (card: ContactCard) => boolean): Promise<RecipientView & { card: ContactCard }> {
    for (const recipient of await this.recipients()) {
      if (!recipient.contact) continue;
      const card = await this.card(recipient.contact.id);
      if (fits(card)) return { ...recipient, card };
    }
    throw new Error('No recipient of the demo mailing fits');
  }

  card(contactId: string): Promise<ContactCard> {
    return this.api.call(ROUTES.contacts.get, { params: { id: contactId } });
  }

  /** Returns the address of a recipient's message of the demo mailing. */
  async personalUrl({ id: recipientId }: Pick<RecipientView, 'id'>): Promise<string> {
    const params = { id: (await this.mailing()).id, recipientId };
    return (await this.api.call(ROUTES.recipients.address, { params })).url;
  }

  /** Returns the tracked URL of the link with this text in the recipient's message. */
  async trackedUrl(recipient: RecipientView, linkText: string): Promise<string> {
    const html = await (await fetch(await this.personalUrl(recipient))).text();
    for (const [, href, text] of html.matchAll(/<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)<\/a>/gs)) {
      if (href && text?.replace(/<[^>]+>/g, '').trim() === linkText) return href.replaceAll('&amp;', '&');
    }
    throw new Error(`The message has no link "${linkText}"`);
  }

  /** Requests a tracked URL as a browser does, but does not follow the redirect. */
  click(url: string, method = 'GET'): Promise<Response> {
    return visit(url, { method });
  }

  /** Waits until the newest run of a contact on a link has ended, and returns it. `after`: id of an earlier run, which is ignored. */
  async restedRun(linkId: string, contactId: string, after?: string): Promise<RunDetail> {
    return until(async () => {
      const runs = await this.api.call(ROUTES.runs.list, { query: { linkId, contactId } });
      const newest = runs.items[0];
      if (!newest || newest.id === after) return undefined;
      const run = await this.api.call(ROUTES.runs.get, { params: { id: newest.id } });
      return ['succeeded', 'failed', 'cancelled'].includes(run.status) ? run : undefined;
    });
  }
}
