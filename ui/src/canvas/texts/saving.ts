import type { Texts } from '../../i18n';

/** Texts about saving and conflicts. */
export const savingTexts = {
  saving: { en: 'Saving …', nb: 'Lagrer …' },
  saved: { en: 'Saved {time}', nb: 'Lagret {time}' },
  unsaved: { en: 'Not saved yet', nb: 'Ikke lagret ennå' },
  failed: { en: 'Not saved: {reason}', nb: 'Ikke lagret: {reason}' },
  retry: { en: 'Try again', nb: 'Prøv igjen' },
  conflict: { en: 'Not saved: {name} saved first', nb: 'Ikke lagret: {name} lagret først' },
  restored: {
    en: 'What you did before the page was closed is back.',
    nb: 'Det du gjorde før siden ble lukket, er tilbake.',
  },
  theirs: {
    en: '{name} has changed the workflow. You see it as it is now.',
    nb: '{name} har endret arbeidsflyten. Du ser den slik den er nå.',
  },
  merged: {
    en: '{name} has changed the workflow too. Your changes and theirs have been merged.',
    nb: '{name} har også endret arbeidsflyten. Endringene deres er slått sammen.',
  },
  publishedBy: {
    en: '{name} has published version {version}.',
    nb: '{name} har publisert versjon {version}.',
  },
  somebody: { en: 'Somebody', nb: 'Noen' },
  dialog: {
    title: { en: 'Choose which change to keep', nb: 'Velg hvilken endring som skal gjelde' },
    text: {
      en: '{name} saved {when}, while you were changing the same thing. Everything else has been merged. You find what you do not choose in the draft history.',
      nb: '{name} lagret {when}, mens du endret det samme. Alt annet er slått sammen. Det du ikke velger, finner du igjen i kladdens historikk.',
    },
    own: {
      en: 'You saved {when} in another window, and changed the same thing in this one. Everything else has been merged. You find what you do not choose in the draft history.',
      nb: 'Du lagret {when} i et annet vindu, og endret det samme i dette. Alt annet er slått sammen. Det du ikke velger, finner du igjen i kladdens historikk.',
    },
    mine: { en: 'From you', nb: 'Fra deg' },
    theirs: { en: 'From {name}', nb: 'Fra {name}' },
    otherWindow: { en: 'From the other window', nb: 'Fra det andre vinduet' },
    allMine: { en: 'Choose yours everywhere', nb: 'Velg ditt overalt' },
    allTheirs: { en: 'Choose the other everywhere', nb: 'Velg det andre overalt' },
    save: { en: 'Save', nb: 'Lagre' },
    address: { en: 'Address of the link', nb: 'Koblingens adresse' },
    size: { en: 'Together you have too many steps', nb: 'Til sammen har dere for mange steg' },
    sizeSide: {
      en: '{count, plural, one {# added step stays} other {# added steps stay}}',
      nb: '{count, plural, one {# nytt steg blir stående} other {# nye steg blir stående}}',
    },
  },
  side: {
    removes: { en: 'The step is removed', nb: 'Steget fjernes' },
    keeps: { en: 'The step stays', nb: 'Steget blir stående' },
    value: { en: '{label}: {value}', nb: '{label}: {value}' },
    empty: { en: 'empty', nb: 'tomt' },
    changed: { en: '{label} is changed', nb: '{label} er endret' },
    name: { en: 'Name: {name}', nb: 'Navn: {name}' },
    noName: { en: 'No name of its own', nb: 'Uten eget navn' },
    off: { en: 'The step is turned off', nb: 'Steget er slått av' },
    on: { en: 'The step is turned on', nb: 'Steget er slått på' },
    policy: {
      en: 'What happens on errors is changed',
      nb: 'Det som skjer ved feil, er endret',
    },
    repeat: {
      en: 'What happens on repeated clicks is changed',
      nb: 'Det som skjer ved flere klikk, er endret',
    },
    connects: { en: '“{port}” of {from} leads to {to}', nb: '«{port}» fra {from} går til {to}' },
    cuts: { en: '“{port}” of {from} leads nowhere', nb: '«{port}» fra {from} går ingen steder' },
    aStep: { en: 'a step', nb: 'et steg' },
  },
  history: {
    open: { en: 'Draft history', nb: 'Kladdens historikk' },
    text: {
      en: 'Here you find drafts that a colleague replaced, drafts that stood unchanged for a while, and changes that were not chosen when two people had changed the same thing.',
      nb: 'Her finner du kladder som en kollega erstattet, kladder som sto uendret en stund, og endringer som ikke ble valgt da to hadde endret det samme.',
    },
    empty: { en: 'There are no earlier drafts yet.', nb: 'Det er ingen tidligere kladder ennå.' },
    entry: { en: '{name}, {when}', nb: '{name}, {when}' },
    discarded: { en: 'Not chosen', nb: 'Ikke valgt' },
    nodes: {
      en: '{count, plural, =0 {no steps} one {# step} other {# steps}}',
      nb: '{count, plural, =0 {ingen steg} other {# steg}}',
    },
    choose: { en: 'Choose a draft to see it.', nb: 'Velg en kladd for å se den.' },
    restore: { en: 'Use this draft', nb: 'Bruk denne kladden' },
    restored: {
      en: 'The draft by {name} from {when} is back. You can undo it.',
      nb: 'Kladden til {name} fra {when} er tilbake. Du kan angre.',
    },
  },
  presence: {
    editing: {
      en: '{count, plural, one {{names} is also editing} other {{names} are also editing}}',
      nb: '{names} redigerer også nå',
    },
    viewing: {
      en: '{count, plural, one {{names} is looking at this} other {{names} are looking at this}}',
      nb: '{names} ser også på dette',
    },
  },
} satisfies Texts;
