import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { parseAddress } from '@linkflow/links';
import { REDIS, REDIS_PREFIX, withTimeout } from '@linkflow/platform';
import { ClickSettings } from '../click.config';

const WINDOW_SECONDS = 600;
const REDIS_MS = 100;

const COUNT_SCRIPT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count`;

/** Counts the submissions of a form by the network that they come from. Only a hash of the network is kept, for ten minutes. */
@Injectable()
export class FormRate {
  constructor(
    private readonly settings: ClickSettings,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
  ) {}

  /** Counts a submission. Returns whether it is within the limit; so is every one while Redis does not answer. */
  async isAllowed(formId: string, address: string | undefined): Promise<boolean> {
    const limit = this.settings.forms.ratePerNetwork;
    const network = address === undefined ? undefined : networkOf(address);
    if (limit === 0 || network === undefined) return true;
    const hash = createHash('sha256').update(`${formId} ${network}`).digest('hex').slice(0, 24);
    try {
      const count = await withTimeout(REDIS_MS, () =>
        this.redis.eval(COUNT_SCRIPT, 1, `${this.prefix}:form-rate:${hash}`, WINDOW_SECONDS),
      );
      return Number(count) <= limit;
    } catch {
      return true;
    }
  }
}

/** The network of an address: IPv4 /24, IPv6 /48. Undefined if the text is no address. */
export function networkOf(text: string): string | undefined {
  const address = parseAddress(text);
  if (!address) return undefined;
  const { version, high, low } = address;
  return version === 4 ? `4:${high >>> 8}` : `6:${high}:${low >>> 16}`;
}
