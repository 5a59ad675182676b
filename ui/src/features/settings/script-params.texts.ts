import type { Texts } from '../../i18n/texts';

export const scriptParamsTexts = {
  title: { en: 'Parameters', nb: 'Parametere' },
  lead: {
    en: 'What each link fills in for itself. The script reads them as params.name.',
    nb: 'Det hver kobling fyller ut selv. Skriptet leser dem som params.navn.',
  },
  none: {
    en: 'None yet. With parameters, each link can give the script its own values.',
    nb: 'Ingen ennå. Med parametere kan hver kobling gi skriptet sine egne verdier.',
  },
  number: { en: 'Parameter {number}', nb: 'Parameter {number}' },
  name: { en: 'Name in the script', nb: 'Navn i skriptet' },
  label: { en: 'Label', nb: 'Ledetekst' },
  type: { en: 'Type', nb: 'Type' },
  types: {
    text: { en: 'Text', nb: 'Tekst' },
    number: { en: 'Number', nb: 'Tall' },
    boolean: { en: 'Yes or no', nb: 'Ja eller nei' },
    date: { en: 'Date', nb: 'Dato' },
    choice: { en: 'Choice', nb: 'Valg' },
  },
  options: { en: 'Options', nb: 'Alternativer' },
  optionsHint: { en: 'Write one, then press Enter.', nb: 'Skriv ett og trykk Enter.' },
  default: { en: 'Default', nb: 'Standardverdi' },
  required: { en: 'Must be filled in', nb: 'Må fylles ut' },
  requiredMark: { en: 'must be filled in', nb: 'må fylles ut' },
  add: { en: 'Add a parameter', nb: 'Legg til parameter' },
  remove: { en: 'Remove {name}', nb: 'Fjern {name}' },
  uses: {
    label: { en: 'Used by', nb: 'Brukes av' },
    nobody: {
      en: 'No link or form uses this script.',
      nb: 'Ingen koblinger eller skjemaer bruker skriptet.',
    },
    changed: {
      en: 'You have changed the parameters. Look at what uses the script, and publish it again where values are missing:',
      nb: 'Du har endret parameterne. Se over det som bruker skriptet, og publiser på nytt der verdier mangler:',
    },
    failed: {
      en: 'What uses the script could not be loaded.',
      nb: 'Det som bruker skriptet, kunne ikke hentes.',
    },
  },
} satisfies Texts;
