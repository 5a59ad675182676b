/** What the classifier judges: all requests for the links of one mail to one recipient. */
import type { AgentClass, RequestEvidence, SignalCode, Strictness, VerdictSignal } from '@linkflow/contracts';
import type { Networks } from './networks';

export interface DeliveryRequest {
  /** Epoch ms. */
  at: number;
  link: string;
  /** `prefetch`: a GET that says that it is one. `confirm`: the POST of a confirm page. */
  kind: 'get' | 'head' | 'prefetch' | 'confirm';
  /** The response of the link is a confirm page. */
  asksToConfirm?: boolean;
  /** Absent for clicks of releases before the classifier. */
  evidence?: RequestEvidence;
  agent?: AgentClass;
}

export interface Delivery {
  /** When the mail server accepted the mail, epoch ms; null if it is not known. */
  deliveredAt: number | null;
  /** Number of different tracked links in the mail, without the hidden one. */
  linksInMail: number;
  /** The link that people cannot see, if the mail has one. */
  hiddenLink?: string;
  /** Sorted by time. Requests of the same time are judged in their order. */
  requests: readonly DeliveryRequest[];
}

export interface JudgeOptions {
  networks: Networks;
  strictness?: Strictness;
  /** Only the requests at the positions `from` to before `to` are judged; all by default. */
  wanted?: { from: number; to: number };
}

/** A signal with a code of this classifier. */
export interface Signal extends VerdictSignal {
  code: SignalCode;
}

/** A request with what is computed once, whatever else happens in the delivery. */
export interface Examined {
  /** Place in `Delivery.requests`. */
  index: number;
  request: DeliveryRequest;
  /** Seconds after delivery; null if the time of delivery is not known. */
  sinceDelivery: number | null;
  scope: 'mail-scanner' | 'isolation' | 'training' | 'cloud' | 'relay' | 'access' | 'unknown';
  /** Id of the network, if a list names it. */
  networkId: string | undefined;
  signals: Signal[];
  /** Sum of the weights of `signals`. */
  sum: number;
  /** One of the signals is something that no person does. */
  isMachine: boolean;
}
