/**
 * The networks that the classifier knows: a data file that operators can replace (networks.json is the built-in one). An address, an AS
 * number or a label of another list is reduced to the id of a network, which is what is stored.
 */
import { z } from 'zod';
import file from './networks.json';
import { compareAddresses, parseAddress, parsePrefix, type ParsedAddress, type Prefix } from './addresses';

/**
 * Who opens links from a network.
 * - `mail-scanner`: programs that check mail.
 * - `isolation`: programs that check mail, and people whose browser runs in the vendor's data centre.
 * - `training`: tools that test how staff treat suspicious mail.
 * - `cloud`: data centres; mostly programs, and people behind a VPN or a remote desktop.
 * - `relay`: services that people use to hide their address.
 * - `access`: providers and organisations through which people reach the internet.
 */
export const NetworkScope = z.enum(['mail-scanner', 'isolation', 'training', 'cloud', 'relay', 'access']);
export type NetworkScope = z.infer<typeof NetworkScope>;

const Cidr = z.string().refine((text) => parsePrefix(text) !== undefined, {
  error: 'A range is written like 192.0.2.0/24 or 2001:db8::/32, with at most 64 bits for IPv6',
});

const NetworkEntry = z.object({
  /** Stored with clicks. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  /** Shown to colleagues. */
  name: z.string().min(1).max(60),
  scope: NetworkScope,
  /** `certain`: everything from there has this scope. `likely`: the list is broader than the scope. */
  certainty: z.enum(['certain', 'likely']),
  cidr: z.array(Cidr).max(100_000).default([]),
  asn: z.array(z.number().int().min(1).max(4_294_967_295)).max(10_000).default([]),
  /** Words of labels in other lists, in lower case; a label that contains one of them names this network. */
  labels: z.array(z.string().min(1).max(40)).max(50).default([]),
  /** Where the ranges are published. */
  source: z.string().max(300).optional(),
});

/** The content of a network file. */
export const NetworkFile = z.object({
  v: z.literal(1),
  /** `true`: the entries replace those of the built-in file that have the same id; the others stay. Otherwise they replace all. */
  extends: z.boolean().default(false),
  networks: z.array(NetworkEntry).max(5_000),
});
export type NetworkFile = z.input<typeof NetworkFile>;

/** The built-in file. Parsed, because the types of a JSON file are broader than its schema. */
export const builtInNetworks: NetworkFile = NetworkFile.parse(file);

/** A network, without its ranges. */
export interface Network {
  id: string;
  name: string;
  scope: NetworkScope;
  certainty: 'certain' | 'likely';
}

/** Ranges of one IP version that do not overlap, sorted. */
interface Ranges {
  first: { high: Uint32Array; low: Uint32Array };
  last: { high: Uint32Array; low: Uint32Array };
  network: Network[];
}

/** Finds networks by address, AS number, label and id. Immutable. */
export class Networks {
  private readonly byId = new Map<string, Network>();
  private readonly byAsn = new Map<number, Network>();
  private readonly labels: { word: string; network: Network }[] = [];
  private readonly v4: Ranges;
  private readonly v6: Ranges;

  /** @throws ZodError if the file is not valid @param builtIn the file that `extends` refers to */
  constructor(file: NetworkFile, builtIn?: NetworkFile) {
    const { networks: own, extends: extending } = NetworkFile.parse(file);
    const replaced = new Set(own.map(({ id }) => id));
    const kept = extending && builtIn ? NetworkFile.parse(builtIn).networks : [];
    const prefixes: (Prefix & { network: Network })[] = [];
    for (const entry of [...kept.filter(({ id }) => !replaced.has(id)), ...own]) {
      const { id, name, scope, certainty } = entry;
      const network: Network = { id, name, scope, certainty };
      this.byId.set(id, network);
      for (const asn of entry.asn) this.byAsn.set(asn, network);
      for (const word of entry.labels) this.labels.push({ word: normalised(word), network });
      for (const cidr of entry.cidr) {
        const prefix = parsePrefix(cidr);
        if (prefix) prefixes.push({ ...prefix, network });
      }
    }
    // A longer word says more: `microsoft-azure` is Azure, and not what `microsoft` stands for.
    this.labels.sort((a, b) => b.word.length - a.word.length);
    this.v4 = rangesOf(prefixes.filter(({ first }) => first.version === 4));
    this.v6 = rangesOf(prefixes.filter(({ first }) => first.version === 6));
  }

