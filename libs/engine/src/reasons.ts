import { defineReasons } from '@linkflow/contracts';

/** The reasons for which the engine itself fails or skips a step, or fails a run. */
export const ENGINE_REASONS = defineReasons({
  'step.timeout': {
    en: 'The step took too long and was stopped',
    nb: 'Steget tok for lang tid og ble stoppet',
  },
  'step.unforeseen': {
    en: 'Something unforeseen happened in this step',
    nb: 'Noe uforutsett skjedde i dette steget',
  },
  'step.told-failed': {
    en: 'It was interrupted, and a colleague found that it had not been done',
    nb: 'Det ble avbrutt midtveis, og en kollega så at det ikke var gjort',
  },
  'repeat.done-before': {
    en: 'Already done for this recipient; the step is set to happen once',
    nb: 'Allerede gjort for denne mottakeren; steget er satt til å skje én gang',
  },
  'node.unknown-type': {
    en: 'This system does not know the step type "{type}"',
    nb: 'Dette systemet kjenner ikke stegtypen «{type}»',
  },
  'version.missing': {
    en: 'The workflow version of this run is no longer there',
    nb: 'Versjonen av arbeidsflyten til denne kjøringen finnes ikke lenger',
  },
  'trigger.unknown-type': {
    en: 'This system does not know the kind of event that started this run',
    nb: 'Dette systemet kjenner ikke typen hendelse som startet denne kjøringen',
  },
  'run.poison': {
    en: 'The process that carried this run out ended in the middle of it time and again, so it was stopped',
    nb: 'Prosessen som utførte denne kjøringen, stoppet midt i den gang på gang. Derfor ble den avbrutt',
  },
});
