import type { Finding, Mailbox, MailingCheck, MailingSender } from '@linkflow/contracts';
import type { MailingDoc } from '../mailings.repository';
import { UnsafeHeaderError, envelopeAddress, mailboxHeader } from '../sending/header-text';
import type { SendingSettings } from '../sending/sending.config';
import type { SubscriptionTypeDoc } from '../subscriptions/subscription-types';
import { errorOf, warningOf } from './findings';

/** Who sends a mailing, by the mailing and the settings of the installation. */
export function senderOf(
  { from, replyTo }: Pick<MailingDoc, 'from' | 'replyTo'>,
  settings: Pick<SendingSettings, 'from' | 'MAIL_FROM_DOMAINS'>,
): MailingSender {
  const sender = from ?? settings.from;
  const domains = settings.MAIL_FROM_DOMAINS ?? [];
  // The installation's own sender needs no entry in the list.
  const isOpen = domains.length === 0 || sender?.address === settings.from?.address;
  return {
    from: sender,
    standard: settings.from,
    replyTo: replyTo ?? null,
    allowed: sender !== null && (isOpen || domains.includes(domainOf(sender.address))),
    domains,
  };
}

/** The domain of an address in ASCII; as it is written if it is none. */
export function domainOf(address: string): string {
  const written = isUsable({ name: '', address }) ? envelopeAddress(address) : address;
  return written.slice(written.lastIndexOf('@') + 1).toLowerCase();
}

/** Whether the header of a message can contain this sender. */
export function isUsable(mailbox: Mailbox): boolean {
  try {
    mailboxHeader('From', mailbox);
    return true;
  } catch (error) {
    if (error instanceof UnsafeHeaderError) return false;
    throw error;
  }
}

export function senderFindings({ from, replyTo, allowed, domains }: MailingSender): Finding[] {
  const jump = { tab: 'send', field: 'from' } as const;
  const found: Finding[] = [];
  if (!from) found.push(errorOf('sender.missing', { jump }));
  else if (!isUsable(from))
    found.push(errorOf('sender.unusable', { jump, params: { address: from.address } }));
  else if (!allowed)
    found.push(
      errorOf('sender.not-allowed', {
        jump,
        params: { domain: domainOf(from.address), domains: domains.join(', ') },
      }),
    );
  if (replyTo && !isUsable(replyTo))
    found.push(
      errorOf('reply-to.unusable', {
        jump: { tab: 'send', field: 'replyTo' },
        params: { address: replyTo.address },
      }),
    );
  return found;
}

interface TypeOfMailing {
  mailing: Pick<MailingDoc, 'typeId'>;
  recipients: MailingCheck['recipients'];
  /** The types that a mailing can have, in the order of lists. */
  types: readonly Pick<SubscriptionTypeDoc, 'name'>[];
}

/** Only a mailing of a type leaves out those who have unsubscribed from the type. Workflows send mailings without recipients, mostly answers to forms. */
export function typeFindings({ mailing, recipients, types }: TypeOfMailing): Finding[] {
  const [first] = types;
  if (mailing.typeId || !first || (recipients.ready === 0 && !recipients.preparing)) return [];
  return [
    warningOf('type.missing', { jump: { tab: 'send', field: 'typeId' }, params: { type: first.name } }),
  ];
}

export function recipientFindings({ ready, blocked, preparing }: MailingCheck['recipients']): Finding[] {
  const jump = { tab: 'recipients' } as const;
  if (preparing) return [warningOf('recipients.preparing', { jump })];
  if (ready > 0) return [];
  const count = Object.values(blocked).reduce((sum, number) => sum + number, 0);
  return count === 0
    ? [errorOf('recipients.none', { jump })]
    : [errorOf('recipients.all-blocked', { jump, params: { count } })];
}
