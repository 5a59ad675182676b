import {
  WRONG_FIELD_VALUE,
  defineReasons,
  reasonTexts,
  selectKey,
  type CodedReason,
  type FieldType,
  type FollowUpKind,
  type RefKind,
  type SelectionKind,
  type Text,
} from '@linkflow/contracts';

/** The kinds of CRM entities that the input of an effect can refer to. */
export type CrmTargetKind = Exclude<
  RefKind,
  'link' | 'form' | 'mailing' | 'webhook-secret' | 'script' | 'company'
>;

/** The error codes `<kind>.missing` and `<kind>.deleted` with their parameters. */
type TargetErrors = { [K in CrmTargetKind as `${K}.missing`]: Record<string, never> } & {
  [K in CrmTargetKind as `${K}.deleted`]: { name: string };
};
/** All error codes with their parameters, which the texts of the codes contain. */
export interface CrmErrorParams extends TargetErrors {
  'company.missing': Record<string, never>;
  'user.retired': { name: string };
  'selection.not-static': { name: string; kind: SelectionKind };
  'task-type.wrong-kind': { name: string; kind: FollowUpKind; expected: FollowUpKind };
  'field.wrong-entity': { name: string };
  'field.wrong-value': { name: string; type: FieldType };
  'meeting.too-long': { owner: string; minutes: number };
  'meeting.no-free-time': { owner: string };
}
export type CrmErrorCode = keyof CrmErrorParams;

/** The CRM rejects an effect, for example because an entity in its input is missing, deleted or of the wrong kind. A retry cannot help. */
export class CrmError<C extends CrmErrorCode = CrmErrorCode> extends Error {
  override readonly name = 'CrmError';

  constructor(
    readonly code: C,
    readonly params: CrmErrorParams[C],
  ) {
    super(code);
  }
}

/** The CRM cannot perform the effect now, for example because it limits the rate of requests. A retry can help. */
export class CrmUnavailable extends Error {
  override readonly name = 'CrmUnavailable';

  /** @param after earliest time of the next attempt; by default, the backoff of the step decides it */
  constructor(
    readonly after?: Date,
    options?: ErrorOptions,
  ) {
    super(CRM_UNAVAILABLE, options);
  }
}

/** The code of {@link CrmUnavailable}. */
export const CRM_UNAVAILABLE = 'crm.unavailable';

/** The texts of all codes. */
export const CRM_REASONS = defineReasons<CrmErrorCode | typeof CRM_UNAVAILABLE>({
  [CRM_UNAVAILABLE]: { en: 'The CRM is not available', nb: 'CRM-systemet er ikke tilgjengelig' },
  'interest.missing': { en: 'The interest no longer exists', nb: 'Interessen finnes ikke lenger' },
  'interest.deleted': { en: 'The interest “{name}” has been deleted', nb: 'Interessen «{name}» er slettet' },
  'field.missing': { en: 'The field no longer exists', nb: 'Feltet finnes ikke lenger' },
  'field.deleted': { en: 'The field “{name}” has been deleted', nb: 'Feltet «{name}» er slettet' },
  'selection.missing': { en: 'The selection no longer exists', nb: 'Utvalget finnes ikke lenger' },
  'selection.deleted': { en: 'The selection “{name}” has been deleted', nb: 'Utvalget «{name}» er slettet' },
  'project.missing': { en: 'The project no longer exists', nb: 'Prosjektet finnes ikke lenger' },
  'project.deleted': { en: 'The project “{name}” has been deleted', nb: 'Prosjektet «{name}» er slettet' },
  'category.missing': { en: 'The category no longer exists', nb: 'Kategorien finnes ikke lenger' },
  'category.deleted': { en: 'The category “{name}” has been deleted', nb: 'Kategorien «{name}» er slettet' },
  'priority.missing': { en: 'The priority no longer exists', nb: 'Prioriteten finnes ikke lenger' },
  'priority.deleted': { en: 'The priority “{name}” has been deleted', nb: 'Prioriteten «{name}» er slettet' },
  'task-type.missing': {
    en: 'The follow-up type no longer exists',
    nb: 'Oppfølgingstypen finnes ikke lenger',
  },
  'task-type.deleted': {
    en: 'The follow-up type “{name}” has been deleted',
    nb: 'Oppfølgingstypen «{name}» er slettet',
  },
  'company.missing': { en: 'The company no longer exists', nb: 'Firmaet finnes ikke lenger' },
  'contact.missing': { en: 'The contact no longer exists', nb: 'Personen finnes ikke lenger' },
  'contact.deleted': { en: 'The contact “{name}” has been deleted', nb: 'Personen «{name}» er slettet' },
  'user.missing': { en: 'The user no longer exists', nb: 'Brukeren finnes ikke lenger' },
  'user.deleted': { en: 'The user “{name}” has been deleted', nb: 'Brukeren «{name}» er slettet' },
  'user.retired': { en: '{name} is no longer an active user', nb: '{name} er ikke lenger aktiv bruker' },
  'selection.not-static': {
    en: '“{name}” is {kind, select, static {a static} dynamic {a dynamic} other {a combined}} selection. Only static selections can have members added or removed',
    nb: '«{name}» er et {kind, select, static {statisk} dynamic {dynamisk} other {kombinert}} utvalg. Bare i statiske utvalg kan medlemmer legges til og fjernes',
  },
  'task-type.wrong-kind': {
    en: '“{name}” is a type for {kind, select, meeting {meetings} other {to-dos}}, not for {expected, select, meeting {meetings} other {to-dos}}',
    nb: '«{name}» er en type for {kind, select, meeting {møter} other {oppgaver}}, ikke for {expected, select, meeting {møter} other {oppgaver}}',
  },
  'field.wrong-entity': {
    en: '“{name}” is a field of companies, not of contacts',
    nb: '«{name}» er et felt på firma, ikke på personer',
  },
  'field.wrong-value': WRONG_FIELD_VALUE,
  'meeting.too-long': {
    en: 'A meeting of {time} does not fit into the working day of {owner}',
    nb: 'Et møte på {time} får ikke plass i arbeidsdagen til {owner}',
  },
  'meeting.no-free-time': {
    en: '{owner} has no free time for a meeting in the next three years',
    nb: '{owner} har ikke ledig tid til et møte de neste tre årene',
  },
});

const textOf = reasonTexts(CRM_REASONS);

/** Converts an error to the reason that is stored with the failed step. */
export function crmReason({ code, params }: CrmError): CodedReason {
  // The text of the error selects by `type`, and option names in ICU messages cannot contain hyphens.
  return { code, params: 'type' in params ? { ...params, type: selectKey(params.type) } : params };
}

/** The text of an error in all languages, for marketers. */
export function crmErrorText(error: CrmError): Text {
  return textOf(crmReason(error));
}
