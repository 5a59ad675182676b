import {
  UTM_PARAMETERS,
  formatValue,
  labelOfBlock,
  pick,
  type FormContent,
  type SubmissionStatus,
  type Text,
} from '@linkflow/contracts';
import type { FormDoc } from '@linkflow/forms';
import { OrganisationConfig, readConfig } from '@linkflow/platform';
import type { SignedInUser } from '../session/signed-in-user';
import type { FormViews } from './form-views';

const HEAD = {
  at: { en: 'Submitted', nb: 'Sendt inn' },
  status: { en: 'Status', nb: 'Status' },
  contact: { en: 'Contact', nb: 'Person' },
  version: { en: 'Version', nb: 'Versjon' },
  mailing: { en: 'Mailing', nb: 'Utsendelse' },
} satisfies Record<string, Text>;

/** The texts of the statuses. */
export const STATUS_TEXTS: Record<SubmissionStatus, Text> = {
  received: { en: 'Received', nb: 'Mottatt' },
  'awaiting-confirmation': { en: 'Awaiting confirmation', nb: 'Venter på bekreftelse' },
  held: { en: 'Needs a decision', nb: 'Må avgjøres' },
  processed: { en: 'Processed', nb: 'Behandlet' },
  duplicate: { en: 'Answered before', nb: 'Har svart før' },
  spam: { en: 'Spam', nb: 'Søppel' },
  rejected: { en: 'Rejected', nb: 'Avvist' },
  failed: { en: 'Failed', nb: 'Feilet' },
};

/** The submissions of a form as a table with a column for each question of the current draft, the titles first. */
export async function* submissionsCsv(
  views: FormViews,
  { form, status, user }: { form: FormDoc; status: SubmissionStatus | undefined; user: SignedInUser },
): AsyncGenerator<string[]> {
  const { language } = user;
  const timeZone = readConfig(OrganisationConfig).ORGANISATION_TIME_ZONE;
  const written = (value: unknown, type?: 'date'): string =>
    formatValue(value, type ? { type } : {}, { language, timeZone });
  const columns = columnsOf(form.form.content);
  const t = (text: Text): string => pick(text, language);
  yield [
    t(HEAD.at),
    t(HEAD.status),
    t(HEAD.contact),
    ...columns.map(({ label }) => label),
    t(HEAD.mailing),
    ...UTM_PARAMETERS.map((name) => `utm_${name}`),
    t(HEAD.version),
  ];
  for await (const batch of views.all(form, status)) {
    for (const row of batch) {
      const answers = new Map(row.answers.map(({ name, value, type }) => [name, { value, type }]));
      const consents = new Map(row.consents.map(({ name, given }) => [name, given]));
      yield [
        formatValue(new Date(row.at), {}, { language, timeZone }),
        t(STATUS_TEXTS[row.status]),
        row.contact?.name ?? '',
        ...columns.map(({ name }) => {
          const answer = answers.get(name);
          if (answer) return written(answer.value, answer.type === 'date' ? 'date' : undefined);
          return written(consents.get(name));
        }),
        row.mailing?.name ?? '',
        ...UTM_PARAMETERS.map((name) => row.utm[name] ?? ''),
        String(row.version),
      ];
    }
  }
}

const columnsOf = ({ blocks }: FormContent): { name: string; label: string }[] =>
  blocks
    .filter(({ type }) => type !== 'heading' && type !== 'paragraph')
    .map((block) => ({ name: block.name, label: labelOfBlock(block) }));
