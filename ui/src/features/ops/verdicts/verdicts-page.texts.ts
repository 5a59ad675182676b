import type { Texts } from '../../../i18n/texts';

export const verdictsPageTexts = {
  title: { en: 'Verdicts', nb: 'Vurderinger' },
  lead: {
    en: 'How often colleagues corrected whether a person or a machine clicked, and how to judge earlier clicks again.',
    nb: 'Hvor ofte kolleger har rettet om en person eller maskin klikket, og hvordan tidligere klikk vurderes på nytt.',
  },
  corrections: { en: 'Corrections', nb: 'Rettinger' },
  noCorrections: {
    en: 'Nobody has corrected a verdict yet.',
    nb: 'Ingen har rettet en vurdering ennå.',
  },
  judged: { en: 'Verdict', nb: 'Vurdering' },
  notJudged: { en: 'Not judged', nb: 'Ikke vurdert' },
  clicks: { en: 'Clicks now', nb: 'Klikk nå' },
  toHuman: { en: 'Corrected to person', nb: 'Rettet til person' },
  toBot: { en: 'Corrected to machine', nb: 'Rettet til maskin' },
  signals: { en: 'Signals of the corrected clicks', nb: 'Tegnene i de rettede klikkene' },
  signalsLead: {
    en: 'A signal that is wrong more often than right weighs too much here. Tell those who run the installation.',
    nb: 'Et tegn som oftere tar feil enn rett, veier for mye her. Si fra til dem som drifter installasjonen.',
  },
  signal: { en: 'Signal', nb: 'Tegn' },
  right: { en: 'Right', nb: 'Rett' },
  wrong: { en: 'Wrong', nb: 'Feil' },
  rejudge: { en: 'Judge again', nb: 'Vurder på nytt' },
  rejudgeLead: {
    en: 'After a new version of the classifier or a new list of networks. Only verdicts and numbers change; the job executes no step and undoes none. Clicks that a colleague has corrected stay as they are.',
    nb: 'Etter en ny versjon av vurderingen eller en ny liste over nettverk. Bare vurderinger og tall endres; jobben utfører ingen steg og angrer ingen. Klikk som en kollega har rettet, blir stående.',
  },
  period: { en: 'Period', nb: 'Periode' },
  days: {
    en: '{count, plural, one {The last day} other {The last # days}}',
    nb: '{count, plural, one {Siste døgn} other {Siste # dager}}',
  },
  preview: { en: 'See what changes', nb: 'Se hva som endres' },
  start: { en: 'Judge again', nb: 'Vurder på nytt' },
  started: { en: 'Earlier clicks are being judged again', nb: 'Tidligere klikk vurderes på nytt' },
  onlyAdmins: {
    en: 'An administrator can start it.',
    nb: 'En administrator kan sette det i gang.',
  },
  nothing: {
    en: '{clicks, plural, one {# click was looked at} other {# clicks were looked at}}. No verdict would change.',
    nb: 'Så på {clicks, number} klikk. Ingen vurderinger ville bli endret.',
  },
  changes: {
    en: '{changed, plural, one {# verdict} other {# verdicts}} of {clicks, plural, one {# click} other {# clicks}} would change.',
    nb: '{changed, plural, one {# vurdering} other {# vurderinger}} av {clicks, number} klikk ville bli endret.',
  },
  incomplete: {
    en: 'Only the newest {clicks, number} clicks of the period were looked at. The job judges all of them.',
    nb: 'Bare de {clicks, number} nyeste klikkene i perioden er med her. Jobben vurderer alle.',
  },
  harmless: {
    en: 'No step is executed or undone by this job. Runs that wait because of doubt are decided when their time is over, as before.',
    nb: 'Jobben utfører ingen steg og angrer ingen. Kjøringer som venter på avklaring, avgjøres når ventetiden er over, som før.',
  },
  change: { en: 'Change', nb: 'Endring' },
  number: { en: 'Clicks', nb: 'Klikk' },
  links: { en: 'Links', nb: 'Koblinger' },
  mailings: { en: 'Mailings', nb: 'Utsendelser' },
  earlier: { en: 'Earlier jobs', nb: 'Tidligere jobber' },
  noEarlier: { en: 'Nothing has been judged again yet.', nb: 'Ingenting er vurdert på nytt ennå.' },
  states: {
    running: { en: 'Under way', nb: 'Pågår' },
    done: { en: 'Done', nb: 'Ferdig' },
    stopped: { en: 'Stopped', nb: 'Stoppet' },
  },
  state: { en: 'Status', nb: 'Status' },
  by: { en: 'Started', nb: 'Startet' },
  judgedClicks: { en: 'Clicks judged', nb: 'Klikk vurdert' },
  changed: { en: 'Changed', nb: 'Endret' },
  progress: { en: 'Progress', nb: 'Fremdrift' },
  stop: { en: 'Stop', nb: 'Stopp' },
  stopTitle: { en: 'Stop judging again?', nb: 'Stoppe vurderingen?' },
  stopText: {
    en: 'What is judged stays. The rest keeps the verdicts that it has.',
    nb: 'Det som er vurdert, blir stående. Resten beholder vurderingene sine.',
  },
  stopped: { en: 'Stopped', nb: 'Stoppet' },
} satisfies Texts;
