import { addLocalDays, hinted, isTimeZone, nextLocalTime, type Text } from '@linkflow/contracts';
import { z } from 'zod';
import type { EventContext } from './action-context';
import { defineAction, labelled, type StepResult } from './define-action';

const MINUTE_MS = 60_000;
const UNIT_MS = { minutes: MINUTE_MS, hours: 60 * MINUTE_MS, days: 24 * 60 * MINUTE_MS } as const;
const FOR_TEXTS: Record<keyof typeof UNIT_MS, Text> = {
  minutes: {
    en: 'For {amount, plural, one {# minute} other {# minutes}}',
    nb: 'I {amount, plural, one {# minutt} other {# minutter}}',
  },
  hours: {
    en: 'For {amount, plural, one {# hour} other {# hours}}',
    nb: 'I {amount, plural, one {# time} other {# timer}}',
  },
  days: {
    en: 'For {amount, plural, one {# day} other {# days}}',
    nb: 'I {amount, plural, one {# dag} other {# dager}}',
  },
};
const MAX_WAIT_MS = 366 * UNIT_MS.days;
const MAX_AMOUNT = 100_000;

const NO_WORDS: Text = { en: '', nb: '' };

const Params = z
  .object({
    kind: hinted(z.enum(['for', 'until']).default('for'), {
      label: { en: 'Wait', nb: 'Vent' },
      widget: 'choice',
      options: [
        { value: 'for', label: { en: 'For a time', nb: 'En stund' } },
        { value: 'until', label: { en: 'Until a time of day', nb: 'Til et klokkeslett' } },
      ],
    }),
    amount: hinted(z.int().min(1).max(MAX_AMOUNT).default(1), {
      label: { en: 'How long', nb: 'Hvor lenge' },
      widget: 'number',
      missing: { en: 'Say how long', nb: 'Oppgi hvor lenge' },
      maxBy: {
        field: 'unit',
        max: Object.fromEntries(
          Object.entries(UNIT_MS).map(([unit, ms]) => [unit, Math.min(MAX_AMOUNT, MAX_WAIT_MS / ms)]),
        ),
      },
      showWhen: { field: 'kind', in: ['for'] },
    }),
    unit: hinted(z.enum(['minutes', 'hours', 'days']).default('days'), {
      label: { en: 'Unit', nb: 'Enhet' },
      widget: 'choice',
      options: [
        { value: 'minutes', label: { en: 'minutes', nb: 'minutter' } },
        { value: 'hours', label: { en: 'hours', nb: 'timer' } },
        { value: 'days', label: { en: 'days', nb: 'dager' } },
      ],
      showWhen: { field: 'kind', in: ['for'] },
    }),
    weekdays: hinted(z.array(z.int().min(1).max(7)).max(7).default([]), {
      label: { en: 'Weekdays', nb: 'Ukedager' },
      widget: 'weekdays',
      help: { en: 'None chosen: any day.', nb: 'Ingen valgt: alle dager.' },
      showWhen: { field: 'kind', in: ['until'] },
    }),
    time: hinted(
      z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .default('09:00'),
      {
        label: { en: 'Time', nb: 'Klokkeslett' },
        widget: 'time',
        missing: { en: 'Give the time', nb: 'Oppgi klokkeslettet' },
        showWhen: { field: 'kind', in: ['until'] },
      },
    ),
    // `house` is the former name of `organisation`. Published versions never change, so both stay valid.
    zone: hinted(z.enum(['contact', 'organisation', 'house']).default('contact'), {
      label: { en: 'Time zone', nb: 'Tidssone' },
      widget: 'choice',
      options: [
        {
          value: 'contact',
          label: {
            en: 'The contact’s, or ours if it is not known',
            nb: 'Personens, eller vår hvis den ikke er kjent',
          },
        },
        { value: 'organisation', label: { en: 'Ours', nb: 'Vår' }, formerly: ['house'] },
      ],
      showWhen: { field: 'kind', in: ['until'] },
    }),
  })
  .refine((params) => params.kind !== 'for' || params.amount * UNIT_MS[params.unit] <= MAX_WAIT_MS, {
    path: ['amount'],
    error: 'A wait is a year at most',
  });

export const wait = defineAction({
  kind: 'step',
  type: 'wait',
  title: { en: 'Wait', nb: 'Vent' },
  summary: {
    en: 'Waits for a while, or until a time of day on certain weekdays.',
    nb: 'Venter en stund, eller til et klokkeslett på bestemte ukedager.',
  },
  icon: 'clock-pause',
  group: 'flow',
  place: 4,
  lane: 'then',
  risk: 'harmless',
  params: Params,
  defaults: { kind: 'for', amount: 1, unit: 'days', weekdays: [], time: '09:00', zone: 'contact' },
  example: { kind: 'until', weekdays: [1, 2, 3, 4, 5], time: '09:00', zone: 'contact' },
  output: z.object({ until: labelled(z.iso.datetime(), { en: 'Waited until', nb: 'Ventet til' }) }),
  run: startWaiting,
  simulate: startWaiting,

  sentence: {
    cases: [
      {
        when: { kind: ['until'] },
        text: { en: 'Until {time}{days}{where}', nb: 'Til kl. {time}{days}{where}' },
      },
      { when: { unit: ['minutes'] }, text: FOR_TEXTS.minutes },
      { when: { unit: ['hours'] }, text: FOR_TEXTS.hours },
      { text: FOR_TEXTS.days },
    ],
    parts: {
      days: [
        { when: { weekdays: 'given' }, text: { en: ', {weekdays}', nb: ', {weekdays}' } },
        { text: NO_WORDS },
      ],
      where: [
        { when: { zone: ['contact'] }, text: { en: ', where the contact is', nb: ', der personen er' } },
        { text: NO_WORDS },
      ],
    },
  },
});

async function startWaiting(
  ctx: EventContext,
  params: z.output<typeof Params>,
): Promise<StepResult<{ until: string }>> {
  const until =
    params.kind === 'for'
      ? endOfWait(ctx, params)
      : nextLocalTime({ after: ctx.now, ...params, timeZone: await zoneOf(ctx, params.zone) });
  return { wait: { until }, output: { until: until.toISOString() } };
}

/** A wait of days ends at the same local time of the organisation; its days can have 23 or 25 hours. */
function endOfWait(
  { now, organisation }: EventContext,
  { amount, unit }: Pick<z.output<typeof Params>, 'amount' | 'unit'>,
): Date {
  return unit === 'days'
    ? addLocalDays(now, amount, organisation.timeZone)
    : new Date(now.getTime() + amount * UNIT_MS[unit]);
}

async function zoneOf(ctx: EventContext, zone: z.output<typeof Params>['zone']): Promise<string> {
  if (zone !== 'contact' || ctx.contactId === null) return ctx.organisation.timeZone;
  const known = (await ctx.facts(['contact.timeZone']))['contact.timeZone'];
  return typeof known === 'string' && isTimeZone(known) ? known : ctx.organisation.timeZone;
}
