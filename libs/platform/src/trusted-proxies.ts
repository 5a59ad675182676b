import { isIP } from 'node:net';
import { z } from 'zod';
import { optional, readConfig } from './config';

/**
 * Names of address ranges that TRUSTED_PROXIES accepts, see https://github.com/jshttp/proxy-addr. `uniquelocal` includes the networks of
 * Docker.
 */
const RANGES = ['loopback', 'linklocal', 'uniquelocal'];

const ProxyConfig = z.object({
  /**
   * Addresses, networks (10.0.0.0/8) and names of ranges of reverse proxies, separated by commas. X-Forwarded-For is used only in requests
   * from one of them. Without this setting, the client address is always that of the connection.
   */
  TRUSTED_PROXIES: optional(
    z
      .string()
      .transform((text) => text.split(',').map((entry) => entry.trim()))
      .refine((entries) => entries.every(isAddressOrRange)),
  ),
});

/** @returns false if no proxy is trusted. @throws ConfigError if TRUSTED_PROXIES has an invalid entry */
export const trustedProxies = (env?: Readonly<Record<string, string | undefined>>): string[] | false =>
  readConfig(ProxyConfig, env).TRUSTED_PROXIES ?? false;

function isAddressOrRange(entry: string): boolean {
  if (RANGES.includes(entry)) return true;
  const [address = '', bits, ...more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
