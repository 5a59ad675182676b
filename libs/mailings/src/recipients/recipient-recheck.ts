import { Injectable } from '@nestjs/common';
import { CrmAudience, addressKey } from '@linkflow/crm-port';
import { Clock } from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { MailingsRepository } from '../mailings.repository';
import { DELIVERED } from '../sending/delivery';
import { RecipientCounts } from './recipient-counts';
import { RecipientWriter } from './recipient-writer';
import { RecipientsRepository, type RecipientDoc } from './recipients.repository';

const PER_STEP = 500;

/** Judges stored recipients again. Those whose message was sent keep what they have. */
@Injectable()
export class RecipientRecheck {
  constructor(
    private readonly mailings: MailingsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly writer: RecipientWriter,
    private readonly counts: RecipientCounts,
    private readonly contacts: CrmAudience,
    private readonly clock: Clock,
  ) {}

  /** Checks all recipients: who has opted out, has bounced or has left the company since, whose address is another, who may get mail again. */
  async all(mailingId: string, signal?: AbortSignal): Promise<void> {
    await this.judge(mailingId, {}, signal);
    await this.duplicates(mailingId);
  }

  /** Checks some recipients again, and the duplicates of addresses that they no longer have. Returns whether anything has changed. */
  async some(mailingId: string, ids: readonly string[]): Promise<boolean> {
    const hasChanged = await this.judge(mailingId, { _id: { $in: [...ids] } });
    if (hasChanged) await this.duplicates(mailingId);
    return hasChanged;
  }

  /** Gives the recipients of a contact the current address and name of its card, in all mailings that were not sent to it yet. */
  async ofContact(contactId: string): Promise<void> {
    const [contact] = await this.contacts.byIds([contactId]);
    if (!contact) return;
    const { name, isFormerEmployee } = contact;
    const email = contact.email ?? '';
    for (const recipient of await this.recipients.notSentTo(contactId)) {
      const isFormer = recipient.blocked?.code === 'former-employee';
      if (recipient.email !== email || recipient.name !== name || isFormer !== isFormerEmployee)
        await this.some(recipient.mailingId, [recipient._id]);
    }
  }

  /** Finds out which duplicates get the mailing, because nobody holds their address any more. */
  async duplicates(mailingId: string): Promise<void> {
    const duplicates = await this.recipients.documents
      .find({ mailingId, 'blocked.code': 'duplicate', removedAt: null })
      .project<Pick<RecipientDoc, '_id' | 'email'>>({ email: 1 })
      .toArray();
    const free = await this.withFreeAddress(mailingId, duplicates);
    if (free.length > 0) await this.judge(mailingId, { _id: { $in: free } });
  }

  private async withFreeAddress(
    mailingId: string,
    duplicates: readonly Pick<RecipientDoc, '_id' | 'email'>[],
  ): Promise<string[]> {
    const ids: string[] = [];
    for (let start = 0; start < duplicates.length; start += PER_STEP) {
      const step = duplicates.slice(start, start + PER_STEP);
      const keys = step.map(({ email }) => addressKey(email));
      const held = await this.recipients.documents
        .find({ mailingId, addressKey: { $in: keys, $type: 'string' }, removedAt: null })
        .project<Pick<RecipientDoc, 'addressKey'>>({ addressKey: 1, _id: 0 })
        .toArray();
      const taken = new Set(held.map((holder) => holder.addressKey));
      ids.push(...step.filter((_, index) => !taken.has(keys[index])).map(({ _id }) => _id));
    }
    return ids;
  }

  /** Returns whether anything has changed. */
  private async judge(
    mailingId: string,
    filter: mongo.Filter<RecipientDoc>,
    signal?: AbortSignal,
  ): Promise<boolean> {
    let hasChanged = false;
    const typeId = (await this.mailings.find(mailingId))?.typeId ?? null;
    for (let last = ''; ;) {
      signal?.throwIfAborted();
      const page = await this.recipients.documents
        .find({ $and: [filter, { _id: { $gt: last } }], mailingId, ...JUDGED })
        .sort({ _id: 1 })
        .limit(PER_STEP)
        .toArray();
      const end = page.at(-1);
      if (!end) return hasChanged;
      last = end._id;
      const candidates = await this.writer.ofRecipients(page, typeId);
      const target = { mailingId, at: this.clock.now(), restores: false };
      // Most pages change nothing, so they need no transaction.
      if ((await this.writer.plan(candidates, target)).isEmpty) continue;
      hasChanged = true;
      await this.counts.changing(
        mailingId,
        async (session) => (await this.writer.write(candidates, target, { session })).difference,
      );
    }
  }
}

const JUDGED: mongo.Filter<RecipientDoc> = {
  removedAt: null,
  erasedAt: { $exists: false },
  'delivery.state': { $nin: [...DELIVERED] },
};
