import type { Texts } from '../../i18n/texts';

export const opsTexts = {
  title: { en: 'Operations', nb: 'Drift' },
  sections: { en: 'Parts of operations', nb: 'Sider under Drift' },
  overview: {
    title: { en: 'Overview', nb: 'Oversikt' },
    lead: {
      en: 'The state of the system now. Updated every five seconds.',
      nb: 'Slik er tilstanden nå. Oppdateres hvert femte sekund.',
    },
    stores: { en: 'Data stores', nb: 'Datalagre' },
    answers: { en: 'answers', nb: 'svarer' },
    silent: { en: 'does not answer', nb: 'svarer ikke' },
    mongoAway: { en: 'MongoDB does not answer', nb: 'MongoDB svarer ikke' },
    mongoAwayText: {
      en: 'Clicks are still answered and kept. Runs go on when it is back.',
      nb: 'Klikk får fortsatt svar og blir tatt vare på. Kjøringene går videre når den er tilbake.',
    },
    redisAway: {
      en: 'Redis does not answer, or has no free memory',
      nb: 'Redis svarer ikke, eller har ikke mer minne',
    },
    slowScripts: { en: 'Scripts that are not run', nb: 'Skript som ikke kjøres' },
    slowScriptsText: {
      en: '{names} took too long several times in a row. Recipients are sent to the address of the link instead. Each script is tried again every minute.',
      nb: '{names} brukte for lang tid flere ganger på rad. Mottakerne sendes til adressen i koblingen i stedet. Hvert skript prøves igjen hvert minutt.',
    },
    redisAwayText: {
      en: 'Clicks are still answered and kept in the journal. Runs go on when it is back.',
      nb: 'Klikk får fortsatt svar og ligger i journalen. Kjøringene går videre når den er tilbake.',
    },
    storm: { en: 'Many steps are trying again', nb: 'Mange steg prøver igjen' },
    stormText: {
      en: '{count, plural, one {# run waits for another attempt. Something outside Linkflow may be down.} other {# runs wait for another attempt. Something outside Linkflow may be down.}}',
      nb: '{count, plural, one {# kjøring venter på et nytt forsøk. Noe utenfor Linkflow kan være nede.} other {# kjøringer venter på et nytt forsøk. Noe utenfor Linkflow kan være nede.}}',
    },
    aside: { en: 'Clicks are set aside', nb: 'Klikk er lagt til side' },
    asideText: {
      en: '{count, plural, one {# click could not be used.} other {# clicks could not be used.}}',
      nb: '{count, plural, one {# klikk kunne ikke brukes.} other {# klikk kunne ikke brukes.}}',
    },
    overdue: { en: 'Runs are overdue', nb: 'Kjøringer er forsinket' },
    overdueText: {
      en: '{count, plural, one {# run should have gone on more than a minute ago. Are the workers up?} other {# runs should have gone on more than a minute ago. Are the workers up?}}',
      nb: '{count, plural, one {# kjøring skulle ha gått videre for over et minutt siden. Kjører alle arbeidsprosessene?} other {# kjøringer skulle ha gått videre for over et minutt siden. Kjører alle arbeidsprosessene?}}',
    },
    showThem: { en: 'Show them', nb: 'Vis dem' },
    runs: { en: 'Runs in progress', nb: 'Pågående kjøringer' },
    noRuns: { en: 'All runs have ended.', nb: 'Alle kjøringer er ferdige.' },
    clicks: { en: 'Clicks a minute', nb: 'Klikk i minuttet' },
    clicksHour: {
      en: '{count, plural, one {# click in the last {minutes} minutes} other {# clicks in the last {minutes} minutes}}',
      nb: '{count, number} klikk de siste {minutes} minuttene',
    },
    noClicks: {
      en: 'No clicks in the last {minutes} minutes',
      nb: 'Ingen klikk de siste {minutes} minuttene',
    },
    clicksAt: { en: '{time}: {count}', nb: '{time}: {count}' },
    now: { en: 'now', nb: 'nå' },
    queues: { en: 'Queues', nb: 'Køer' },
    board: { en: 'Queue board for engineers', nb: 'Køoversikt for utviklere' },
    queue: { en: 'Queue', nb: 'Kø' },
    kinds: {
      clicks: { en: 'Clicks to record', nb: 'Klikk som skal registreres' },
      runs: { en: 'Runs to continue', nb: 'Kjøringer som skal fortsette' },
      forms: { en: 'Submissions to handle', nb: 'Innsendinger som skal behandles' },
      mail: { en: 'Mailings to send', nb: 'Utsendelser som skal sendes' },
      audience: { en: 'Recipients to add', nb: 'Mottakere som skal legges til' },
      quarantine: { en: 'Quarantine', nb: 'Karantene' },
    },
    waiting: { en: 'Waiting', nb: 'Venter' },
    oldest: { en: 'Oldest has waited', nb: 'Eldste har ventet' },
    active: { en: 'In progress', nb: 'Pågår' },
    delayed: { en: 'Scheduled', nb: 'Planlagt' },
    failed: { en: 'Failed', nb: 'Feilet' },
    repairs: { en: 'Repaired automatically', nb: 'Rettet automatisk' },
    enqueued: {
      en: 'Overdue runs that were started again',
      nb: 'Forsinkede kjøringer som ble satt i gang igjen',
    },
    started: {
      en: 'Clicks whose run had to be created afterwards',
      nb: 'Klikk der kjøringen måtte opprettes i etterkant',
    },
    since: { en: 'Since {time}', nb: 'Siden {time}' },
    setAside: {
      en: 'Clicks set aside because they could not be used',
      nb: 'Klikk lagt til side fordi de ikke kunne brukes',
    },
  },
  audit: { title: { en: 'Audit', nb: 'Logg' } },
  reconciliation: { title: { en: 'Reconciliation', nb: 'Kontroll' } },
  errors: {
    title: { en: 'Errors', nb: 'Feil' },
    lead: {
      en: 'Failed runs, grouped by reason, the latest first. Errors that are fixed leave the list.',
      nb: 'Kjøringer som har feilet, samlet etter årsak, den siste først. Feil som er rettet, forsvinner fra listen.',
    },
    what: { en: 'What went wrong', nb: 'Hva som gikk galt' },
    action: { en: 'Step', nb: 'Steg' },
    runs: { en: 'Runs', nb: 'Kjøringer' },
    first: { en: 'First', nb: 'Første' },
    last: { en: 'Last', nb: 'Siste' },
    doToAll: { en: 'Apply to all …', nb: 'Bruk på alle …' },
    calm: { en: 'No failed runs', nb: 'Ingen kjøringer har feilet' },
    calmText: {
      en: 'When runs fail, those with the same reason are shown here as one line.',
      nb: 'Når kjøringer feiler, vises de med samme årsak her som én linje.',
    },
  },
} satisfies Texts;
