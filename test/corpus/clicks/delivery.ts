/**
 * One message that one recipient got, and the requests for its tracked URLs: the form that `npm run clicks:judge` reads, one JSON document
 * a line.
 */
export interface Delivery {
  id: string;
  /** How many tracked links the message has, without the hidden one. */
  links_in_mail: number;
  has_hidden_link: boolean;
  /** The links that answer with a confirm page. */
  confirm_links: number[];
  mailing: string;
  /** When this message was sent, seconds after the first message of its mailing. */
  sent_offset: number;
  /** The origin of the times of the requests. */
  delivered_at: 0;
  requests: ClickRequest[];
}

export interface ClickRequest {
  /** Seconds after the delivery as noted. A gateway opens links before it accepts the message, so slightly negative times occur. */
  t: number;
  /** Which link of the message, from 0; -1 is the hidden one. */
  link: number;
  method: 'GET' | 'HEAD' | 'POST';
  kind: 'get' | 'head' | 'confirm-post';
  /** By lower-case name. A header that the client did not send is absent. */
  headers: Record<string, string>;
  ip: string;
  asn: number;
  /** What published lists say about the address, or `unknown`. */
  net_list: string;
  /** Text that the client appended to the tracked URL. */
  suffix?: string;
}

/** Who sent a request. */
export type Sender = 'person' | 'machine';

/**
 * `open`: may be looked at while the rules are written. `held-out`: may not; other sources, agents, networks and delays.
 */
export type Part = 'open' | 'held-out';

/** A delivery with what is known about it. `clicks:judge` does not read the label. */
export interface LabelledDelivery extends Delivery {
  label: DeliveryLabel;
}

export interface DeliveryLabel {
  family: string;
  /** Where the behaviour is published. */
  source: string;
  part: Part;
  /** The sender of each request, in the order of `requests`. */
  truth: Sender[];
  /**
   * Set if nothing in the delivery tells its machine from a person, or its person from a machine. Such deliveries are reported, and the
   * aims do not cover them.
   */
  indistinguishable?: true;
  /** Set if the installation is reached over plain http. Its deliveries are judged as a file of their own. */
  plainHttp?: true;
}

/** Groups of messages by their number of links, for which error rates are reported separately. */
export const LINK_GROUPS = ['1', '2–4', '5–30'] as const;
export type LinkGroup = (typeof LINK_GROUPS)[number];

export function linkGroup({ links_in_mail: links }: Delivery): LinkGroup {
  if (links === 1) return '1';
  return links <= 4 ? '2–4' : '5–30';
}

/** Writes deliveries in the form that `npm run clicks:judge` reads, without their labels. */
export function toJsonLines(deliveries: LabelledDelivery[]): string {
  return deliveries.map(({ label: _label, ...delivery }) => `${JSON.stringify(delivery)}\n`).join('');
}

/** Writes what is known about the deliveries, by id. */
export function toTruthLines(deliveries: LabelledDelivery[]): string {
  return deliveries.map(({ id, label }) => `${JSON.stringify({ id, ...label })}\n`).join('');
}
