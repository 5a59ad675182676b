import { FieldValue, hinted } from '@linkflow/contracts';
import { z } from 'zod';
import { contactOf, defineAction, labelled, refTo } from './define-action';

const hasValue = (value: unknown): boolean =>
  value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');

export const setField = defineAction({
  kind: 'step',
  type: 'set-field',
  title: { en: 'Set field', nb: 'Angi felt' },
  summary: {
    en: 'Writes a value into an extra field of the contact, or clears it. Several clicks give the same result.',
    nb: 'Skriver en verdi i et ekstrafelt på personkortet, eller tømmer feltet. Gir samme resultat ved flere klikk.',
  },
  icon: 'forms',
  group: 'data',
  place: 1,
  lane: 'then',
  risk: 'reversible',
  effects: ['set-field'],
  repeat: { kind: 'every-click' },
  params: z
    .object({
      fieldId: refTo('field', {
        label: { en: 'Field', nb: 'Felt' },
        missing: { en: 'Choose a field', nb: 'Velg et felt' },
        filter: { type: 'contact' },
      }),
      clear: hinted(z.boolean().default(false), {
        label: { en: 'Clear the field', nb: 'Tøm feltet' },
        widget: 'switch',
        help: {
          en: 'Removes the value that is there.',
          nb: 'Fjerner verdien som står i feltet.',
        },
      }),
      value: hinted(FieldValue.optional(), {
        label: { en: 'Value', nb: 'Verdi' },
        widget: 'field-value',
        follows: 'fieldId',
        missing: { en: 'Give the value', nb: 'Oppgi verdien' },
        showWhen: { field: 'clear', in: [false] },
      }),
    })
    .refine(({ clear, value }) => clear || hasValue(value), {
      path: ['value'],
      error: 'A value is needed unless the field is to be cleared',
    }),
  defaults: { clear: false },
  example: { fieldId: '66b0000000000000000000e1', value: true, clear: false },
  output: z.object({
    applied: labelled(z.boolean(), { en: 'Carried out', nb: 'Utført' }),
    previous: labelled(FieldValue, { en: 'Value before', nb: 'Verdien før' }, { follows: 'fieldId' }),
  }),

  async run(ctx, { fieldId, clear, value }) {
    const next = clear ? null : (value ?? null);
    const input = { contactId: contactOf(ctx), fieldId, value: next };
    return { output: await ctx.ports.crm.perform('set-field', ctx, input) };
  },

  simulate(ctx) {
    contactOf(ctx);
    return { output: { applied: true, previous: null } };
  },

  async undo(ctx, { fieldId }, { applied, previous }) {
    if (!applied) return false;
    const input = { contactId: contactOf(ctx), fieldId, value: previous };
    return (await ctx.ports.crm.perform('set-field', ctx, input)).applied;
  },

  sentence: {
    cases: [
      { when: { clear: [true] }, text: { en: 'Clear {fieldId}', nb: 'Tøm {fieldId}' } },
      { text: { en: 'Set {fieldId} to {value}', nb: 'Sett {fieldId} til {value}' } },
    ],
  },
});
