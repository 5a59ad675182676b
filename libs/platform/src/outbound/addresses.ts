import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/**
 * Which addresses the outbound client may connect to. IPv4: all except the special-purpose ranges of IANA. IPv6: only global unicast
 * (2000::/3) without its special-purpose ranges. All forms of IPv6 that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) are
 * refused as a whole, because where they lead depends on the network.
 *
 * Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates).
 */
const REFUSED_IPV4: readonly string[] = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, with the metadata services of clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relay
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
];
const GLOBAL_IPV6 = '2000::/3';
const REFUSED_IPV6: readonly string[] = [
  '2001::/23', // protocol assignments, among them Teredo, ORCHID and benchmarking
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
];

/** Adds `address/bits` to a list. @throws RangeError, TypeError for what is not an address with a prefix */
function addRange(list: BlockList, range: string): void {
  const [address = '', bits = ''] = range.split('/');
  list.addSubnet(address, Number(bits), familyOf(address));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) addRange(list, range);
  return list;
}

const refusedIPv4 = listOf(REFUSED_IPV4);
const globalIPv6 = listOf([GLOBAL_IPV6]);
const refusedIPv6 = listOf(REFUSED_IPV6);

/** Whether an address belongs to the public internet. False for text that is no address, and for addresses with a zone (`fe80::1%eth0`). */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refusedIPv4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return globalIPv6.check(address, 'ipv6') && !refusedIPv6.check(address, 'ipv6');
}

/** A server that calls are made to. `host` is a name in lower case or an address without brackets. */
export interface Endpoint {
  host: string;
  port: number;
}

const RANGE = /^[0-9a-f.:]+\/\d{1,3}$/i;
const NAME = /^(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

/**
 * The internal servers of an installation that calls may reach although their addresses are not public. Each entry is one of:
 *
 * - a range of addresses: `10.20.0.0/16`, `fd00:1::/48`
 * - a server with its port: `crm.internal:8443`, `10.1.2.3:8080`, `[fd00::5]:443`
 */
export class AllowedTargets {
  private readonly ranges = new BlockList();
  private readonly endpoints = new Set<string>();

  /** @throws RangeError naming the first entry that is neither a range nor a server with a port */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.add(entry.trim().toLowerCase());
  }

  private add(entry: string): void {
    try {
      if (RANGE.test(entry)) return addRange(this.ranges, entry);
    } catch (error) {
      throw new RangeError(`${entry} is not a range of addresses`, { cause: error });
    }
    const [, bracketed, plain, port = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(entry) ?? [];
    const host = bracketed ?? plain ?? '';
    const isHost = bracketed === undefined ? NAME.test(host) : isIPv6(host);
    if (!isHost || Number(port) < 1 || Number(port) > 65_535)
      throw new RangeError(`${entry} is neither a range of addresses nor a server with a port`);
    this.endpoints.add(keyOf({ host: canonical(host), port: Number(port) }));
  }

  /** Whether the server is named with its port: its address and its port are then not checked. */
  hasServer({ host, port }: Endpoint): boolean {
    return this.endpoints.has(keyOf({ host: canonical(host), port }));
  }

  /** Whether the address is in one of the ranges. */
  hasAddress(address: string): boolean {
    return isIP(address) !== 0 && !address.includes('%') && this.ranges.check(address, familyOf(address));
  }
}

const keyOf = ({ host, port }: Endpoint): string => `${host} ${port}`;

/** The form that a URL gives to an IPv6 address, so that `fd00:0::5` and `fd00::5` are the same. */
function canonical(host: string): string {
  return isIPv6(host) ? new URL(`http://[${host}]/`).hostname.slice(1, -1) : host;
}
