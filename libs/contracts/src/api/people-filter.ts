import { z } from 'zod';
import { SHOWN_CLICKS } from '../choices';
import { Id, Ref } from '../common';
import { RECIPIENT_STATES } from '../mail/mail-states';
import { Verdict } from '../verdicts';

/** Most recipients that can be chosen one by one; more are named by a filter. */
const MAX_CHOSEN = 1_000;
/** Most links that a filter of a mailing's recipients can name. */
const MAX_LINKS = 20;

const linkIds = z.array(Id).max(MAX_LINKS).default([]);
const common = {
  /** Whose clicks count: those of people, or all. */
  clicks: z.enum(SHOWN_CLICKS).default('people'),
  /** Only these of them. */
  recipientIds: z.array(Id).min(1).max(MAX_CHOSEN).optional(),
};

/**
 * Which people. Recipients without a contact card are left out of everything that is done with them. A contact who got several mailings
 * with a link is one person.
 */
export const PeopleFilter = z.discriminatedUnion('of', [
  /** Those who clicked a link, in one mailing or in any. */
  z.strictObject({
    of: z.literal('link'),
    linkId: Id,
    mailingId: Id.optional(),
    /** Only with all clicks: the best verdict of the clicks of the recipient. */
    verdict: Verdict.optional(),
    ...common,
  }),
  /** Recipients of a mailing, as its list shows them, by what they clicked in it. */
  z.strictObject({
    of: z.literal('mailing'),
    mailingId: Id,
    /** `any`: clicked at least one link. `none`: got the mailing and clicked none. */
    clicked: z.enum(['any', 'none']).optional(),
    /** They clicked each of these links. */
    with: linkIds,
    /** They clicked none of these links. Without `with` and `clicked`, those who got the mailing. */
    without: linkIds,
    state: z.enum(RECIPIENT_STATES).optional(),
    sourceId: Id.optional(),
    q: z.string().trim().max(200).optional(),
    ...common,
  }),
]);
export type PeopleFilter = z.infer<typeof PeopleFilter>;
/** The filter without the text that is searched for, which may be a person's name or address. */
export function withoutSearch(filter: PeopleFilter): PeopleFilter {
  if (filter.of === 'link') return filter;
  const { q: _q, ...rest } = filter;
  return rest;
}

/** A filter as clients write it, without defaults. */
export type PeopleFilterInput = z.input<typeof PeopleFilter>;

/** The names of what a filter refers to. `links`: those of `with` and `without`. */
export const PeopleAbout = z.object({
  link: Ref.optional(),
  mailing: Ref.optional(),
  links: z.array(Ref).default([]),
});
export type PeopleAbout = z.infer<typeof PeopleAbout>;
