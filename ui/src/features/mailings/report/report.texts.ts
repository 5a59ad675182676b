import type { Texts } from '../../../i18n';

/** Texts of the report of a mailing. */
export const reportTexts = {
  compare: { en: 'Compare with', nb: 'Sammenlign med' },
  compareNone: { en: 'No other mailing', nb: 'Ingen annen utsendelse' },
  other: { en: '{value} in “{name}”', nb: '{value} i «{name}»' },
  numbers: {
    label: { en: 'The mailing in numbers', nb: 'Utsendelsen i tall' },
    delivered: { en: 'Delivered', nb: 'Levert' },
    deliveredHelp: {
      en: 'Messages that the recipient’s server has taken and that did not come back. The percentage is of all who were to get it.',
      nb: 'Meldinger som mottakerens server har tatt imot, og som ikke kom i retur. Prosenten er av alle som skulle få den.',
    },
    bounced: {
      en: '{failed, number} failed, {bounced, number} of them came back',
      nb: '{failed, number} feilet, {bounced, number} av dem kom i retur',
    },
    people: { en: 'People who clicked', nb: 'Personer som klikket' },
    peopleHelp: {
      en: 'Recipients with at least one click that a person made, each counted once. The percentage is of the delivered messages: the click-through rate.',
      nb: 'Mottakere med minst ett klikk som en person har gjort, hver talt én gang. Prosenten er av de leverte meldingene, altså klikkraten.',
    },
    clicks: {
      en: '{count, plural, one {# click} other {# clicks}}',
      nb: '{count, plural, one {# klikk} other {# klikk}}',
    },
    suspect: { en: 'Unsure', nb: 'Usikre' },
    suspectHelp: {
      en: 'Recipients whose clicks may be a machine’s. They are not counted as people.',
      nb: 'Mottakere der klikkene kan komme fra en maskin. De regnes ikke som personer.',
    },
    bot: { en: 'Only machines', nb: 'Bare maskiner' },
    botHelp: {
      en: 'Recipients for whom only a machine clicked, such as a spam filter that opens every link. They are not counted as people.',
      nb: 'Mottakere der bare en maskin klikket, for eksempel et søppelpostfilter som åpner alle koblinger. De regnes ikke som personer.',
    },
    unsubscribed: { en: 'Unsubscribed', nb: 'Meldte seg av' },
    unsubscribedHelp: {
      en: 'Recipients who unsubscribed by this mailing and have not undone it. The percentage is of the delivered messages.',
      nb: 'Mottakere som meldte seg av med denne utsendelsen og ikke har angret. Prosenten er av de leverte meldingene.',
    },
    whoUnsubscribed: {
      en: 'Show who unsubscribed: {count, number}',
      nb: 'Vis hvem som meldte seg av: {count, number}',
    },
    complained: { en: 'Reported as spam', nb: 'Meldt som søppelpost' },
    complainedHelp: {
      en: 'Recipients who reported the mailing as spam. Gmail asks senders to stay below 0.3 per cent.',
      nb: 'Mottakere som meldte utsendelsen som søppelpost. Gmail ber avsendere holde seg under 0,3 prosent.',
    },
  },
  hours: {
    title: { en: 'Clicks in the first 48 hours', nb: 'Klikk de første 48 timene' },
    none: { en: 'No clicks in the first 48 hours.', nb: 'Ingen klikk de første 48 timene.' },
    people: { en: 'People', nb: 'Personer' },
    others: { en: 'Unsure and machines', nb: 'Usikre og maskiner' },
    bar: {
      en: '{time}: {human, number} by people, {others, number} unsure or by machines',
      nb: '{time}: {human, number} fra personer, {others, number} usikre eller fra maskiner',
    },
    barOfPeople: {
      en: '{time}: {human, number} by people',
      nb: '{time}: {human, number} fra personer',
    },
    hour: { en: 'Hour from', nb: 'Time fra' },
    peak: {
      en: 'Most clicks by people: {count, number}, in the hour from {time}.',
      nb: 'Flest klikk fra personer: {count, number}, i timen fra {time}.',
    },
    asTable: { en: 'Show as a table', nb: 'Vis som tabell' },
    asChart: { en: 'Show as a chart', nb: 'Vis som diagram' },
  },
  days: {
    title: { en: 'Clicks in the last 30 days', nb: 'Klikk de siste 30 dagene' },
    none: { en: 'No clicks in the last 30 days.', nb: 'Ingen klikk de siste 30 dagene.' },
    day: { en: 'Day', nb: 'Dag' },
    peak: {
      en: 'Most clicks by people: {count, number}, on {time}.',
      nb: 'Flest klikk fra personer: {count, number}, {time}.',
    },
  },
  mailings: {
    title: { en: 'Clicks by mailing', nb: 'Klikk etter utsendelse' },
    none: { en: 'The link is in no mailing yet.', nb: 'Koblingen er ikke i noen utsendelse ennå.' },
    name: { en: 'Mailing', nb: 'Utsendelse' },
    all: { en: 'All mailings', nb: 'Alle utsendelser' },
  },
  links: {
    title: { en: 'Links', nb: 'Koblinger' },
    none: { en: 'The mailing has no tracked links.', nb: 'Utsendelsen har ingen sporede koblinger.' },
    name: { en: 'Link', nb: 'Kobling' },
    share: { en: 'Share of the clicks', nb: 'Andel av klikkene' },
    clicks: { en: 'Clicks by people', nb: 'Klikk fra personer' },
    people: { en: 'People', nb: 'Personer' },
    who: { en: 'Show who clicked', nb: 'Vis hvem som klikket' },
    whoClicked: {
      en: '{count, plural, one {# person} other {# people}}: show who clicked “{name}”',
      nb: '{count, plural, one {# person} other {# personer}}: vis hvem som klikket på «{name}»',
    },
    others: { en: 'Unsure and machines', nb: 'Usikre og maskiner' },
    does: { en: 'What a click does', nb: 'Hva et klikk gjør' },
    nothing: { en: 'Only opens the address', nb: 'Åpner bare adressen' },
    more: { en: '{first}, and {count, number} more', nb: '{first}, og {count, number} til' },
  },
  recipients: {
    title: { en: 'Messages by state', nb: 'Meldinger etter status' },
    none: { en: 'No messages yet.', nb: 'Ingen meldinger ennå.' },
  },
  heat: {
    title: { en: 'Where people clicked', nb: 'Hvor folk klikket' },
    none: { en: 'No clicks yet', nb: 'Ingen klikk ennå' },
    of: {
      en: '{count, plural, one {Share of # click} other {Share of # clicks}}',
      nb: '{count, plural, one {Andel av # klikk} other {Andel av # klikk}}',
    },
    frame: {
      en: 'The message with the share of clicks on each link',
      nb: 'Meldingen med andel klikk på hver kobling',
    },
    pill: {
      en: '{name}: {count, plural, one {# click by people} other {# clicks by people}}',
      nb: '{name}: {count, plural, one {# klikk fra personer} other {# klikk fra personer}}',
    },
  },
  export: { en: 'Download as CSV: {part}', nb: 'Last ned som CSV: {part}' },
} as const satisfies Texts;
