import type { Text } from '@linkflow/contracts';

const text = (en: string, nb: string): Text => ({ en, nb });

/** What a marketer reads, for each thing that can be wrong. `name` is what the node is called. */
export const SAY = {
  noTrigger: () => text('The click that starts it all is missing', 'Klikket som starter det hele, mangler'),
  manyTriggers: () =>
    text('Only one click can start the workflow', 'Bare ett klikk kan starte arbeidsflyten'),
  duplicateNode: (id: string) => text(`Two steps share the id ${id}`, `To steg har samme id, ${id}`),
  duplicateEdge: (id: string) => text(`Two arrows share the id ${id}`, `To piler har samme id, ${id}`),
  tooManyNodes: (count: number, max: number) =>
    text(`${count} steps are too many; keep it to ${max}`, `${count} steg er for mange, hold deg til ${max}`),
  danglingEdge: () =>
    text(
      'This arrow leads to or from a step that is gone',
      'Denne pilen går til eller fra et steg som er borte',
    ),
  unknownPort: (name: Text, port: string) =>
    text(`“${name.en}” has no outlet ${port} any more`, `«${name.nb}» har ikke lenger utgangen ${port}`),
  portTaken: (name: Text) =>
    text(
      `Two arrows leave “${name.en}” by the same outlet; keep one`,
      `To piler går ut av samme utgang på «${name.nb}», behold én`,
    ),
  cycle: (name: Text) =>
    text(
      `The arrows go in a circle through “${name.en}”; take one away`,
      `Pilene går i ring gjennom «${name.nb}», fjern én av dem`,
    ),
  unreachable: () =>
    text(
      'No arrow leads here, so this never happens. Connect it or delete it',
      'Ingen pil fører hit, så dette skjer aldri. Koble det til eller slett det',
    ),
  intoTrigger: () => text('No arrow can lead back to the click', 'Ingen pil kan gå tilbake til klikket'),

  unknownType: (type: string) =>
    text(`There is no step called “${type}” here`, `Det finnes ikke noe steg som heter «${type}» her`),
  respondOnly: (respond: Text) =>
    text(
      `This answers the recipient, so it only works under “${respond.en}”`,
      `Dette er et svar til mottakeren og virker bare under «${respond.nb}»`,
    ),
  thenOnly: (then: Text) =>
    text(
      `This is done in the background, so it only works under “${then.en}”`,
      `Dette gjøres i bakgrunnen og virker bare under «${then.nb}»`,
    ),
  disabled: (port: Text | null) =>
    port
      ? text(
          `Turned off: the run goes straight on by “${port.en}”`,
          `Slått av: kjøringen går rett videre med «${port.nb}»`,
        )
      : text('Turned off: this is passed over', 'Slått av: dette hoppes over'),

  missing: (label: Text) => text(`Fill in “${label.en}”`, `Fyll inn «${label.nb}»`),
  invalid: (label: Text) => text(`“${label.en}” is not right yet`, `«${label.nb}» er ikke riktig ennå`),
  atLeast: (label: Text, limit: string) =>
    text(`“${label.en}” must be at least ${limit}`, `«${label.nb}» må være minst ${limit}`),
  atMost: (label: Text, limit: string) =>
    text(`“${label.en}” can be at most ${limit}`, `«${label.nb}» kan være høyst ${limit}`),
  tooLong: (label: Text, limit: string) =>
    text(`“${label.en}” can have at most ${limit} characters`, `«${label.nb}» kan ha høyst ${limit} tegn`),
  tooShort: (label: Text, limit: string) =>
    text(`“${label.en}” must have at least ${limit} characters`, `«${label.nb}» må ha minst ${limit} tegn`),
  tooMany: (label: Text, limit: string) =>
    text(
      `“${label.en}” can have at most ${limit} entries`,
      `«${label.nb}» kan ha høyst ${limit} oppføringer`,
    ),
  tooFew: (label: Text, limit: string) =>
    text(`“${label.en}” needs at least ${limit} entries`, `«${label.nb}» må ha minst ${limit} oppføringer`),
  settings: () =>
    text(
      'The settings of this step are not right yet',
      'Innstillingene for dette steget er ikke riktige ennå',
    ),
  duplicateItem: (label: Text) =>
    text(
      `Two entries of “${label.en}” share an outlet; delete one and add it again`,
      `To oppføringer i «${label.nb}» deler utgang, slett den ene og legg den til på nytt`,
    ),
  unknownMergeField: (fact: string) =>
    text(
      `The text asks for {{${fact}}}, which does not exist; nothing is shown there`,
      `Teksten bruker {{${fact}}}, som ikke finnes; der blir det stående tomt`,
    ),
  linkUrl: () =>
    text(
      'Give the link an address that starts with https:// or http://',
      'Gi koblingen en adresse som begynner med https:// eller http://',
    ),
  urlScheme: () =>
    text('An address starts with https:// or http://', 'En adresse begynner med https:// eller http://'),

  conditionEmpty: () => text('Choose what to look at', 'Velg hva som skal sjekkes'),
  conditionEmptyGroup: () =>
    text(
      'This group of conditions is empty; fill it or delete it',
      'Denne gruppen av betingelser er tom, fyll den eller slett den',
    ),
  conditionTooDeep: (max: number) =>
    text(
      `Groups inside groups, more than ${max} deep; make it simpler`,
      `Grupper i grupper, mer enn ${max} nivåer, gjør det enklere`,
    ),
  conditionMalformed: () =>
    text(
      'This condition has a form that is not known here',
      'Denne betingelsen har en form som ikke er kjent her',
    ),
  unknownFact: (fact: string) => text(`“${fact}” is not known here`, `«${fact}» er ikke kjent her`),
  stepNotBefore: () =>
    text(
      'The condition asks about a step that does not come before this one',
      'Betingelsen spør om et steg som ikke kommer før dette',
    ),
  unknownOperator: (operator: string) =>
    text(
      `There is no comparison called “${operator}”`,
      `Det finnes ingen sammenligning som heter «${operator}»`,
    ),
  wrongOperator: (label: Text) =>
    text(
      `“${label.en}” can't be compared in this way; choose another comparison`,
      `«${label.nb}» kan ikke sammenlignes slik, velg en annen sammenligning`,
    ),
  wrongValue: (label: Text) =>
    text(`Choose what to compare “${label.en}” with`, `Velg hva «${label.nb}» skal sammenlignes med`),
  notANumber: (label: Text) =>
    text(`“${label.en}” is compared with a number`, `«${label.nb}» sammenlignes med et tall`),
  notADate: (label: Text) =>
    text(`“${label.en}” is compared with a date`, `«${label.nb}» sammenlignes med en dato`),
  notAnOption: (label: Text) =>
    text(`Choose one of the values of “${label.en}”`, `Velg en av verdiene for «${label.nb}»`),
  needsNoValue: (label: Text) =>
    text(
      `This comparison of “${label.en}” takes no value`,
      `Denne sammenligningen av «${label.nb}» tar ingen verdi`,
    ),

  targetMissing: (label: Text) =>
    text(
      `What “${label.en}” points to has been deleted or retired; choose another`,
      `Det som er valgt for «${label.nb}», er slettet eller ikke lenger i bruk, velg noe annet`,
    ),
  targetConflict: (name: Text) =>
    text(`“${name.en}” undoes this on the same way`, `«${name.nb}» opphever dette på samme vei`),
};
