import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { readConfig } from '@linkflow/platform';
import { LinkTokens } from './link-tokens';
import { LinkKeysConfig, deriveKeys } from './token-keys';

const Origin = z.url({ protocol: /^https?$/ }).transform((address) => address.replace(/\/+$/, ''));

export const AddressConfig = z.object({
  /** Where people open the app and recipients their message: apps/api as the world sees it. */
  PUBLIC_URL: Origin,
  /** Where recipients click: apps/click as the world sees it. A domain of its own, without cookies, is best. */
  CLICK_URL: Origin,
});

/** The addresses that we put into mails. */
@Injectable()
export class LinkAddresses {
  private readonly origins = readConfig(AddressConfig);

  constructor(private readonly tokens: LinkTokens) {}

  click(linkId: string, recipientId: string): string {
    return `${this.origins.CLICK_URL}/c/${this.tokens.sign('click', linkId, recipientId)}`;
  }

  view(mailingId: string, recipientId: string): string {
    return `${this.origins.PUBLIC_URL}/o/${this.tokens.sign('view', mailingId, recipientId)}`;
  }
}

/** Keys come from the environment, once, at boot. */
export const linkTokensProvider = {
  provide: LinkTokens,
  useFactory: (): LinkTokens => new LinkTokens(deriveKeys(readConfig(LinkKeysConfig).LINK_KEYS)),
};
