import { isIP } from 'node:net';
import { compile } from '@fastify/proxy-addr';
import { LRUCache } from 'lru-cache';

/** Further addresses in X-Forwarded-For are not looked at. */
const MAX_HOPS = 10;
const MAX_HEADER_LENGTH = 500;

/**
 * Finds the address of the client of a request. Each reverse proxy appends the address that it was called from to X-Forwarded-For, so the
 * client is the last address that is not a trusted proxy's. What stands before it can be forged.
 */
export class ClientAddresses {
  private readonly isProxy: (address: string) => boolean;

  /** @param proxies addresses and ranges (TRUSTED_PROXIES); false: the header is not used */
  constructor(proxies: string[] | false) {
    if (proxies === false) {
      this.isProxy = () => false;
      return;
    }
    const trusts = compile(proxies);
    const known = new LRUCache<string, boolean>({ max: 5_000 });
    this.isProxy = (address) => {
      let isTrusted = known.get(address);
      if (isTrusted === undefined) known.set(address, (isTrusted = isAddress(address) && trusts(address, 0)));
      return isTrusted;
    };
  }

  /** @param connected the other end of the connection @returns undefined if the connection is closed */
  of(connected: string | undefined, forwarded: string | undefined): string | undefined {
    if (connected === undefined || forwarded === undefined || !this.isProxy(connected)) return connected;
    let client = connected;
    const hops = forwarded.slice(-MAX_HEADER_LENGTH).split(',');
    for (let hop = hops.length - 1, seen = 0; hop >= 0 && seen < MAX_HOPS; hop -= 1, seen += 1) {
      client = hops[hop]?.trim() ?? '';
      if (!this.isProxy(client)) break;
    }
    return client;
  }
}

/** Whether the text can be an address. The compiled function throws for others. */
const isAddress = (text: string): boolean => isIP(text) !== 0;
