import { ROUTES } from '@linkflow/contracts';
import type { Delivery } from '../delivery';
import { toDeliveries, type RecordedClick, type RecordedDelivery } from './recorder';
import { pages, type LabApi } from './scene';
import { clicksOf, type SeenClick } from './verdicts';

interface Seeds {
  mailingId: string;
  /** The addresses of the seed mailboxes. Nobody else's clicks are read. */
  addresses: string[];
}

/** Reads what was recorded for the seed mailboxes of a mailing. */
export async function record(api: LabApi, { mailingId, addresses }: Seeds): Promise<Delivery[]> {
  const params = { id: mailingId };
  const links = await linksOf(api, mailingId);
  const { startedAt } = await api.call(ROUTES.sending.get, { params });
  const deliveredAt = new Map<string, Date>();
  for await (const { recipientId, at, state } of pages((query) =>
    api.call(ROUTES.sending.deliveries, { params, query }),
  )) {
    if (state === 'sent') deliveredAt.set(recipientId, new Date(at));
  }
  const recorded: RecordedDelivery[] = [];
  for (const address of addresses) {
    const query = { q: address };
    const { items } = await api.call(ROUTES.recipients.list, { params, query });
    const recipient = items.find(({ email }) => email.toLowerCase() === address.toLowerCase());
    if (recipient === undefined) throw new Error(`${address} is no recipient of the mailing.`);
    const delivered = deliveredAt.get(recipient.id);
    if (delivered === undefined) throw new Error(`Nothing was delivered to ${address}.`);
    const clicks = await clicksOf(api, recipient.id);
    recorded.push({
      links: links.length,
      hasHiddenLink: clicks.some(({ linkId }) => !links.some(({ id }) => id === linkId)),
      confirmLinks: links.flatMap(({ confirms }, link) => (confirms ? [link] : [])),
      sentAt: startedAt === null ? delivered : new Date(startedAt),
      deliveredAt: delivered,
      clicks: clicks.map((click) => recordedClick(click, links)),
    });
  }
  return toDeliveries(recorded);
}

interface LinkOfMail {
  id: string;
  confirms: boolean;
}

/** The tracked links of a mailing, each once, in the order of the message. */
async function linksOf(api: LabApi, mailingId: string): Promise<LinkOfMail[]> {
  const { trackedLinks } = await api.call(ROUTES.mailings.get, { params: { id: mailingId } });
  const ids = new Set(trackedLinks.flatMap(({ link }) => (link ? [link.id] : [])));
  const links: LinkOfMail[] = [];
  for (const id of ids) {
    const { draft } = await api.call(ROUTES.links.get, { params: { id } });
    links.push({ id, confirms: draft.document.nodes.some(({ type }) => type === 'confirm') });
  }
  return links;
}

/** A click on a link that the message does not show is one on the hidden link. */
function recordedClick({ at, linkId, kind, evidence, agent }: SeenClick, links: LinkOfMail[]): RecordedClick {
  if (evidence === undefined) throw new Error('The system keeps no classes of this click.');
  return { at: new Date(at), link: links.findIndex(({ id }) => id === linkId), kind, evidence, agent };
}
