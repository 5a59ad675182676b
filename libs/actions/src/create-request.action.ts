import { RequestOwner, hinted, quoted } from '@linkflow/contracts';
import { z } from 'zod';
import { contactOf, defineAction, labelled, refTo, type AnyStep } from './define-action';

export const createRequest: AnyStep = defineAction({
  kind: 'step',
  type: 'create-request',
  title: { en: 'Create request', nb: 'Opprett sak' },
  summary: {
    en: 'Opens a request for the contact. Its first message says who clicked what, and when.',
    nb: 'Oppretter en sak for personen. Den første meldingen sier hvem som klikket på hva, og når.',
  },
  icon: 'ticket',
  group: 'work',
  place: 2,
  lane: 'then',
  risk: 'costly',
  effects: ['create-request'],
  repeat: { kind: 'once-per-mailing' },
  params: z.object({
    title: hinted(z.string().trim().min(1).max(255), {
      label: { en: 'Title', nb: 'Tittel' },
      widget: 'text',
      missing: { en: 'Write a title', nb: 'Skriv en tittel' },
      placeholder: { en: 'Wants information', nb: 'Ønsker informasjon' },
    }),
    priorityId: refTo('priority', {
      label: { en: 'Priority', nb: 'Prioritet' },
      missing: { en: 'Choose a priority', nb: 'Velg en prioritet' },
      prefill: 'default-entry',
    }),
    categoryId: refTo('category', {
      label: { en: 'Category', nb: 'Kategori' },
      missing: { en: 'Choose a category', nb: 'Velg en kategori' },
      help: {
        en: 'Its rule decides who gets the request when it is assigned automatically.',
        nb: 'Regelen i kategorien avgjør hvem som får saken når den tildeles automatisk.',
      },
    }),
    owner: hinted(RequestOwner.default({ kind: 'auto' }), {
      label: { en: 'Owner', nb: 'Eier' },
      widget: 'owner',
      missing: { en: 'Choose who gets the request', nb: 'Velg hvem som får saken' },
    }),
  }),
  defaults: { owner: { kind: 'auto' } },
  example: {
    title: 'Wants information',
    categoryId: '66b0000000000000000000b1',
    priorityId: '66b0000000000000000000b2',
    owner: { kind: 'auto' },
  },
  output: z.object({
    requestId: labelled(z.string(), { en: 'Request', nb: 'Sak' }),
    ownerId: labelled(z.string().nullable(), { en: 'Owner (id)', nb: 'Eier (id)' }),
    ownerName: labelled(z.string().nullable(), { en: 'Owner', nb: 'Eier' }),
  }),

  async run(ctx, { title, ...params }) {
    const contactId = contactOf(ctx);
    const merged = (await ctx.merge(title)).trim().slice(0, 255);
    const { id, ownerId, ownerName } = await ctx.ports.crm.perform('create-request', ctx, {
      ...params,
      contactId,
      // Merge fields may leave the title empty, and a request without a title cannot be found.
      title: merged || originNameOf(ctx.source),
      // Empty, because the CRM writes the first message in the language of the request's owner: who clicked which link in which mailing,
      // and when.
      body: '',
    });
    return { output: { requestId: id, ownerId, ownerName } };
  },

  async simulate(ctx, params) {
    contactOf(ctx);
    const merged = (await ctx.merge(params.title)).trim() || originNameOf(ctx.source);
    return { sentence: createRequest.describe(params, ctx.names, { request: quoted(merged) }) };
  },

  sentence: {
    cases: [
      {
        when: { 'owner.kind': ['unassigned'] },
        text: { en: '{request}, unassigned', nb: '{request}, ufordelt' },
      },
      {
        when: { 'owner.kind': ['user'] },
        text: { en: '{request}, for {owner}', nb: '{request}, til {owner}' },
      },
      { text: { en: '{request}, automatically assigned', nb: '{request}, automatisk tildelt' } },
    ],
    parts: {
      request: [
        { when: { title: 'given' }, text: { en: '{title}', nb: '{title}' } },
        { text: { en: '(no title yet)', nb: '(ingen tittel ennå)' } },
      ],
    },
  },
});

/** The name of the link or form, in place of a title. */
const originNameOf = ({ linkName, formName }: { linkName?: string; formName?: string }): string =>
  linkName ?? formName ?? '';
