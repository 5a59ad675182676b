import type { Texts } from '../../../i18n';

/** Texts of the panel that sends tests and starts the sending. */
export const panelTexts = {
  label: { en: 'Send', nb: 'Send' },
  inbox: { en: 'In the inbox', nb: 'I innboksen' },
  noSender: { en: 'No sender', nb: 'Ingen avsender' },
  noSubject: { en: 'No subject', nb: 'Uten emne' },
  test: {
    title: { en: 'Send yourself a test first', nb: 'Send en test til deg selv først' },
    addresses: { en: 'Addresses', nb: 'Adresser' },
    addressesHint: { en: 'Several with commas between them', nb: 'Flere med komma mellom' },
    tooMany: { en: 'At most {max, number} addresses', nb: 'Høyst {max, number} adresser' },
    invalid: { en: '“{address}” is not an address', nb: '«{address}» er ikke en adresse' },
    as: { en: 'With the data of', nb: 'Med opplysningene til' },
    asNobody: { en: 'Nobody in particular', nb: 'Ingen bestemt' },
    send: { en: 'Send test', nb: 'Send test' },
    sent: {
      en: '{count, plural, one {The test is on its way} other {# tests are on their way}}',
      nb: '{count, plural, one {Testen er på vei} other {# tester er på vei}}',
    },
    note: {
      en: 'The links work, but clicks are not counted and start nothing.',
      nb: 'Koblingene virker, men klikk telles ikke og setter ingenting i gang.',
    },
    latest: { en: 'Latest tests', nb: 'Siste tester' },
    open: { en: 'Open', nb: 'Åpne' },
    openName: { en: 'Open the test to {address}', nb: 'Åpne testen til {address}' },
  },
  when: {
    title: { en: 'When should it be sent?', nb: 'Når skal den sendes?' },
    change: { en: 'Send at another time?', nb: 'Sende på et annet tidspunkt?' },
    now: { en: 'Now', nb: 'Nå' },
    later: { en: 'At a time', nb: 'På et bestemt tidspunkt' },
    moment: { en: 'Day and time', nb: 'Dag og klokkeslett' },
    open: { en: 'Let workflows send it too', nb: 'La også arbeidsflyter sende den' },
    openHelp: {
      en: 'The step “Send mailing” sends it to more people later, until you close it. Each person gets it once.',
      nb: 'Steget «Send utsendelse» sender den til flere senere, helt til du stenger den. Hver person får den én gang.',
    },
  },
  start: {
    send: {
      en: '{count, plural, one {Send to # recipient} other {Send to # recipients}}',
      nb: '{count, plural, one {Send til # mottaker} other {Send til # mottakere}}',
    },
    plan: {
      en: '{count, plural, one {Schedule for # recipient} other {Schedule for # recipients}}',
      nb: '{count, plural, one {Planlegg sending til # mottaker} other {Planlegg sending til # mottakere}}',
    },
    nobody: { en: 'Send', nb: 'Send' },
    open: { en: 'Open for workflows', nb: 'Åpne for arbeidsflyter' },
    openTitle: { en: 'Open the mailing for workflows?', nb: 'Åpne utsendelsen for arbeidsflyter?' },
    opened: { en: 'Workflows can send the mailing', nb: 'Arbeidsflyter kan sende utsendelsen' },
    sendTitle: {
      en: '{count, plural, one {Send to # recipient now?} other {Send to # recipients now?}}',
      nb: '{count, plural, one {Sende til # mottaker nå?} other {Sende til # mottakere nå?}}',
    },
    planTitle: {
      en: '{count, plural, one {Send to # recipient at {when}?} other {Send to # recipients at {when}?}}',
      nb: '{count, plural, one {Sende til # mottaker {when}?} other {Sende til # mottakere {when}?}}',
    },
    text: {
      en: '“{subject}” from {sender}. From then on, the content can’t be changed.',
      nb: '«{subject}» fra {sender}. Fra da av kan innholdet ikke endres.',
    },
    outbox: {
      en: 'There is no mail server, so the messages end up in the outbox.',
      nb: 'Det er ingen e-postserver, så meldingene havner i utboksen.',
    },
    started: { en: 'The mailing is on its way', nb: 'Utsendelsen er på vei' },
    planned: { en: 'The mailing is scheduled', nb: 'Utsendelsen er planlagt' },
  },
  blocked: {
    errors: {
      en: '{count, plural, one {Fix the error first} other {Fix the # errors first}}',
      nb: '{count, plural, one {Rett feilen først} other {Rett de # feilene først}}',
    },
    unsaved: { en: 'Save the message first', nb: 'Lagre meldingen først' },
    checking: { en: 'Being checked …', nb: 'Sjekkes …' },
    moment: { en: 'Choose a day and a time', nb: 'Velg dag og klokkeslett' },
    past: { en: 'The time has passed', nb: 'Tidspunktet er passert' },
    failed: { en: 'The check is missing', nb: 'Utsendelsen er ikke sjekket' },
  },
} as const satisfies Texts;
