import type { ProblemCode, Text, WorkflowProblem } from '@linkflow/contracts';

/** ICU messages of the problems. The argument `name` is the name of a node, `label` the label of a parameter or fact. */
export const PROBLEM_TEXTS = {
  noTrigger: {
    en: 'The click that starts the workflow is missing',
    nb: 'Klikket som starter arbeidsflyten, mangler',
  },
  manyTriggers: {
    en: 'Only one click can start the workflow',
    nb: 'Bare ett klikk kan starte arbeidsflyten',
  },
  duplicateNode: { en: 'Two steps share the id {id}', nb: 'To steg har samme id, {id}' },
  duplicateEdge: { en: 'Two arrows share the id {id}', nb: 'To piler har samme id, {id}' },
  tooManyNodes: {
    en: 'The workflow has {count} steps; it can have at most {max}',
    nb: 'Arbeidsflyten har {count} steg, men kan ha høyst {max}',
  },
  danglingEdge: {
    en: 'This arrow leads to or from a step that is gone',
    nb: 'Denne pilen går til eller fra et steg som er borte',
  },
  unknownPort: {
    en: '“{name}” has no outlet {port} any more',
    nb: '«{name}» har ikke lenger utgangen {port}',
  },
  portTaken: {
    en: 'Two arrows leave “{name}” from the same outlet; keep one',
    nb: 'To piler går ut av samme utgang på «{name}». Behold én',
  },
  cycle: {
    en: 'The arrows go in a circle through “{name}”; delete one of them',
    nb: 'Pilene går i ring gjennom «{name}». Slett én av dem',
  },
  unreachable: {
    en: 'No arrow leads here, so this never happens. Connect it or delete it',
    nb: 'Ingen pil fører hit, så dette skjer aldri. Koble det til eller slett det',
  },
  intoTrigger: { en: 'No arrow can lead back to the click', nb: 'Ingen pil kan gå tilbake til klikket' },
  unknownType: {
    en: 'Unknown type of step: “{type}”',
    nb: 'Ukjent type steg: «{type}»',
  },
  respondOnly: {
    en: 'This answers the recipient, so it only works under “{respond}”',
    nb: 'Dette er et svar til mottakeren og virker bare under «{respond}»',
  },
  thenOnly: {
    en: 'This is done in the background, so it only works under “{then}”',
    nb: 'Dette gjøres i bakgrunnen og virker bare under «{then}»',
  },
  disabledWithPort: {
    en: 'Turned off: the run goes straight on with “{port}”',
    nb: 'Slått av: kjøringen går rett videre med «{port}»',
  },
  disabled: { en: 'Turned off: this step is skipped', nb: 'Slått av: steget hoppes over' },
  missing: { en: 'Fill in “{label}”', nb: 'Fyll inn «{label}»' },
  invalid: { en: '“{label}” is not right yet', nb: '«{label}» er ikke riktig ennå' },
  atLeast: { en: '“{label}” must be at least {limit}', nb: '«{label}» må være minst {limit}' },
  atMost: { en: '“{label}” can be at most {limit}', nb: '«{label}» kan være høyst {limit}' },
  tooLong: { en: '“{label}” can have at most {limit} characters', nb: '«{label}» kan ha høyst {limit} tegn' },
  tooShort: {
    en: '“{label}” must have at least {limit} characters',
    nb: '«{label}» må ha minst {limit} tegn',
  },
  tooMany: {
    en: '“{label}” can have at most {limit} entries',
    nb: '«{label}» kan ha høyst {limit} oppføringer',
  },
  tooFew: { en: '“{label}” needs at least {limit} entries', nb: '«{label}» må ha minst {limit} oppføringer' },
  settings: {
    en: 'Something in the settings of this step is not right yet',
    nb: 'Noe i innstillingene for dette steget er ikke riktig ennå',
  },
  duplicateItem: {
    en: 'Two entries of “{label}” share an outlet; delete one and add it again',
    nb: 'To oppføringer i «{label}» deler utgang. Slett den ene og legg den til på nytt',
  },
  otherEntity: {
    en: '“{name}” is a field of other cards; choose another',
    nb: '«{name}» er et felt på andre kort. Velg et annet',
  },
  otherType: {
    en: 'What is chosen for “{label}” does not fit here; choose another',
    nb: 'Det som er valgt for «{label}», passer ikke her. Velg noe annet',
  },
  noShare: {
    en: 'At least one share must be above zero',
    nb: 'Minst én andel må være over null',
  },
  notJson: {
    en: 'This is not JSON yet. Look for a missing quotation mark, comma or bracket',
    nb: 'Dette er ikke JSON ennå. Se etter et anførselstegn, komma eller en parentes som mangler',
  },
  headerName: {
    en: 'A header has a name of letters, digits and hyphens',
    nb: 'En header har et navn med bokstaver, tall og bindestreker',
  },
  headerReserved: {
    en: '“{name}” is set by the system; remove it',
    nb: '«{name}» settes av systemet. Fjern den',
  },
  headerSecret: {
    en: 'Everybody can read this value. Use a secret for “{name}”',
    nb: 'Alle kan lese denne verdien. Bruk en hemmelighet for «{name}»',
  },
  sameName: { en: 'Two values have the name “{name}”', nb: 'To verdier heter «{name}»' },
  scriptValue: {
    en: '“{label}” takes {type, select, text {a text of up to 2000 characters} number {a number} boolean {yes or no} date {a date} other {one of its choices}}',
    nb: '«{label}» tar {type, select, text {en tekst på inntil 2000 tegn} number {et tall} boolean {ja eller nei} date {en dato} other {et av valgene i listen}}',
  },
  unknownScriptParam: {
    en: 'The script has no parameter “{name}” any more; remove its value',
    nb: 'Skriptet har ikke lenger parameteren «{name}». Fjern verdien',
  },
  unknownMergeField: {
    en: 'The merge field “{fact}” does not exist; nothing is shown there',
    nb: 'Flettefeltet «{fact}» finnes ikke. Der blir det stående tomt',
  },
  brokenMergeField: {
    en: 'A merge field in the text is not complete; it is shown as it is written',
    nb: 'Et flettefelt i teksten er ikke fullstendig. Det vises slik det er skrevet',
  },
  linkUrl: {
    en: 'Give the link an address that starts with https:// or http://',
    nb: 'Gi koblingen en adresse som begynner med https:// eller http://',
  },
  conditionEmpty: { en: 'Choose what to check', nb: 'Velg hva som skal sjekkes' },
  conditionEmptyGroup: {
    en: 'This group of conditions is empty; fill it or delete it',
    nb: 'Denne gruppen av betingelser er tom. Fyll den eller slett den',
  },
  conditionTooDeep: {
    en: 'The groups are nested more than {max} levels deep; make it simpler',
    nb: 'Gruppene ligger mer enn {max} nivåer inni hverandre. Gjør det enklere',
  },
  conditionTooLarge: {
    en: 'This condition has more than {max} parts; make it simpler',
    nb: 'Denne betingelsen har mer enn {max} deler. Gjør den enklere',
  },
  conditionMalformed: {
    en: 'This condition is written in a way that is not known here',
    nb: 'Denne betingelsen er skrevet på en måte som ikke er kjent her',
  },
  unknownFact: { en: '“{fact}” is not known here', nb: '«{fact}» er ikke kjent her' },
  stepNotBefore: {
    en: 'The condition asks about a step that does not come before this one',
    nb: 'Betingelsen spør om et steg som ikke kommer før dette',
  },
  unknownOperator: {
    en: 'Unknown comparison: “{operator}”',
    nb: 'Ukjent sammenligning: «{operator}»',
  },
  wrongOperator: {
    en: '“{label}” can’t be compared in this way; choose another comparison',
    nb: '«{label}» kan ikke sammenlignes slik. Velg en annen sammenligning',
  },
  wrongValue: { en: 'Choose what to compare “{label}” with', nb: 'Velg hva «{label}» skal sammenlignes med' },
  notANumber: { en: '“{label}” must be compared with a number', nb: '«{label}» må sammenlignes med et tall' },
  notADate: { en: '“{label}” must be compared with a date', nb: '«{label}» må sammenlignes med en dato' },
  notAnOption: { en: 'Choose one of the values of “{label}”', nb: 'Velg én av verdiene for «{label}»' },
  needsNoValue: {
    en: 'This comparison of “{label}” needs no value',
    nb: 'Denne sammenligningen av «{label}» skal ikke ha noen verdi',
  },
  targetMissing: {
    en: 'What is chosen for “{label}” has been deleted; choose another',
    nb: 'Det som er valgt for «{label}», er slettet. Velg noe annet',
  },
  targetConflict: { en: '“{name}” undoes this on the same path', nb: '«{name}» opphever dette på samme vei' },
} as const satisfies Record<string, Text>;

/** Creates a problem that prevents publishing. */
export const errorOf = (
  code: ProblemCode,
  message: Text,
  at: Pick<WorkflowProblem, 'nodeId' | 'edgeId' | 'path'> = {},
): WorkflowProblem => ({ code, severity: 'error', message, ...at });
