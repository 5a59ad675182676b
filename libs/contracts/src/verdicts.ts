/**
 * Verdicts on clicks: whether a person or a machine sent a request, and why. apps/click reduces each request to `RequestEvidence`, which
 * contains classes and no address; libs/links judges it. docs/clicks.md describes the signals with their weights and sources.
 */
import { z } from 'zod';
import { HOLD_MINUTES, VERDICTS } from './choices';
import { Instant, Ref, Text } from './common';
import { defineReasons } from './reasons';

/** `suspect`: not clear enough for steps that are costly. */
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;

/**
 * How much must speak against a request until it is called suspect or bot. `lenient` holds fewer clicks of people, `strict` lets fewer
 * machines pass.
 */
export const Strictness = z.enum(['lenient', 'normal', 'strict']);
export type Strictness = z.infer<typeof Strictness>;

/** Sentences of the signals that speak for a machine. `time` is a duration in words, `network` and `browser` are names. */
const MACHINE_SIGNALS = {
  'request.head': {
    en: 'A program only looked the address up (HEAD)',
    nb: 'Et program slo bare opp adressen (HEAD)',
  },
  'request.prefetch': {
    en: 'A program fetched the page before anybody clicked',
    nb: 'Et program hentet siden før noen klikket',
  },
  'agent.none': {
    en: 'The request did not say which program sent it',
    nb: 'Forespørselen sa ikke hvilket program som sendte den',
  },
  'agent.tool': {
    en: 'It came from a program, not from a browser',
    nb: 'Det kom fra et program, ikke fra en nettleser',
  },
  'agent.gateway': {
    en: 'It came from a program that checks mail',
    nb: 'Det kom fra et program som sjekker e-post',
  },
  'agent.crawler': {
    en: 'It came from a robot that names itself',
    nb: 'Det kom fra en robot som oppgir navnet sitt',
  },
  'agent.preview': {
    en: 'A chat program made a preview of the link',
    nb: 'Et chatteprogram laget en forhåndsvisning av koblingen',
  },
  'agent.headless': {
    en: 'The browser was run by a program, without a screen',
    nb: 'Nettleseren ble styrt av et program, uten skjerm',
  },
  'agent.impossible': {
    en: 'There is no {browser} on the system that it names',
    nb: '{browser} finnes ikke på systemet som den oppgir',
  },
  'agent.outdated': {
    en: 'The browser is many years old ({browser})',
    nb: 'Nettleseren er mange år gammel ({browser})',
  },
  'agent.build': {
    en: 'The browser names its exact build, which {browser} does not',
    nb: 'Nettleseren oppgir nøyaktig versjon. Det gjør ikke {browser}',
  },
  'headers.missing': {
    en: '{browser} sends headers that were missing here',
    nb: '{browser} sender opplysninger som manglet her',
  },
  'headers.conflict': {
    en: 'The browser says that it is {browser}, and its other headers say something else',
    nb: 'Nettleseren sier at den er {browser}, men andre opplysninger sier noe annet',
  },
  'headers.scripted': {
    en: 'A script fetched the address; nobody opened a page',
    nb: 'Et skript hentet adressen; ingen åpnet en side',
  },
  'headers.no-gesture': {
    en: 'The browser did not say that somebody clicked',
    nb: 'Nettleseren sa ikke fra om at noen klikket',
  },
  'network.scanner': {
    en: 'It came from a network where {network} opens links to check them',
    nb: 'Det kom fra et nett der {network} åpner koblinger for å sjekke dem',
  },
  'network.training': {
    en: 'It came from {network}, which tests how staff treat suspicious mail',
    nb: 'Det kom fra {network}, som tester hvordan ansatte behandler mistenkelig e-post',
  },
  'network.shared': {
    en: 'It came from {network}, where both machines and people open links',
    nb: 'Det kom fra {network}, der både maskiner og personer åpner koblinger',
  },
  'network.cloud': {
    en: 'It came from a data centre ({network})',
    nb: 'Det kom fra et datasenter ({network})',
  },
  'network.probe': {
    en: 'Another program in the same network asked for the headers of a link within a minute, as checkers do',
    nb: 'Et annet program i samme nett spurte om en kobling uten å åpne den innen et minutt, slik sjekkere gjør',
  },
  'time.delivery': {
    en: 'The click came {time} after the mail was delivered',
    nb: 'Klikket kom {time} etter at e-posten var levert',
  },
  'time.check': {
    en: 'It came so soon after delivery that mail is usually still being checked in that network',
    nb: 'Det kom så raskt etter leveringen at e-post vanligvis fortsatt blir sjekket i det nettet',
  },
  'burst.links': {
    en: '{links} links of the mail were opened within {time}',
    nb: '{links} koblinger i e-posten ble åpnet i løpet av {time}',
  },
  'burst.all': {
    en: 'Every link of the mail was opened within {time}',
    nb: 'Alle koblingene i e-posten ble åpnet i løpet av {time}',
  },
  'link.hidden': {
    en: 'A link that people cannot see was opened',
    nb: 'En kobling som folk ikke kan se, ble åpnet',
  },
  'link.scrambled': {
    en: 'The address was changed before it was opened',
    nb: 'Adressen var endret før den ble åpnet',
  },
  'repeat.network': {
    en: 'The same link was opened from another network, {time} apart',
    nb: 'Samme kobling ble åpnet fra et annet nett med {time} mellom',
  },
  'repeat.person': {
    en: 'A person opened the mail later, from another network',
    nb: 'En person åpnet e-posten senere, fra et annet nett',
  },
  'client.machine': {
    en: 'The same program also did something in this mail that only machines do',
    nb: 'Samme program gjorde også noe i denne e-posten som bare maskiner gjør',
  },
  'address.many': {
    en: 'The same address opened links of several recipients, each right after delivery',
    nb: 'Samme adresse åpnet koblinger for flere mottakere, hver rett etter levering',
  },
  'confirm.fast': {
    en: 'The button was pressed faster than a person can (after {time})',
    nb: 'Knappen ble trykket raskere enn en person kan (etter {time})',
  },
  'confirm.quick': {
    en: 'The button was pressed before a person could have read the page',
    nb: 'Knappen ble trykket før en person kunne ha lest siden',
  },
  'confirm.blind': {
    en: 'The button was pressed, and the page with the button was not opened',
    nb: 'Knappen ble trykket uten at siden med knappen var åpnet',
  },
  'confirm.scripted': {
    en: 'A script sent the form; nobody pressed the button',
    nb: 'Et skript sendte skjemaet; ingen trykket på knappen',
  },
  'confirm.many': {
    en: 'The same address pressed buttons for several recipients',
    nb: 'Samme adresse trykket på knapper for flere mottakere',
  },
} as const;

