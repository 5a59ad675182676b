import type {
  ClientRequest,
  LookupItem,
  OrderedWork,
  PeopleFilterInput,
  ROUTES,
  ShownClicks,
} from '@linkflow/contracts';

/** The people of a list, and where they come from. */
export interface ChosenPeople {
  filter: PeopleFilterInput;
  /** Name of the link or mailing, from which names of new selections and mailings are made. */
  name: string;
  /** For the recipients of a mailing: its tracked links, by which they can be divided. */
  links?: readonly { id: string; name: string }[];
}

/** What is done for people whose message came back. */
export const RETURNED_WORK = ['clear-bounce', 'former-employee'] as const;
type ReturnedWork = (typeof RETURNED_WORK)[number];

/** What is chosen before the dialog opens. `out`: taking out of a selection or project. */
export type WorkKind = 'selection' | 'project' | 'follow-up' | 'request' | 'out' | ReturnedWork;

/** Whether the list shows recipients whose message came back. */
export const areReturned = ({ filter }: ChosenPeople): boolean =>
  filter.of === 'mailing' && filter.state === 'returned';

/** Whether a new mailing is suggested to those who did not click: for recipients of a mailing, unless the list shows those who clicked, or chosen ones. */
export const suggestsOthers = ({ filter, links }: ChosenPeople): boolean =>
  links !== undefined &&
  filter.of === 'mailing' &&
  !filter.clicked &&
  !filter.with?.length &&
  !filter.recipientIds;

/** Which of a mailing's recipients. `listed`: those of the list. */
export type Who = 'listed' | 'any' | 'none' | 'links';

export interface WhoValues extends Record<string, unknown> {
  who: Who;
  with: string[];
  without: string[];
  /** Whose clicks count. It makes no difference for `listed`, whose list has decided it. */
  clicks: ShownClicks;
}

/** The first choice for the people of a list. */
export const initialWho = ({ filter }: ChosenPeople, who: Who): WhoValues => ({
  who,
  with: [],
  without: [],
  clicks: filter.clicks ?? 'people',
});

/** The values of the dialog about work. */
export interface WorkValues extends WhoValues {
  what: Exclude<WorkKind, 'out'>;
  direction: 'add' | 'remove';
  isNew: boolean;
  name: string;
  target: LookupItem | null;
  taskTypeId: string | null;
  text: string;
  ourContact: boolean;
  ownerId: string | null;
  dueInDays: number;
  title: string;
  categoryId: string | null;
  priorityId: string | null;
  canary: number;
  perSecond: number;
}

/** The filter of a list, narrowed to those who clicked or did not click. */
export function filterWith(
  filter: PeopleFilterInput,
  { who, with: demanded, without, clicks }: WhoValues,
): PeopleFilterInput {
  if (filter.of === 'link' || who === 'listed') return filter;
  return who === 'links'
    ? { ...filter, clicks, with: demanded, without }
    : { ...filter, clicks, clicked: who };
}

/** Whether the links are chosen that a filter by links needs. */
export const isComplete = ({ who, with: demanded, without }: WhoValues): boolean =>
  who !== 'links' || demanded.length + without.length > 0;

type Work = ClientRequest<typeof ROUTES.peopleBulks.start>['body']['work'];

/** The work that the values of the dialog describe. */
export function workOf(values: WorkValues): Work {
  const { what, direction, isNew, name, target } = values;
  switch (what) {
    case 'selection':
    case 'project':
      return {
        do: direction,
        kind: what,
        target: isNew && direction === 'add' ? { name: name.trim() } : { id: target?.id ?? '' },
      } satisfies OrderedWork;
    case 'follow-up':
      return {
        do: 'follow-up',
        kind: 'to-do',
        taskTypeId: values.taskTypeId ?? '',
        text: values.text,
        assignToOurContact: values.ourContact,
        ownerId: values.ownerId,
        dueInDays: values.dueInDays,
      };
    case 'request':
      return {
        do: 'request',
        title: values.title,
        body: values.text,
        categoryId: values.categoryId ?? '',
        priorityId: values.priorityId ?? '',
      };
    case 'clear-bounce':
    case 'former-employee':
      return { do: what };
  }
}
