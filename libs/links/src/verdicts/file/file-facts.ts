/**
 * What a first pass over a file of deliveries finds out: which headers the file records at all, and for how many recipients each address
 * opened links. It keeps about 20 bytes per request.
 */
import { addressHash, idHash, parseAddress } from '../addresses';
import { RecentClients } from '../recent-clients';
import { mailingKey, type DeliveryLine } from './delivery-line';
import { RecordedHeaders } from './recorded-headers';

/** Counts of one request: `RequestEvidence.c` and `p`. */
export interface ClientCounts {
  clicks: number;
  presses: number;
}

/** Addresses that are counted at a time. */
const SLOTS = 16_384;

/** Numbers in one growing buffer. */
class Column<T extends Float64Array | Uint32Array> {
  length = 0;
  constructor(
    private values: T,
    private readonly grown: (values: T) => T,
  ) {}

  push(value: number): void {
    if (this.length === this.values.length) this.values = this.grown(this.values);
    this.values[this.length++] = value;
  }

  at = (index: number): number => this.values[index] ?? 0;
}

const doubles = () =>
  new Column(new Float64Array(1024), (old) => {
    const grown = new Float64Array(old.length * 2);
    grown.set(old);
    return grown;
  });

const integers = () =>
  new Column(new Uint32Array(1024), (old) => {
    const grown = new Uint32Array(old.length * 2);
    grown.set(old);
    return grown;
  });

/** Collects the facts of a file. Call `add` for each delivery, then `finish`, then `countsOf` in the same order. */
export class FileFacts {
  readonly headers = new RecordedHeaders();
  private readonly mailings = new Map<string, number>();
  private readonly mailing = integers();
  private readonly at = doubles();
  private readonly address = integers();
  private readonly recipient = integers();
  private readonly isPress = integers();
  private counts = new Uint8Array(0);
  private next = 0;

  add(line: DeliveryLine): void {
    const { id, sent_offset, requests } = line;
    const key = mailingKey(line);
    const mailing = this.mailings.get(key) ?? this.mailings.size;
    this.mailings.set(key, mailing);
    const recipient = idHash(String(id));
    for (const request of requests) {
      this.headers.add(line, request);
      const address = request.ip ? parseAddress(request.ip) : undefined;
      this.mailing.push(mailing);
      this.at.push(((sent_offset ?? 0) + request.t) * 1000);
      this.address.push(address ? addressHash(address, 0) : 0);
      this.recipient.push(recipient);
      this.isPress.push(request.kind === 'confirm-post' ? 1 : 0);
    }
  }

  /** Counts the recipients of each address, in the order in which the requests came. */
  finish(): void {
    const order = Uint32Array.from({ length: this.at.length }, (_none, index) => index);
    order.sort((a, b) => this.mailing.at(a) - this.mailing.at(b) || this.at.at(a) - this.at.at(b) || a - b);
    this.counts = new Uint8Array(order.length);
    let mailing = -1;
    let clicks = new RecentClients(SLOTS);
    let presses = new RecentClients(SLOTS);
    for (const index of order) {
      if (this.mailing.at(index) !== mailing) {
        mailing = this.mailing.at(index);
        clicks = new RecentClients(SLOTS);
        presses = new RecentClients(SLOTS);
      }
      const address = this.address.at(index);
      if (address === 0) continue;
      const event = { address, recipient: this.recipient.at(index), at: this.at.at(index) };
      const isPress = this.isPress.at(index) === 1;
      const others = isPress ? clicks.of(event) : clicks.add(event);
      this.counts[index] = others | ((isPress ? presses.add(event) : 0) << 4);
    }
  }

  /** The counts of the requests of the next delivery, in the order in which deliveries were added. */
  countsOf({ requests }: DeliveryLine): ClientCounts[] {
    return requests.map(() => {
      const packed = this.counts[this.next++] ?? 0;
      return { clicks: packed & 15, presses: packed >> 4 };
    });
  }
}
