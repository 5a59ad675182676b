/**
 * Counts for how many recipients an address opened links, or pressed buttons, in the last minutes. Kept in memory only, in tables of a fixed
 * size: apps/click counts every click. Times are passed in, so that a recorded file can be counted like live requests.
 */

/** Length of one of the two periods that are remembered, ms: counts cover the last 5 to 10 minutes. */
const PERIOD_MS = 5 * 60_000;
/** Addresses that are remembered per period, a power of 2. More of them displace each other. */
const SLOTS = 65_536;
/** Numbers per slot: the address, and 64 bits of which each recipient sets one. */
const SLOT_SIZE = 3;

/** Classes of counts that are stored: 0, 1, 2, 3 to 5, 6 to 20, more. */
export function countClass(count: number): number {
  if (count <= 2) return count;
  if (count <= 5) return 3;
  return count <= 20 ? 4 : 5;
}

/** A request of an address for a recipient. */
export interface ClientEvent {
  /** `addressHash` of the address. */
  address: number;
  /** `idHash` of the recipient's id. */
  recipient: number;
  /** Epoch ms. */
  at: number;
}

/** The recipients of each address in the current period and the one before. */
export class RecentClients {
  private current: Uint32Array;
  private before: Uint32Array;
  private periodStart = 0;

  /** @param slots a power of 2 */
  constructor(private readonly slots = SLOTS) {
    this.current = new Uint32Array(slots * SLOT_SIZE);
    this.before = new Uint32Array(slots * SLOT_SIZE);
  }

  /** Adds a request, and returns the class of the number of other recipients. */
  add(event: ClientEvent): number {
    this.rotate(event.at);
    const table = this.current;
    const slot = this.slotOf(event.address);
    if (table[slot] !== event.address) {
      table[slot] = event.address;
      table[slot + 1] = 0;
      table[slot + 2] = 0;
    }
    const word = slot + wordOf(event.recipient);
    table[word] = (table[word] ?? 0) | bitOf(event.recipient);
    return countClass(this.others(event));
  }

  /** The class of the number of other recipients, without adding a request. */
  of(event: ClientEvent): number {
    this.rotate(event.at);
    return countClass(this.others(event));
  }

  /** Estimates the number of other recipients: about exact up to 5, and within some percent up to 30. */
  private others({ address, recipient }: ClientEvent): number {
    const slot = this.slotOf(address);
    let low = 0;
    let high = 0;
    for (const table of [this.current, this.before]) {
      if (table[slot] !== address) continue;
      low |= table[slot + 1] ?? 0;
      high |= table[slot + 2] ?? 0;
    }
    if (wordOf(recipient) === 1) low &= ~bitOf(recipient);
    else high &= ~bitOf(recipient);
    const bits = bitCount(low) + bitCount(high);
    // Several recipients may share a bit: linear counting.
    return bits < 4 ? bits : Math.round(-64 * Math.log(1 - Math.min(bits, 63) / 64));
  }

  private slotOf = (address: number): number => (address & (this.slots - 1)) * SLOT_SIZE;

  private rotate(at: number): void {
    const elapsed = at - this.periodStart;
    if (elapsed < PERIOD_MS) return;
    const oldest = this.before;
    oldest.fill(0);
    if (elapsed < 2 * PERIOD_MS) {
      this.before = this.current;
      this.periodStart += PERIOD_MS;
    } else {
      this.before = this.current.fill(0);
      this.periodStart = at;
    }
    this.current = oldest;
  }
}

/** Which of the two words of a slot has the bit of a recipient. */
const wordOf = (recipient: number): number => ((recipient & 32) === 0 ? 1 : 2);
const bitOf = (recipient: number): number => (1 << (recipient & 31)) >>> 0;

function bitCount(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
