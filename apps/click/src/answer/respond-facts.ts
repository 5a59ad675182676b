import { Injectable } from '@nestjs/common';
import { ContactFacts, nowFacts } from '@linkflow/crm/facts';
import {
  ClickCounter,
  FirstHits,
  RecipientDirectory,
  hitKey,
  within,
  type RecipientDoc,
} from '@linkflow/links';
import { Log } from '@linkflow/platform';
import { ClickSettings } from '../click.config';
import type { AskedClick } from './asked-click';

type Facts = Record<string, unknown>;

/** Facts for an answer that somebody is waiting for: read once, within a budget; what comes too late is unknown. */
@Injectable()
export class RespondFacts {
  constructor(
    private readonly contacts: ContactFacts,
    private readonly recipients: RecipientDirectory,
    private readonly counter: ClickCounter,
    private readonly firstHits: FirstHits,
    private readonly settings: ClickSettings,
    private readonly log: Log,
  ) {}

  async read(names: readonly string[], click: AskedClick): Promise<Facts> {
    const asks = (...prefixes: string[]): boolean =>
      names.some((name) => prefixes.some((prefix) => name.startsWith(prefix)));
    const parts = await Promise.all([
      asks('contact.', 'company.') ? this.inTime(() => this.ofContact(names, click)) : NOTHING,
      asks('mailing.') ? this.ofMailing(click) : NOTHING,
      asks('click.', 'link.') ? this.ofClick(click) : NOTHING,
    ]);
    return Object.assign(asks('now.') ? nowFacts(click.at, this.settings.timeZone) : {}, ...parts);
  }

  /** Who the recipient is; null when nobody is known under this id, or not in time. */
  async recipient(recipientId: string): Promise<RecipientDoc | null> {
    const { found } = await this.inTime(async () => ({ found: await this.recipients.find(recipientId) }));
    return found ?? null;
  }

  /** Clicks on the link with this one, and whether it is the recipient's first; both absent when not found in time. */
  async hits(click: AskedClick): Promise<{ linkHits?: number; firstHit?: boolean }> {
    return this.inTime(async () => {
      const [hits, first] = await Promise.all([
        this.counter.hitsOf([click.link.linkId]),
        this.firstHits.of([pairOf(click)]),
      ]);
      return {
        linkHits: (hits.get(click.link.linkId) ?? 0) + 1,
        firstHit: !first.has(hitKey(pairOf(click))),
      };
    });
  }

  private async ofContact(names: readonly string[], { recipientId }: AskedClick): Promise<Facts> {
    const contactId = (await this.recipients.find(recipientId))?.contactId;
    return (contactId && (await this.contacts.of(contactId, names))) || {};
  }

  private async ofMailing({ link, recipientId }: AskedClick): Promise<Facts> {
    const mailingId = link.mailingId ?? (await this.recipient(recipientId))?.mailingId;
    return mailingId ? { 'mailing.id': mailingId } : {};
  }

  private async ofClick(click: AskedClick): Promise<Facts> {
    const { linkHits, firstHit } = await this.hits(click);
    return {
      ...(linkHits !== undefined && { 'link.hits': linkHits }),
      ...(firstHit !== undefined && { 'click.first': firstHit }),
    };
  }

  private async inTime<T extends object>(read: () => Promise<T>): Promise<Partial<T>> {
    try {
      return await within(this.settings.factsBudgetMs, read());
    } catch (error) {
      this.log.debug({ err: error }, 'facts came too late for an answer');
      return {};
    }
  }
}

const NOTHING: Promise<Facts> = Promise.resolve({});

const pairOf = ({ link, recipientId }: AskedClick): { linkId: string; recipientId: string } => ({
  linkId: link.linkId,
  recipientId,
});