  /** The network with the narrowest range that contains the address. */
  ofAddress(address: ParsedAddress): Network | undefined {
    const { first, last, network } = address.version === 4 ? this.v4 : this.v6;
    let low = 0;
    let high = network.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (isBefore(address, first, middle)) high = middle - 1;
      else if (isAfter(address, last, middle)) low = middle + 1;
      else return network[middle];
    }
    return undefined;
  }

  ofText(address: string): Network | undefined {
    const parsed = parseAddress(address);
    return parsed && this.ofAddress(parsed);
  }

  ofAsn = (asn: number): Network | undefined => this.byAsn.get(asn);

  ofId = (id: string | undefined): Network | undefined => (id === undefined ? undefined : this.byId.get(id));

  /** The network that a label of another list names, e.g. `Proofpoint (TAP)`. Undefined if no word of the label is known. */
  ofLabel(label: string): Network | undefined {
    const text = normalised(label);
    return this.labels.find(({ word }) => text.includes(word))?.network;
  }
}

/** In lower case, with one hyphen between words, and one at both ends so that short words match only as a whole. */
const normalised = (text: string): string =>
  `-${text.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-`.replace(/-+/g, '-');

const isBefore = (address: ParsedAddress, { high, low }: Ranges['first'], at: number): boolean =>
  address.high < (high[at] ?? 0) || (address.high === high[at] && address.low < (low[at] ?? 0));

const isAfter = (address: ParsedAddress, { high, low }: Ranges['last'], at: number): boolean =>
  address.high > (high[at] ?? 0) || (address.high === high[at] && address.low > (low[at] ?? 0));

type Range = Pick<Prefix, 'first' | 'last'> & { network: Network };

/** Cuts prefixes, which contain each other or are disjoint, into ranges that do not overlap: the longest prefix wins. */
function rangesOf(prefixes: (Prefix & { network: Network })[]): Ranges {
  const sorted = [...prefixes].sort((a, b) => compareAddresses(a.first, b.first) || a.length - b.length);
  const ranges: Range[] = [];
  const open: Range[] = [];
  let next: ParsedAddress | undefined;
  /** Adds what is left of the innermost open range, up to `until`. */
  const add = (until: ParsedAddress) => {
    const innermost = open.at(-1);
    if (innermost && next && compareAddresses(next, until) <= 0) {
      ranges.push({ first: next, last: until, network: innermost.network });
      next = following(until);
    }
  };
  for (const prefix of sorted) {
    for (let top = open.at(-1); top && compareAddresses(top.last, prefix.first) < 0; top = open.at(-1)) {
      add(top.last);
      open.pop();
    }
    if (compareAddresses(prefix.first, ZERO) > 0) add(preceding(prefix.first));
    next = prefix.first;
    open.push(prefix);
  }
  for (let top = open.pop(); top; top = open.pop()) {
    open.push(top);
    add(top.last);
    open.pop();
  }
  return packed(ranges);
}

const ZERO = { high: 0, low: 0 };

/** The next address; IPv4 addresses have no low part. */
function following({ version, high, low }: ParsedAddress): ParsedAddress {
  if (version === 4) return { version, high: high + 1, low };
  return low === 0xffffffff ? { version, high: high + 1, low: 0 } : { version, high, low: low + 1 };
}

function preceding({ version, high, low }: ParsedAddress): ParsedAddress {
  if (version === 4) return { version, high: high - 1, low };
  return low === 0 ? { version, high: high - 1, low: 0xffffffff } : { version, high, low: low - 1 };
}

const packed = (ranges: readonly Range[]): Ranges => ({
  first: {
    high: Uint32Array.from(ranges, ({ first }) => first.high),
    low: Uint32Array.from(ranges, ({ first }) => first.low),
  },
  last: {
    high: Uint32Array.from(ranges, ({ last }) => last.high),
    low: Uint32Array.from(ranges, ({ last }) => last.low),
  },
  network: ranges.map(({ network }) => network),
});
