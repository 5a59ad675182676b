import {
  FORM_TRIGGER,
  MANUAL_TRIGGER,
  FollowUpKind,
  hinted,
  format,
  phrase,
  quoted,
  verbatim,
} from '@linkflow/contracts';
import { durationText, shortened } from '@linkflow/workflow';
import { z } from 'zod';
import type { EventContext } from './action-context';
import { contactOf, defineAction, labelled, optionalRefTo, refTo, type AnyStep } from './define-action';
import { momentIn } from './sentence';

/** Maximum length of the text of a follow-up, in characters. */
const MAX_TEXT = 2047;
const DEFAULT_MINUTES: Record<FollowUpKind, number> = { 'to-do': 15, meeting: 60 };

export const createFollowUp: AnyStep = defineAction({
  kind: 'step',
  type: 'create-follow-up',
  title: { en: 'Create follow-up', nb: 'Opprett oppfølging' },
  summary: {
    en: 'Gives a colleague a to-do or a meeting with the contact.',
    nb: 'Gir en kollega en oppgave eller et møte med personen.',
  },
  icon: 'calendar-plus',
  group: 'work',
  place: 1,
  lane: 'then',
  risk: 'costly',
  effects: ['create-follow-up'],
  repeat: { kind: 'once-per-mailing' },
  params: z.object({
    kind: hinted(FollowUpKind.default('to-do'), {
      label: { en: 'Follow-up', nb: 'Oppfølging' },
      widget: 'choice',
      options: [
        { value: 'to-do', label: { en: 'To-do', nb: 'Oppgave' } },
        { value: 'meeting', label: { en: 'Meeting', nb: 'Møte' } },
      ],
      help: {
        en: 'A meeting gets the next free time in the working hours of the person who gets it.',
        nb: 'Et møte får neste ledige tid i arbeidstiden til den som får det.',
      },
    }),
    text: hinted(z.string().trim().max(MAX_TEXT).default(''), {
      label: { en: 'Description', nb: 'Beskrivelse' },
      widget: 'textarea',
      placeholder: {
        en: 'Call {{contact.firstName}} about the new products',
        nb: 'Ring {{contact.firstName}} om de nye produktene',
      },
      help: {
        en: 'Who clicked what, and when, is added at the end automatically.',
        nb: 'Hvem som klikket på hva, og når, føyes til nederst automatisk.',
      },
    }),
    projectId: optionalRefTo('project', { label: { en: 'Project', nb: 'Prosjekt' } }),
    taskTypeId: refTo('task-type', {
      label: { en: 'Type', nb: 'Type' },
      missing: { en: 'Choose a type', nb: 'Velg en type' },
      filter: { type: '$kind' },
    }),
    createdById: refTo('user', {
      label: { en: 'Created by', nb: 'Opprettet av' },
      missing: { en: 'Choose who is named as creator', nb: 'Velg hvem som skal stå som oppretter' },
      prefill: 'active-user',
      help: {
        en: 'Also gets the follow-up if nobody else can.',
        nb: 'Får også oppfølgingen hvis ingen andre kan få den.',
      },
    }),
    assignToOurContact: hinted(z.boolean().default(false), {
      label: { en: 'Assign to our contact if available', nb: 'Tildel vår kontakt hvis mulig' },
      widget: 'switch',
    }),
    defaultRecipientId: optionalRefTo('user', {
      label: { en: 'Default recipient', nb: 'Standardmottaker' },
      help: {
        en: 'Used when the contact has no “our contact”, or when the follow-up is not assigned to them.',
        nb: 'Brukes når personen ikke har en «vår kontakt», eller når oppfølgingen ikke skal gå til vår kontakt.',
      },
    }),
    durationMinutes: hinted(
      z
        .int()
        .min(5)
        .max(24 * 60)
        .optional(),
      {
        label: { en: 'Duration', nb: 'Varighet' },
        widget: 'duration',
        unit: 'minutes',
        help: {
          en: 'If left empty: 15 minutes for a to-do, 1 hour for a meeting.',
          nb: 'Hvis feltet er tomt: 15 minutter for en oppgave, 1 time for et møte.',
        },
      },
    ),
    dueInDays: hinted(z.int().min(0).max(365).default(0), {
      label: { en: 'Due in (days)', nb: 'Frist om (dager)' },
      widget: 'number',
      showWhen: { field: 'kind', in: ['to-do'] },
      help: {
        en: '0 is the day of the click.',
        nb: '0 er dagen for klikket.',
      },
    }),
  }),
  defaults: {
    kind: 'to-do',
    text: '',
    projectId: null,
    assignToOurContact: false,
    defaultRecipientId: null,
    dueInDays: 0,
  },
  example: {
    kind: 'to-do',
    taskTypeId: '66b0000000000000000000a1',
    text: 'Call {{contact.firstName}} about the new products',
    createdById: '66b0000000000000000000a2',
    assignToOurContact: true,
    durationMinutes: 15,
  },
  output: z.object({
    followUpId: labelled(z.string(), { en: 'Follow-up', nb: 'Oppfølging' }),
    ownerId: labelled(z.string(), { en: 'Owner (id)', nb: 'Eier (id)' }),
    ownerName: labelled(z.string(), { en: 'Owner', nb: 'Eier' }),
    startsAt: labelled(z.iso.datetime(), { en: 'Starts', nb: 'Starter' }),
    endsAt: labelled(z.iso.datetime(), { en: 'Ends', nb: 'Slutter' }),
  }),

  async run(ctx, params) {
    const contactId = contactOf(ctx);
    const [text, origin] = await Promise.all([ctx.merge(params.text), originOf(ctx)]);
    const followUp = await ctx.ports.crm.perform('create-follow-up', ctx, {
      ...params,
      contactId,
      text: `${text}\n\n${origin}`.trim().slice(0, MAX_TEXT),
      durationMinutes: params.durationMinutes ?? DEFAULT_MINUTES[params.kind],
    });
    const { id, ownerId, ownerName, startsAt, endsAt } = followUp;
    return {
      output: {
        followUpId: id,
        ownerId,
        ownerName,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
      },
    };
  },

  async simulate(ctx, params) {
    contactOf(ctx);
    const [text, ourContact] = await Promise.all([
      ctx.merge(params.text),
      params.assignToOurContact ? ctx.merge('{{contact.ourContact}}') : '',
    ]);
    const owner = ourContact === '' ? undefined : verbatim(ourContact);
    // Without a contact of ours, the follow-up goes to the default recipient.
    const task = createFollowUp.describe(
      { ...params, ...(owner === undefined && { assignToOurContact: false }) },
      ctx.names,
      owner && { owner },
    );
    if (text === '') return { sentence: task };
    return {
      sentence: phrase(
        { en: '{task}: {text}', nb: '{task}: {text}' },
        { task, text: quoted(shortened(text, MAX_SHOWN)) },
      ),
    };
  },

  sentence: {
    cases: [
      {
        when: { kind: ['meeting'] },
        text: { en: 'Meeting for {owner}, {time}', nb: 'Møte til {owner}, {time}' },
      },
      {
        when: { dueInDays: [0] },
        text: { en: 'To-do for {owner}, {time}', nb: 'Oppgave til {owner}, {time}' },
      },
      {
        text: {
          en: 'To-do for {owner}, {time}, due in {dueInDays, plural, one {# day} other {# days}}',
          nb: 'Oppgave til {owner}, {time}, frist om {dueInDays, plural, one {# dag} other {# dager}}',
        },
      },
    ],
    parts: {
      owner: [
        { when: { assignToOurContact: [true] }, text: { en: 'our contact', nb: 'vår kontakt' } },
        {
          when: { defaultRecipientId: 'given' },
          text: { en: '{defaultRecipientId}', nb: '{defaultRecipientId}' },
        },
        { text: { en: '{createdById}', nb: '{createdById}' } },
      ],
      time: [
        { when: { durationMinutes: 'given' }, text: { en: '{durationMinutes}', nb: '{durationMinutes}' } },
        { when: { kind: ['meeting'] }, text: durationText(DEFAULT_MINUTES.meeting) },
        { text: durationText(DEFAULT_MINUTES['to-do']) },
      ],
    },
  },
});

