import { ROUTES, type LookView } from '@linkflow/contracts';
import type { Delivery } from '../delivery';
import { toDeliveries, type RecordedDelivery, type RecordedRequest } from './recorder';
import { pages, type LabApi } from './scene';
import { clicksOf, type SeenClick } from './verdicts';

interface Seeds {
  mailingId: string;
  /** The addresses of the seed mailboxes. Nobody else's clicks are read. */
  addresses: string[];
}

/** Reads the clicks and looks that were recorded for the seed mailboxes of a mailing. */
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
    const recipientId = recipient.id;
    const clicks = (await clicksOf(api, recipientId)).map((click) => recordedClick(click, links));
    const looks = (await api.call(ROUTES.clicks.looks, { query: { recipientId } })).map((look) =>
      recordedLook(look, links),
    );
    recorded.push({
      links: links.length,
      hasHiddenLink: looks.some(({ link }) => link < 0),
      confirmLinks: links.flatMap(({ confirms }, link) => (confirms ? [link] : [])),
      sentAt: startedAt === null ? delivered : new Date(startedAt),
      deliveredAt: delivered,
      requests: [...looks, ...clicks].toSorted((one, other) => one.at.getTime() - other.at.getTime()),
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

function recordedLook({ at, linkId, kind, seen, agent }: LookView, links: LinkOfMail[]): RecordedRequest {
  return { at: new Date(at), link: placeOf(linkId, links), kind, evidence: seen, agent };
}

/** The hidden link is -1. */
const placeOf = (linkId: string | null, links: LinkOfMail[]): number =>
  links.findIndex(({ id }) => id === linkId);

function recordedClick(
  { at, linkId, kind, evidence, agent }: SeenClick,
  links: LinkOfMail[],
): RecordedRequest {
  if (evidence === undefined) throw new Error('The system keeps no classes of this click.');
  return { at: new Date(at), link: placeOf(linkId, links), kind, evidence, ...(agent && { agent }) };
}