/** Sentences of the signals that speak for a person. */
const HUMAN_SIGNALS = {
  'browser.complete': {
    en: 'The browser behaves like {browser}',
    nb: 'Nettleseren oppfører seg som {browser}',
  },
  'network.access': {
    en: 'It came from a network that people use to reach the internet',
    nb: 'Det kom fra et nett som folk bruker for å komme på internett',
  },
  'network.relay': {
    en: 'It came through {network}, which people use to hide their address',
    nb: 'Det kom gjennom {network}, som folk bruker for å skjule adressen sin',
  },
  'time.late': {
    en: 'The click came long after the mail was delivered',
    nb: 'Klikket kom lenge etter at e-posten var levert',
  },
  'confirm.person': {
    en: 'The button was pressed after {time}, as a person does',
    nb: 'Knappen ble trykket etter {time}, slik en person gjør',
  },
  'client.person': {
    en: 'The same browser later behaved like a person',
    nb: 'Samme nettleser oppførte seg senere som en person',
  },
} as const;

/** The signals of the classifier and their sentences. A stored signal of an older classifier may have another code. */
export const signalReason = defineReasons({ ...MACHINE_SIGNALS, ...HUMAN_SIGNALS });

export type SignalCode = keyof typeof MACHINE_SIGNALS | keyof typeof HUMAN_SIGNALS;

/** Why a verdict was given. The weight is a difference of log-odds: > 0 speaks for a machine, < 0 for a person. */
export const VerdictSignal = z.object({
  code: z.string().max(40),
  weight: z.number(),
  params: z.record(z.string(), z.union([z.string().max(80), z.number()])).optional(),
});
export type VerdictSignal = z.infer<typeof VerdictSignal>;

/** How the clicks on a link are treated; null or absent: as the installation says. `off`: verdicts are only shown. */
export const LinkTrust = z.object({
  strictness: z
    .enum([...Strictness.options, 'off'])
    .nullable()
    .optional(),
  /** How long costly steps of a suspect click are held, minutes. */
  holdMinutes: z.number().int().min(HOLD_MINUTES.min).max(HOLD_MINUTES.max).nullable().optional(),
});
export type LinkTrust = z.infer<typeof LinkTrust>;

