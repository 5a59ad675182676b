import type { Text } from './texts';

/** The checks of a reconciliation report, in the order in which they are made. */
export const RECONCILIATION_CHECKS = [
  'clicks-lost',
  'clicks-in-failed-jobs',
  'clicks-without-clicker',
  'clicks-without-run',
  'runs-without-click',
  'steps-without-effect',
  'effects-without-step',
  'totals',
] as const;
export type ReconciliationCode = (typeof RECONCILIATION_CHECKS)[number];

interface CheckTexts {
  title: Text;
  /** What a difference means, and what to do about it. */
  help: Text;
}

/** This file does not import zod, so that the browser can load it without zod. */
export const RECONCILIATION_TEXTS: Record<ReconciliationCode, CheckTexts> = {
  'clicks-lost': {
    title: { en: 'Accepted clicks that were not recorded', nb: 'Klikk som ble besvart, men ikke lagret' },
    help: {
      en: 'More clicks of an hour were accepted than recorded. If clicks still wait in a queue or in the journal of a click server, start it and wait; the numbers meet when they are recorded. If nothing waits, Redis or a disk has lost them: check maxmemory-policy and appendonly of Redis, and consider CLICK_JOURNAL=always.',
      nb: 'Flere klikk i en time ble besvart enn lagret. Hvis det ennå venter klikk i en kø eller i journalen på en klikkserver, må klikkserveren startes. Tallene blir like når klikkene er lagret. Hvis ingenting venter, har Redis eller en disk mistet dem: se på maxmemory-policy og appendonly i Redis, og vurder CLICK_JOURNAL=always.',
    },
  },
  'clicks-in-failed-jobs': {
    title: { en: 'Clicks in failed jobs', nb: 'Klikk i jobber som feilet' },
    help: {
      en: 'These clicks exist only in a failed job. The queue board shows its error; after the fix an administrator retries the job there, before it is deleted.',
      nb: 'Disse klikkene finnes bare i en jobb som feilet. Køoversikten viser feilen. Når den er rettet, kan en administrator prøve jobben på nytt der, før den blir slettet.',
    },
  },
  'clicks-without-clicker': {
    title: {
      en: 'Clicks whose recipient is not listed as a clicker',
      nb: 'Klikk der mottakeren ikke står som klikker',
    },
    help: {
      en: 'A worker ended while it recorded these clicks, and its job did not come back. The clicks count, but the recipient is missing among those who clicked. Their next click adds them.',
      nb: 'En arbeidsprosess stoppet mens den lagret klikkene, og jobben kom ikke tilbake. Klikkene telles, men mottakeren mangler i listen over dem som klikket. Neste klikk legger dem til.',
    },
  },
  'clicks-without-run': {
    title: { en: 'Clicks without a run', nb: 'Klikk uten kjøring' },
    help: {
      en: 'The sweeper starts missing runs by itself within a minute or two; make the report again. If they stay, check that a worker runs and that its log has no error of the task click-sweeper. It does not return to clicks that it has passed, whose runs were lost later: delete the document of the collection sweep_bookmarks, and it checks all clicks again.',
      nb: 'Kjøringer som mangler, startes av seg selv i løpet av et minutt eller to. Lag rapporten på nytt. Hvis de fortsatt mangler, må du se om en arbeidsprosess går, og om loggen har feil fra click-sweeper. Den går ikke tilbake til klikk som den har kontrollert, hvis kjøringene ble borte senere: slett dokumentet i samlingen sweep_bookmarks, så kontrolleres alle klikk på nytt.',
    },
  },
  'runs-without-click': {
    title: { en: 'Runs without a click', nb: 'Kjøringer uten klikk' },
    help: {
      en: 'The click of these runs is not stored, for example because MongoDB was restored from a backup between two collections, or somebody deleted documents. What the runs did stands. Restore the clicks from a backup if the counts matter.',
      nb: 'Klikket bak kjøringene er ikke lagret, for eksempel fordi MongoDB ble hentet tilbake fra en ufullstendig sikkerhetskopi, eller fordi noen har slettet dokumenter. Det kjøringene gjorde, står. Hent klikkene fra en sikkerhetskopi hvis tallene er viktige.',
    },
  },
  'steps-without-effect': {
    title: { en: 'Completed steps whose effect is missing', nb: 'Fullførte steg uten virkning' },
    help: {
      en: 'The run says that the step was done, but the card has no trace of it. Open the run and the card. If the change is missing, run the run again: its other steps are not repeated if they happen once.',
      nb: 'Kjøringen sier at steget er utført, men kortet har ingen spor av det. Åpne kjøringen og kortet. Hvis endringen mangler, kan du kjøre på nytt: steg som bare skal skje én gang, gjentas ikke.',
    },
  },
  'effects-without-step': {
    title: { en: 'Effects whose step is not completed', nb: 'Virkninger der steget ikke er fullført' },
    help: {
      en: 'The card was changed by a step that failed afterwards, or whose run is gone. Open the run: skip the step if the change is right, because a retry does not make it a second time either.',
      nb: 'Kortet ble endret av et steg som siden feilet, eller kjøringen er borte. Åpne kjøringen: hopp over steget hvis endringen er riktig. Et nytt forsøk gjør den heller ikke en gang til.',
    },
  },
  totals: {
    title: { en: 'Totals that differ from the clicks', nb: 'Summer som ikke stemmer med klikkene' },
    help: {
      en: 'Totals are made from the clicks and can be made again: delete the document of the collection click_rollup, and the next roll-up counts everything within seconds to minutes. Then make the report again.',
      nb: 'Summene lages av klikkene og kan lages på nytt: slett dokumentet i samlingen click_rollup, så telles alt i løpet av sekunder eller minutter. Lag så rapporten på nytt.',
    },
  },
};
