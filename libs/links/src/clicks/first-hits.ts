import { Injectable } from '@nestjs/common';
import { LinkStore } from '../store/link-store';

/** A recipient on a link. */
export interface HitOn {
  linkId: string;
  recipientId: string;
}

export const hitKey = ({ linkId, recipientId }: HitOn): string => `${linkId}:${recipientId}`;

/** Finds the first click that started something for a recipient on a link, for `firstHit`. */
@Injectable()
export class FirstHits {
  constructor(private readonly store: LinkStore) {}

  /**
   * The id of the first such click of each pair, by `hitKey`; in one round trip. The time of the click decides, and its id
   * where two came in the same millisecond, so that the answer is the same whoever asks and when.
   */
  async of(pairs: readonly HitOn[]): Promise<Map<string, { clickId: string; at: Date }>> {
    if (pairs.length === 0) return new Map();
    const links = new Map<string, string[]>();
    for (const { linkId, recipientId } of pairs) {
      const recipients = links.get(linkId);
      if (recipients) recipients.push(recipientId);
      else links.set(linkId, [recipientId]);
    }
    const groups = await this.store.clicks
      .aggregate<{ _id: HitOn; first: { id: string; at: Date } }>([
        {
          $match: {
            $or: [...links].map(([linkId, recipients]) => ({
              linkId,
              recipientId: { $in: [...new Set(recipients)] },
              run: true,
            })),
          },
        },
        {
          $group: {
            _id: { linkId: '$linkId', recipientId: '$recipientId' },
            first: { $min: { at: '$at', id: '$_id' } },
          },
        },
      ])
      .toArray();
    return new Map(groups.map(({ _id, first }) => [hitKey(_id), { clickId: first.id, at: first.at }]));
  }
}
