import type { Texts } from '../../../i18n/texts';

/** Texts of the block editor, except those of the settings of a block. */
export const editorTexts = {
  types: {
    heading: { en: 'Heading', nb: 'Overskrift' },
    text: { en: 'Text', nb: 'Tekst' },
    image: { en: 'Image', nb: 'Bilde' },
    button: { en: 'Button', nb: 'Knapp' },
    columns: { en: 'Columns', nb: 'Kolonner' },
    divider: { en: 'Line', nb: 'Skillelinje' },
    spacer: { en: 'Space', nb: 'Luft' },
    menu: { en: 'Menu', nb: 'Meny' },
    social: { en: 'Follow us', nb: 'Følg oss' },
    html: { en: 'HTML', nb: 'HTML' },
    footer: { en: 'Footer', nb: 'Bunntekst' },
  },
  unsubscribe: {
    missing: {
      en: 'The message has no link for unsubscribing',
      nb: 'Meldingen har ingen kobling for å melde seg av',
    },
    about: {
      en: 'The link leads each recipient to a page of its own, where a button ends such mailings.',
      nb: 'Koblingen fører hver mottaker til en egen side, der en knapp gjør slutt på slike utsendelser.',
    },
    add: { en: 'Add “Unsubscribe” at the end', nb: 'Legg «Meld deg av» til nederst' },
  },
  palette: {
    title: { en: 'Building blocks', nb: 'Byggeklosser' },
    blocks: { en: 'Blocks', nb: 'Blokker' },
    style: { en: 'Style', nb: 'Stil' },
    layers: { en: 'Layers', nb: 'Lag' },
    fold: { en: 'Fold the palette', nb: 'Fold sammen paletten' },
    unfold: { en: 'Unfold the palette', nb: 'Åpne paletten' },
    add: { en: 'Add {type}', nb: 'Legg til {type}' },
    saved: { en: 'Saved blocks', nb: 'Lagrede blokker' },
    savedNone: {
      en: 'Save a block from the menu ⋯ of its settings, and use it again here.',
      nb: 'Lagre en blokk fra menyen ⋯ i innstillingene, og bruk den igjen her.',
    },
    removeSaved: { en: 'Delete the saved block “{name}”', nb: 'Slett den lagrede blokken «{name}»' },
    removeSavedText: {
      en: 'Messages that use it keep their copy.',
      nb: 'Meldinger som bruker den, beholder sin kopi.',
    },
    removeSavedDone: { en: '“{name}” deleted', nb: '«{name}» er slettet' },
    hint: {
      en: 'Drag a block to where it should stand, or press it to add it below the selected one.',
      nb: 'Dra en blokk dit den skal stå, eller trykk på den for å legge den under den valgte.',
    },
    keyboardHint: {
      en: 'Enter adds it below the selected block. Space picks it up; then the arrow keys choose the place, and Space puts it down.',
      nb: 'Enter legger den under den valgte blokken. Mellomrom løfter den; da velger piltastene sted, og mellomrom setter den ned.',
    },
    noLayers: { en: 'The message has no blocks yet.', nb: 'Meldingen har ingen blokker ennå.' },
    column: { en: 'Column {number}', nb: 'Kolonne {number}' },
  },
  stage: {
    label: { en: 'The message', nb: 'Meldingen' },
    named: { en: '{type}: {text}', nb: '{type}: {text}' },
    hiddenOn: {
      screen: { en: 'Not shown on screens', nb: 'Vises ikke på skjerm' },
      phone: { en: 'Not shown on phones', nb: 'Vises ikke på telefon' },
      both: { en: 'Not shown anywhere', nb: 'Vises ingen steder' },
    },
    drag: { en: 'Drag {type}', nb: 'Dra {type}' },
    up: { en: 'Move up', nb: 'Flytt opp' },
    down: { en: 'Move down', nb: 'Flytt ned' },
    copy: { en: 'Duplicate', nb: 'Dupliser' },
    remove: { en: 'Delete', nb: 'Slett' },
    addBelow: { en: 'Add a block below', nb: 'Legg til en blokk under' },
    empty: {
      en: 'The message is empty. Add a first block, or drag one here.',
      nb: 'Meldingen er tom. Legg til en første blokk, eller dra en hit.',
    },
    addFirst: { en: 'Add a block', nb: 'Legg til en blokk' },
    emptyColumn: { en: 'Drop a block here', nb: 'Slipp en blokk her' },
    addToColumn: { en: 'Add a block to column {number}', nb: 'Legg til en blokk i kolonne {number}' },
    emptyText: {
      heading: { en: 'Write a heading', nb: 'Skriv en overskrift' },
      text: { en: 'Write a text', nb: 'Skriv en tekst' },
      footer: { en: 'Write the footer', nb: 'Skriv bunnteksten' },
      button: { en: 'Button', nb: 'Knapp' },
      menu: { en: 'Menu item', nb: 'Menypunkt' },
      image: { en: 'Choose an image in the settings', nb: 'Velg et bilde i innstillingene' },
      social: { en: 'Choose networks in the settings', nb: 'Velg nettverk i innstillingene' },
      html: { en: 'Write HTML in the settings', nb: 'Skriv HTML i innstillingene' },
    },
    dropAt: { en: 'Place {number} of {count}', nb: 'Plass {number} av {count}' },
    keys: {
      en: 'Arrow keys choose a block, Alt and an arrow key move it, Enter writes in a text and opens the settings of other blocks, Control Enter always opens the settings, Escape ends writing, Delete removes the block, Control D copies it.',
      nb: 'Piltastene velger blokk, Alt og en piltast flytter den, Enter skriver i en tekst og åpner innstillingene til andre blokker, Control Enter åpner alltid innstillingene, Escape avslutter skrivingen, Delete sletter blokken, Control D dupliserer.',
    },
    refused: {
      full: {
        en: 'A message has room for {max} blocks. Delete one first.',
        nb: 'En melding har plass til {max} blokker. Slett en først.',
      },
      'no-room': {
        en: 'Columns can’t stand in columns.',
        nb: 'Kolonner kan ikke stå i kolonner.',
      },
      gone: { en: 'The block is no longer there.', nb: 'Blokken er ikke der lenger.' },
    },
  },
  bar: {
    label: { en: 'Message', nb: 'Melding' },
    subject: { en: 'Subject', nb: 'Emne' },
    preheader: { en: 'Preheader', nb: 'Forhåndstekst' },
    preheaderHint: {
      en: 'Shown after the subject in the inbox',
      nb: 'Vises etter emnet i innboksen',
    },
    length: {
      en: '{count, plural, one {# character} other {# characters}}',
      nb: '{count, plural, one {# tegn} other {# tegn}}',
    },
    undo: { en: 'Undo', nb: 'Angre' },
    redo: { en: 'Redo', nb: 'Gjør om' },
    asNobody: { en: 'With merge fields', nb: 'Med flettefelt' },
    screen: { en: 'Screen', nb: 'Skjerm' },
    phone: { en: 'Phone', nb: 'Telefon' },
    device: { en: 'Shown on', nb: 'Vises på' },
    blocks: { en: 'Blocks', nb: 'Blokker' },
    html: { en: 'HTML', nb: 'HTML' },
    writing: { en: 'Written as', nb: 'Skrives som' },
    asShown: {
      en: 'This is how {name} gets it. Choose “With merge fields” to go on writing.',
      nb: 'Slik får {name} den. Velg «Med flettefelt» for å skrive videre.',
    },
    asTitle: { en: 'The message as {name} gets it', nb: 'Meldingen slik {name} får den' },
  },
  toHtml: {
    title: { en: 'Convert this message to HTML?', nb: 'Gjøre meldingen om til HTML?' },
    text: {
      en: 'You go on with the HTML that the blocks produce now. It can’t be turned back into blocks.',
      nb: 'Du fortsetter med HTML-koden som blokkene gir nå. Den kan ikke gjøres om til blokker igjen.',
    },
    confirm: { en: 'Convert to HTML', nb: 'Gjør om til HTML' },
  },
} satisfies Texts;