/** Why a verdict was given, with the sentence of each signal. `weight` > 0 speaks for a machine, < 0 for a person. */
export const VerdictView = z.object({
  /** The verdict that counts: that of a colleague, else that of the classifier. */
  verdict: Verdict,
  /** What the classifier found; absent for clicks of releases before the classifier. */
  judgement: z
    .object({
      verdict: Verdict,
      /** 0: certainly a person, 100: certainly a machine. */
      score: z.number().int(),
      signals: z.array(z.object({ code: z.string(), weight: z.number(), text: Text })),
      classifier: z.number().int(),
    })
    .optional(),
  correction: z.object({ verdict: Verdict, at: Instant, by: Ref }).optional(),
});
export type VerdictView = z.infer<typeof VerdictView>;

/** What colleagues say about the verdicts of the classifier. */
export const VerdictStatistics = z.object({
  /** Number of recorded clicks by the verdict that counts. */
  clicks: z.record(Verdict, z.number().int()),
  /** Corrected clicks by the verdict of the classifier and that of the colleague. `judged` is absent in clicks without a judgement. */
  corrections: z.array(
    z.object({ judged: Verdict.optional(), corrected: Verdict, clicks: z.number().int() }),
  ),
  /**
   * The signals of the corrected clicks, the most frequent first. `right`: in how many the signal spoke for what the colleague said, `wrong`:
   * against it.
   */
  signals: z.array(
    z.object({ code: z.string(), name: Text, right: z.number().int(), wrong: z.number().int() }),
  ),
});
export type VerdictStatistics = z.infer<typeof VerdictStatistics>;

export const ClickVerdict = z.object({
  verdict: Verdict,
  /** 0: certainly a person, 100: certainly a machine. */
  score: z.number().int().min(0).max(100),
  signals: z.array(VerdictSignal).max(40),
  /** Version of the classifier. */
  classifier: z.number().int().min(1),
});
export type ClickVerdict = z.infer<typeof ClickVerdict>;

/**
 * What is kept of a request instead of its address and headers. Property names are short, because every queued and stored click carries
 * them. The address cannot be computed from it: `g` has 8 bits and depends on the recipient.
 */
export const RequestEvidence = z.object({
  /** Facts about the headers, a bit mask (libs/links: header-facts.ts). */
  h: z.number().int().min(0).max(0x7fffffff),
  /** Id of the network in the network lists. Absent: no list names it. */
  n: z.string().max(40).optional(),
  /** Tag of the address's network (/24 or /48). Comparable only among the requests of one recipient. Absent: address unknown. */
  g: z.number().int().min(0).max(255).optional(),
  /** Number of other recipients whose links the same address opened in the last 10 minutes: in classes: 0, 1, 2, 3 to 5, 6 to 20, more. */
  c: z.number().int().min(0).max(5).optional(),
  /** The same for buttons on confirm pages. */
  p: z.number().int().min(0).max(5).optional(),
  /** Present if the link was changed, or text was appended that no mail program appends. */
  s: z.literal(true).optional(),
});
export type RequestEvidence = z.infer<typeof RequestEvidence>;

/** What a user agent says about the program. `unknown`: a text that is neither a known browser nor a known program. */
export const AgentKind = z.enum([
  'browser',
  'in-app',
  'mail',
  'preview',
  'gateway',
  'tool',
  'crawler',
  'headless',
  'none',
  'unknown',
]);
export type AgentKind = z.infer<typeof AgentKind>;

/** The class of a user agent. It is stored with the click; the user agent itself is not. */
export const AgentClass = z.object({
  kind: AgentKind,
  family: z.enum(['chromium', 'firefox', 'safari', 'ie']).optional(),
  /** Major version; for `safari` with one decimal, because 16.4 was the first to send fetch metadata. */
  version: z.number().min(0).max(100_000).optional(),
  os: z.enum(['windows', 'macos', 'ios', 'android', 'linux', 'chromeos']).optional(),
  /** Present if Chromium names its exact build, e.g. 123.0.6312.86, which it has not done since version 110. */
  build: z.literal(true).optional(),
});
export type AgentClass = z.infer<typeof AgentClass>;
