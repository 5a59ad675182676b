import { defineReasons } from './reasons';

/** Why a step of a run is held or skipped because of the verdict of its click. */
export const CLICK_REASONS = defineReasons({
  'click.settles': {
    en: 'It looks like a person. The step waits some seconds, because a machine would open more links by then',
    nb: 'Det ser ut som en person. Steget venter noen sekunder, for en maskin ville åpnet flere lenker innen da',
  },
  'click.unsure': {
    en: 'It is not clear whether a person clicked',
    nb: 'Det er usikkert om det var en person som klikket',
  },
  'click.unsure-waits': {
    en: 'It is still not clear whether a person clicked, so a colleague decides',
    nb: 'Det er fortsatt usikkert om det var en person som klikket, så en kollega avgjør det',
  },
  'click.machine': {
    en: 'A machine clicked, not a person',
    nb: 'Det var en maskin som klikket, ikke en person',
  },
  'click.dropped': {
    en: 'A colleague decided that the step is not done',
    nb: 'En kollega bestemte at steget ikke skal gjøres',
  },
  'click.lapsed': {
    en: 'It never became clear whether a person clicked, and nobody decided',
    nb: 'Det ble aldri klart om det var en person som klikket, og ingen avgjorde det',
  },
});
