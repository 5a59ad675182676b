import { Injectable } from '@nestjs/common';
import { parseAddress } from '@linkflow/links';
import { ClickSettings } from '../click.config';
import { WindowCounts } from './window-counts';

const WINDOW_SECONDS = 600;

/** Counts the submissions of a form by the network that they come from. Only a hash of the network is kept, for ten minutes. */
@Injectable()
export class FormRate {
  constructor(
    private readonly settings: ClickSettings,
    private readonly counts: WindowCounts,
  ) {}

  /** Counts a submission. Returns whether it is within the limit; so is every one while Redis does not answer. */
  async isAllowed(formId: string, address: string | undefined): Promise<boolean> {
    const limit = this.settings.forms.ratePerNetwork;
    const network = address === undefined ? undefined : networkOf(address);
    if (limit === 0 || network === undefined) return true;
    const count = await this.counts.count('form-rate', `${formId} ${network}`, WINDOW_SECONDS);
    return count === undefined || count <= limit;
  }
}

/** The network of an address: IPv4 /24, IPv6 /48. Undefined if the text is no address. */
export function networkOf(text: string): string | undefined {
  const address = parseAddress(text);
  if (!address) return undefined;
  const { version, high, low } = address;
  return version === 4 ? `4:${high >>> 8}` : `6:${high}:${low >>> 16}`;
}
