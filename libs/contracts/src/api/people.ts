import { z } from 'zod';
import { PEOPLE_BULK_LIMITS } from '../choices';
import { Id, Instant, PageQuery, Ref, Text, byId, pageOf, type Page } from '../common';
import { Name } from '../written-texts';
import { FollowUpKind, RequestOwner } from './crm';
import { MailingDetail } from './mailings';
import { BulkState } from './ops';
import { PeopleAbout, PeopleFilter } from './people-filter';
import type { SubjectSchemas } from './routes';

export const CountPeople = z.object({ filter: PeopleFilter });
export const PeopleCount = z.object({
  people: z.number().int(),
  /** Recipients who match and have no contact card. */
  withoutCard: z.number().int(),
  /** Whether all were looked at. If not, there are at least `people`. */
  complete: z.boolean(),
  /**
   * For people who did not click: the links of the mailing whose counters were reset since it was sent. Who had clicked them before counts as
   * one who did not.
   */
  resetLinks: z.array(Ref),
});
export type PeopleCount = z.infer<typeof PeopleCount>;

/** What is done for each person. `T`: the selection or project. */
const workWith = <T extends z.ZodType>(target: T) =>
  z.discriminatedUnion('do', [
    z.strictObject({ do: z.enum(['add', 'remove']), kind: z.enum(['selection', 'project']), target }),
    z.strictObject({
      do: z.literal('follow-up'),
      kind: FollowUpKind,
      taskTypeId: Id,
      text: z.string().trim().max(2_000).default(''),
      projectId: Id.nullable().default(null),
      assignToOurContact: z.boolean().default(false),
      /** Who gets those that "our contact" does not; null: the user who starts the bulk. */
      ownerId: Id.nullable().default(null),
      durationMinutes: z
        .number()
        .int()
        .min(5)
        .max(24 * 60)
        .default(15),
      /** Days from the start of the bulk to the due day of a to-do. */
      dueInDays: z.number().int().min(0).max(365).default(0),
    }),
    z.strictObject({
      do: z.literal('request'),
      title: z.string().trim().min(1).max(255),
      body: z.string().trim().max(10_000).default(''),
      categoryId: Id,
      priorityId: Id,
      owner: RequestOwner.default({ kind: 'auto' }),
    }),
    /** Mail goes to the address again after it came back; or the contact has left its company, and gets no more mailings. */
    z.strictObject({ do: z.enum(['clear-bounce', 'former-employee']) }),
  ]);

/** Work on a selection or project that exists. */
export const PeopleWork = workWith(z.strictObject({ id: Id }));
export type PeopleWork = z.infer<typeof PeopleWork>;
/** Work as it is ordered: a new static selection or project is created with its name. Nobody can be removed from a new one. */
export const OrderedWork = workWith(z.union([z.strictObject({ id: Id }), z.strictObject({ name: Name })]));
export type OrderedWork = z.infer<typeof OrderedWork>;

const { canary, perSecond } = PEOPLE_BULK_LIMITS;

/**
 * Starts a bulk for people: it does the work for a few of them (the canary) and then waits. When a user continues it, it goes on with the
 * others, at most `perSecond` each second. Each person is dealt with once, also after a crash.
 */
export const StartPeopleBulk = z.object({
  filter: PeopleFilter,
  work: OrderedWork,
  canary: z.number().int().min(canary.min).max(canary.max).default(canary.usual),
  perSecond: z.number().int().min(perSecond.min).max(perSecond.max).default(perSecond.usual),
});
export type StartPeopleBulk = z.infer<typeof StartPeopleBulk>;

export const PeopleBulkView = z.object({
  id: Id,
  filter: PeopleFilter,
  work: PeopleWork,
  /** Names at the start: the link and mailing of the filter, and what the work is about. */
  about: PeopleAbout.extend({
    /** The selection or project, the type of the follow-up or the category of the request. Absent for what needs none of them. */
    target: Ref.optional(),
  }),
  state: BulkState,
  canary: z.number().int(),
  perSecond: z.number().int(),
  /** Number of people when it started; null while they are being counted. */
  total: z.number().int().nullable(),
  /** For whom something was done. */
  done: z.number().int(),
  /** For whom there was nothing to do: it was so before, or a newer change decides. */
  unchanged: z.number().int(),
  /** For whom it failed, by reason. */
  failures: z.array(z.object({ reason: Text, count: z.number().int() })),
  withoutCard: z.number().int(),
  at: Instant,
  endedAt: Instant.optional(),
  by: Ref,
});
export type PeopleBulkView = z.infer<typeof PeopleBulkView>;
export type PeopleBulkPage = Page<PeopleBulkView>;

/** A new mailing to people. `copyOf`: with the content of this mailing; otherwise it is empty. */
export const MailToPeople = z.object({ filter: PeopleFilter, name: Name, copyOf: Id.optional() });
export type MailToPeople = z.infer<typeof MailToPeople>;

export const peopleRoutes = {
  people: {
    count: {
      summary: 'Counts the people of a filter, for at most two seconds, and changes nothing',
      body: CountPeople,
      response: PeopleCount,
    },
    mail: {
      summary:
        'Creates a mailing, empty or as a copy, whose recipients are the people of a filter at this moment; they are added in the background',
      body: MailToPeople,
      response: MailingDetail,
      status: 201,
    },
  },
  peopleBulks: {
    list: {
      summary: 'Lists bulks for people, the newest first',
      query: PageQuery.pick({ page: true, pageSize: true }),
      response: pageOf(PeopleBulkView),
    },
    start: {
      summary: 'Starts a bulk that does something for each person of a filter, with its canary',
      body: StartPeopleBulk,
      response: PeopleBulkView,
      status: 201,
    },
    get: { summary: 'Returns a bulk for people', params: byId, response: PeopleBulkView },
    continue: {
      summary: 'Continues a bulk for people after its canary; refused with `bulk.not-ready` or `bulk.ended`',
      params: byId,
      response: PeopleBulkView,
    },
    stop: {
      summary: 'Stops a bulk for people; what was done stays. Refused with `bulk.ended`',
      params: byId,
      response: PeopleBulkView,
    },
  },
} satisfies SubjectSchemas<'people' | 'peopleBulks'>;
