import type { Texts } from '../../../i18n';

/** Texts of a sending that is planned, under way or over. */
export const sendingTexts = {
  draft: { en: 'Draft', nb: 'Kladd' },
  errors: { en: 'to fix', nb: 'må rettes' },
  readOnly: {
    en: 'The mailing is being sent or was sent, so its content and its links can’t be changed any more. What a tracked link does can still be changed on the page of the link.',
    nb: 'Utsendelsen sendes eller er sendt, så innholdet og koblingene kan ikke endres lenger. Hva en sporet kobling gjør, kan fortsatt endres på siden til koblingen.',
  },
  progress: {
    label: { en: 'Progress of the sending', nb: 'Fremdrift for utsendelsen' },
    sent: { en: '{sent, number} of {all, number} sent', nb: '{sent, number} av {all, number} sendt' },
    rate: { en: '{rate} a minute', nb: '{rate} i minuttet' },
    left: { en: '{time} left, done at {clock}', nb: '{time} igjen, ferdig kl. {clock}' },
    scheduled: { en: 'Planned for {when}', nb: 'Planlagt til {when}' },
    refused: { en: 'Not sent', nb: 'Ikke sendt' },
    populating: { en: 'The recipients are being prepared', nb: 'Mottakerne klargjøres' },
    sending: { en: 'Being sent', nb: 'Sendes nå' },
    paused: { en: 'Paused', nb: 'På pause' },
    stopped: { en: 'Stopped', nb: 'Stanset' },
    finished: { en: 'Finished', nb: 'Ferdig' },
    started: { en: 'Started {when} by {name}', nb: 'Startet {when} av {name}' },
    plannedBy: { en: 'Planned by {name}', nb: 'Planlagt av {name}' },
    finishedAt: { en: 'Finished {when}', nb: 'Ferdig {when}' },
    stoppedAt: { en: 'Stopped {when}', nb: 'Stanset {when}' },
    outbox: {
      en: 'Nothing leaves this installation: there is no mail server, so the messages are in the outbox.',
      nb: 'Ingenting går ut av huset: det er ingen e-postserver, så meldingene ligger i utboksen.',
    },
    toOutbox: { en: 'Open the outbox', nb: 'Åpne utboksen' },
  },
  act: {
    pause: { en: 'Pause', nb: 'Pause' },
    paused: { en: 'The sending is paused', nb: 'Utsendelsen er satt på pause' },
    resume: { en: 'Continue', nb: 'Fortsett' },
    resumed: { en: 'The sending goes on', nb: 'Utsendelsen fortsetter' },
    stop: { en: 'Stop', nb: 'Stans' },
    stopTitle: { en: 'Stop the sending?', nb: 'Stanse utsendelsen?' },
    stopText: {
      en: '{count, plural, one {# recipient is left out.} other {# recipients are left out.}} Messages that are being handed over at this moment still arrive. You can send to those left out later.',
      nb: '{count, plural, one {# mottaker blir utelatt.} other {# mottakere blir utelatt.}} Meldinger som leveres akkurat nå, kommer fram likevel. Du kan sende til de utelatte senere.',
    },
    stopNow: {
      en: 'Stop and leave out {count, number}',
      nb: 'Stans og utelat {count, number}',
    },
    stopped: { en: 'The sending is stopped', nb: 'Utsendelsen er stanset' },
    cancel: { en: 'Cancel the plan', nb: 'Avlys' },
    cancelTitle: { en: 'Cancel the planned sending?', nb: 'Avlyse den planlagte utsendelsen?' },
    cancelText: {
      en: 'Nothing is sent at {when}. The mailing becomes a draft again.',
      nb: 'Ingenting blir sendt {when}. Utsendelsen blir kladd igjen.',
    },
    cancelled: { en: 'The plan is cancelled', nb: 'Utsendelsen er avlyst' },
    keep: { en: 'Keep the plan', nb: 'Behold planen' },
    notReached: { en: 'Send to those not reached', nb: 'Send til dem som ikke er nådd' },
    notReachedTitle: {
      en: 'Send to the recipients who were not reached?',
      nb: 'Sende til mottakerne som ikke er nådd?',
    },
    notReachedText: {
      en: 'These are new recipients, those whose message failed, and those who were left out. Uncertain ones get nothing. Those who have unsubscribed are still left out.',
      nb: 'Det er nye mottakere, de som det feilet for, og de som ble utelatt. De usikre får ingenting. De som har meldt seg av, blir fortsatt utelatt.',
    },
    goesOn: { en: 'The mailing is being sent to them', nb: 'Utsendelsen sendes til dem' },
  },
  deliveries: {
    title: { en: 'Messages', nb: 'Meldinger' },
    search: { en: 'Search name or address', nb: 'Søk i navn eller adresse' },
    any: { en: 'Any state', nb: 'Alle tilstander' },
    state: { en: 'State', nb: 'Tilstand' },
    recipient: { en: 'Recipient', nb: 'Mottaker' },
    email: { en: 'E-mail', nb: 'E-post' },
    reason: { en: 'Reason', nb: 'Årsak' },
    nextAt: { en: 'Next try {when}', nb: 'Neste forsøk {when}' },
    at: { en: 'Changed', nb: 'Endret' },
    numbers: { en: 'Messages by state', nb: 'Meldinger etter tilstand' },
    showMessage: { en: 'Show the message', nb: 'Vis meldingen' },
    again: { en: 'Send again', nb: 'Send på nytt' },
    againTo: { en: 'Send again to {count, number}', nb: 'Send på nytt til {count, number}' },
    againTitle: {
      en: '{count, plural, one {Send again to {name}?} other {Send again to # recipients?}}',
      nb: '{count, plural, one {Sende på nytt til {name}?} other {Sende på nytt til # mottakere?}}',
    },
    againText: {
      en: 'They get the same message once more.',
      nb: 'De får den samme meldingen en gang til.',
    },
    mayHave: {
      en: '{count, plural, one {# of them has the message already, or may have it, and then gets it twice.} other {# of them have the message already, or may have it, and then get it twice.}}',
      nb: '{count, plural, one {# av dem har meldingen fra før, eller kan ha den, og får den i så fall to ganger.} other {# av dem har meldingen fra før, eller kan ha den, og får den i så fall to ganger.}}',
    },
    againDone: {
      en: '{count, plural, one {The message is sent again} other {# messages are sent again}}',
      nb: '{count, plural, one {Meldingen sendes på nytt} other {# meldinger sendes på nytt}}',
    },
    empty: { en: 'No messages yet', nb: 'Ingen meldinger ennå' },
    emptyText: {
      en: 'Each recipient gets a line here when the recipients are prepared.',
      nb: 'Hver mottaker får sin linje her når mottakerne er klargjort.',
    },
  },
} as const satisfies Texts;