/** Maximum length of a text in the sentence of a simulated step, in characters. */
const MAX_SHOWN = 200;

/** One sentence in the organisation's language: who clicked which link in which mailing, who submitted which form, or for whom the run was started, and when. */
async function originOf(ctx: EventContext): Promise<string> {
  const { language } = ctx.organisation;
  const facts = await ctx.facts(['contact.name', 'contact.email']);
  const who = named(facts['contact.name'], facts['contact.email']);
  const when = momentIn(ctx.occurredAt, ctx.organisation);
  if (ctx.source.trigger === FORM_TRIGGER) {
    const person = who ?? { en: 'Somebody', nb: 'Noen' };
    return format(
      {
        en: '{person} submitted the form {form} on {when}.',
        nb: '{person} sendte inn skjemaet {form} {when}.',
      },
      language,
      { person, form: quoted(ctx.source.formName ?? ''), when },
    );
  }
  const link = quoted(ctx.source.linkName ?? '');
  if (ctx.source.trigger === MANUAL_TRIGGER) {
    const person = who ?? { en: 'the recipient', nb: 'mottakeren' };
    return format(
      {
        en: 'A colleague ran {link} for {person} on {when}.',
        nb: 'En kollega kjørte {link} for {person} {when}.',
      },
      language,
      { link, person, when },
    );
  }
  const mailing = quoted(ctx.source.mailingName ?? '');
  const person = who ?? { en: 'The recipient', nb: 'Mottakeren' };
  return format(
    {
      en: '{person} clicked {link} in the mailing {mailing} on {when}.',
      nb: '{person} klikket på {link} i utsendelsen {mailing} {when}.',
    },
    language,
    { person, link, mailing, when },
  );
}

function named(name: unknown, email: unknown): string | undefined {
  const texts = [name, email].filter((value): value is string => typeof value === 'string' && value !== '');
  const [first, second] = texts;
  return second === undefined ? first : `${first} (${second})`;
}
