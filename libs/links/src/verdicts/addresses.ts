/** IP addresses as numbers: parsing, ranges, and the tag that is kept instead of an address. */

/** `high` is an IPv4 address, or the first 32 bits of an IPv6 address; `low` are the next 32 bits. The rest of IPv6 is not needed. */
export interface ParsedAddress {
  version: 4 | 6;
  high: number;
  low: number;
}

/** The addresses with one prefix. */
export interface Prefix {
  first: ParsedAddress;
  last: ParsedAddress;
  /** Number of bits that are the same. */
  length: number;
}

/** Parses IPv4, IPv6 and IPv4 written as IPv6 (`::ffff:1.2.3.4`). Undefined if the text is no address. */
export function parseAddress(text: string): ParsedAddress | undefined {
  if (!text.includes(':')) {
    const address = parseIPv4(text, 0);
    return address === undefined ? undefined : { version: 4, high: address, low: 0 };
  }
  return parseIPv6(text);
}

/** < 0 if `a` comes before `b`, of the same version. */
export const compareAddresses = (
  a: Pick<ParsedAddress, 'high' | 'low'>,
  b: Pick<ParsedAddress, 'high' | 'low'>,
): number => a.high - b.high || a.low - b.low;

/** The code of a full stop, less that of the digit 0. */
const FULL_STOP = -2;

function parseIPv4(text: string, from: number): number | undefined {
  let address = 0;
  let part = -1;
  let parts = 0;
  for (let at = from; at <= text.length; at++) {
    const digit = at === text.length ? FULL_STOP : text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      part = (part < 0 ? 0 : part * 10) + digit;
      if (part > 255) return undefined;
    } else if (digit === FULL_STOP && part >= 0) {
      address = address * 256 + part;
      part = -1;
      parts++;
    } else return undefined;
  }
  return parts === 4 ? address : undefined;
}

/** Groups of the address that is being parsed; kept, because a click should not allocate more than it needs. */
const groups = new Uint16Array(8);

/** Reads the groups from both ends of `::` into `groups`, without splitting the text, because apps/click parses an address per click. */
function parseIPv6(text: string): ParsedAddress | undefined {
  const zone = text.indexOf('%');
  const end = zone < 0 ? text.length : zone;
  let count = 0;
  let gap = -1;
  let at = 0;
  if (text.startsWith('::')) {
    gap = 0;
    at = 2;
  }
  while (at < end) {
    let group = 0;
    const start = at;
    for (let digit = hexDigit(text, at, end); digit >= 0; digit = hexDigit(text, ++at, end))
      group = group * 16 + digit;
    if (at < end && text[at] === '.') {
      const embedded = count <= 6 ? parseIPv4(text.slice(0, end), start) : undefined;
      if (embedded === undefined) return undefined;
      groups[count++] = embedded >>> 16;
      groups[count++] = embedded & 0xffff;
      at = end;
      break;
    }
    if (at === start || at - start > 4 || count === 8) return undefined;
    groups[count++] = group;
    if (at === end) break;
    if (text[at] !== ':' || at + 1 === end) return undefined;
    at++;
    if (text[at] === ':') {
      if (gap >= 0) return undefined;
      gap = count;
      at++;
    }
  }
  if (gap < 0 ? count !== 8 : count > 7) return undefined;
  if (gap >= 0) {
    groups.copyWithin(8 - (count - gap), gap, count);
    groups.fill(0, gap, 8 - (count - gap));
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  if ((a | b | c | d | e) === 0 && f === 0xffff) return { version: 4, high: g * 65_536 + h, low: 0 };
  return { version: 6, high: a * 65_536 + b, low: c * 65_536 + d };
}

/** The value of a hexadecimal digit; -1 if there is none. */
function hexDigit(text: string, at: number, end: number): number {
  if (at >= end) return -1;
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** The longest prefix of IPv6; the bits after it are not parsed. */
const MAX_IPV6_PREFIX = 64;

/**
 * Parses `192.0.2.0/24` or `2001:db8::/32`; an IPv4 address without a length is a range of one address. Undefined if the text is no range, or
 * one of IPv6 with a prefix of more than 64 bits.
 */
export function parsePrefix(text: string): Prefix | undefined {
  const [written = '', bits, more] = text.split('/');
  const address = parseAddress(written);
  if (!address || more !== undefined) return undefined;
  const { version, high, low } = address;
  const length = bits === undefined ? (version === 4 ? 32 : 128) : Number(bits);
  if (!/^\d{0,3}$/.test(bits ?? '') || length < 1) return undefined;
  if (length > (version === 4 ? 32 : MAX_IPV6_PREFIX)) return undefined;
  const highMask = maskOf(Math.min(length, 32));
  const lowMask = maskOf(Math.max(length - 32, 0));
  const first = { version, high: (high & highMask) >>> 0, low: (low & lowMask) >>> 0 };
  const last = { version, high: (high | ~highMask) >>> 0, low: (low | ~lowMask) >>> 0 };
  return { first, last: version === 4 ? { ...last, low: 0 } : last, length };
}

/** A number of 32 bits of which the first ones are set. */
const maskOf = (bits: number): number => (bits === 0 ? 0 : -1 << (32 - bits));

/**
 * A tag of 8 bits for the network of an address: the /24 of IPv4, the /48 of IPv6. Two requests of one recipient with different tags come
 * from different networks; with equal tags, from the same network or, once in 256, from different ones. Different recipients have different
 * tags for the same network, so tags tell nothing about who shares a network.
 * @param recipient `idHash` of the recipient's id
 */
export function addressTag(address: ParsedAddress, recipient: number): number {
  const network = address.version === 4 ? address.high >>> 8 : mix(address.high, address.low >>> 16);
  return finish(mix(recipient, network)) & 0xff;
}

/** A hash of a whole address, for tables in memory. @param seed a random number of this process */
export function addressHash(address: ParsedAddress, seed: number): number {
  return finish(mix(mix(seed | 0, address.high), address.low)) >>> 0;
}

/** A hash of an id, for tables in memory. */
export function idHash(id: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 16_777_619);
  return finish(hash) >>> 0;
}

const mix = (hash: number, value: number): number => Math.imul(finish(hash ^ value), 16_777_619);

/** The last steps of MurmurHash3 (32 bits): every bit of the input changes every bit of the result. */
function finish(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
