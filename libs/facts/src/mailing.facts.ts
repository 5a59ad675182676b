import { defineFacts } from './define-facts';

/** Facts about the mailing that the recipient got. */
export const mailingFacts = defineFacts('mailing', {
  id: {
    type: 'text',
    label: { en: 'Mailing', nb: 'Utsendelse' },
    was: { en: 'The mailing was {value}', nb: 'Utsendelsen var {value}' },
    of: 'mailing',
    load: async ({ context }) => (await context.mailingId) ?? undefined,
  },
});
