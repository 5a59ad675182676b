import { Injectable } from '@nestjs/common';
import { Log } from '@linkflow/platform';
import { isAddressFault } from '../bounces/bounce-report';
import { Bounces } from '../bounces/bounces.service';
import type { RecipientDoc } from '../recipients/recipients.repository';
import { shortened } from './delivery';
import type { SendOutcome } from './mail-transport';

/** A refusal whose status says that the address is wrong (RFC 3463, 5.1.x). */
const WRONG_ADDRESS = /^5\d\d[ -](5\.1\.\d{1,3})\b/;

/** Blocks addresses that the mail server calls wrong while a mailing is sent, as a bounce would. */
@Injectable()
export class RefusedAddresses {
  constructor(
    private readonly bounces: Bounces,
    private readonly log: Log,
  ) {}

  /** Never rejects: the refusal is stored at the recipient already. */
  async report(recipient: RecipientDoc, outcome: SendOutcome): Promise<void> {
    const code = outcome.kind === 'refused' ? WRONG_ADDRESS.exec(outcome.response)?.[1] : undefined;
    if (outcome.kind !== 'refused' || code === undefined || !isAddressFault(code) || recipient.test) return;
    const { _id: recipientId, delivery } = recipient;
    try {
      await this.bounces.receive({
        // The id makes a repeated report of one attempt harmless.
        id: `refused:${recipientId}:${delivery?.round ?? 1}`,
        kind: 'bounced',
        permanent: true,
        code,
        text: shortened(outcome.response),
        recipientId,
      });
    } catch (err) {
      this.log.warn({ err, recipientId }, 'an address that the mail server refused was not blocked');
    }
  }
}
