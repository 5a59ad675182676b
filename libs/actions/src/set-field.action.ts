import { FieldValue, hinted } from '@linkflow/contracts';
import { z } from 'zod';
import { effectOf } from './action-context';
import { contactOf } from './contact-of';
import { defineAction } from './define-action';
import { labelled, refTo } from './params';

const hasValue = (value: unknown): boolean =>
  value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');

export const setField = defineAction({
  kind: 'step',
  type: 'set-field',
  version: 1,
  title: { en: 'Set field', nb: 'Angi felt' },
  summary: {
    en: 'Writes a value into an extra field of the contact, or clears it. Safe to repeat.',
    nb: 'Skriver en verdi i et ekstrafelt på personkortet, eller tømmer det. Trygt å gjenta.',
  },
  icon: 'forms',
  group: 'data',
  place: 1,
  lane: 'then',
  risk: 'reversible',
  effect: 'idempotent',
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
          en: 'Takes away the value that is there.',
          nb: 'Fjerner verdien som står der.',
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
    previous: labelled(FieldValue, { en: 'Value before', nb: 'Verdien før' }),
  }),

  async run(ctx, { fieldId, clear, value }) {
    const next = clear ? null : (value ?? null);
    return { output: await ctx.ports.crm.setField(effectOf(ctx), contactOf(ctx), fieldId, next) };
  },

  simulate(ctx) {
    contactOf(ctx);
    return { output: { applied: true, previous: null } };
  },

  async undo(ctx, { fieldId }, { applied, previous }) {
    if (applied) await ctx.ports.crm.setField(effectOf(ctx), contactOf(ctx), fieldId, previous);
  },

  describe({ fieldId, clear, value }, say) {
    const field = say.name('field', fieldId);
    if (clear) return { en: `Clear ${field.en}`, nb: `Tøm ${field.nb}` };
    const words = say.value(fieldId, hasValue(value) ? value : undefined);
    return { en: `Set ${field.en} to ${words.en}`, nb: `Sett ${field.nb} til ${words.nb}` };
  },
});
