import { BLOCK_REASONS, defineReasons, type Text } from '@linkflow/contracts';
import { z } from 'zod';
import { NotApplicable, Permanent } from './action-context';
import { defineAction, labelled, refTo } from './define-action';

const reason = defineReasons({
  'mailing.missing': {
    en: 'The mailing does not exist any more',
    nb: 'Utsendelsen finnes ikke lenger',
  },
  'mailing.not-open': {
    en: 'The mailing is not open for workflows. Open it on its page, then try again',
    nb: 'Utsendelsen er ikke åpen for arbeidsflyter. Åpne den på siden til utsendelsen, og prøv igjen',
  },
  'mailing.sent-before': {
    en: 'The person has this mailing already, and each gets it once',
    nb: 'Personen har allerede fått denne utsendelsen, og alle får den bare én gang',
  },
});

/** Why a person must not get the mailing: the texts of the list of recipients. */
const leftOut = defineReasons({
  'mailing.left-out.removed': {
    en: 'Was removed from the recipients of the mailing',
    nb: 'Er fjernet fra mottakerne av utsendelsen',
  },
  ...(Object.fromEntries(
    Object.entries(BLOCK_REASONS).map(([code, text]) => [`mailing.left-out.${code}`, text]),
  ) as Record<`mailing.left-out.${keyof typeof BLOCK_REASONS}`, Text>),
});

export const sendMailing = defineAction({
  kind: 'step',
  type: 'send-mailing',
  title: { en: 'Send mailing', nb: 'Send utsendelse' },
  summary: {
    en: 'Sends a mailing to the person. Each person gets it once.',
    nb: 'Sender en utsendelse til personen. Hver person får den én gang.',
  },
  icon: 'mail-forward',
  group: 'work',
  place: 3,
  lane: 'then',
  risk: 'costly',
  // A person is a recipient of a mailing once, so a repeat finds the message of the first time.
  otherEffect: 'idempotent',
  repeat: { kind: 'every-click' },
  params: z.object({
    mailingId: refTo('mailing', {
      label: { en: 'Mailing', nb: 'Utsendelse' },
      missing: { en: 'Choose a mailing', nb: 'Velg en utsendelse' },
      help: {
        en: 'It must be open for workflows: choose that where the mailing is sent. Those who have unsubscribed get nothing.',
        nb: 'Den må være åpen for arbeidsflyter. Det velger du der utsendelsen sendes. De som har meldt seg av, får ingenting.',
      },
    }),
  }),
  example: { mailingId: '66b0000000000000000000c5' },
  reasons: [reason, leftOut],
  output: z.object({
    queued: labelled(z.boolean(), { en: 'Queued', nb: 'Lagt i kø' }),
  }),

  async run(ctx, { mailingId }) {
    const { contactId, key, context } = ctx;
    const step = { key, mailingId, contactId, recipientId: context.recipientId ?? null };
    const result = await ctx.ports.mailings.sendTo(step);
    switch (result.state) {
      case 'queued':
        return { output: { queued: true } };
      case 'already':
        throw new NotApplicable(reason('mailing.sent-before'));
      case 'left-out':
        throw new NotApplicable(leftOut(`mailing.left-out.${result.reason}`));
      case 'unknown':
        throw new Permanent(reason('mailing.missing'));
      case 'not-open':
        throw new Permanent(reason('mailing.not-open'));
    }
  },

  sentence: { en: 'Send {mailingId}', nb: 'Send {mailingId}' },
});
