import { defineReasons, type CodedReason } from '@linkflow/contracts';

/** Resource limits of a script. A script that exceeds one ends with a {@link ScriptError}. */
export interface ScriptLimits {
  /** Running time of the script in ms, without the wait for a free thread. */
  timeMs: number;
  /**
   * Memory in bytes. A limit below 11 MB is not exact: large blocks can always use up to 11 MB, because the engine's memory cannot be
   * smaller.
   */
  memoryBytes: number;
  /** Total size of variables, output and log, in bytes of JSON. */
  outputBytes: number;
}

/** Reasons why scripts fail, with their texts. `line` is 0 if it is unknown. */
export const SCRIPT_REASONS = defineReasons({
  'script.syntax': {
    en: 'The script can’t be read{line, plural, =0 {} other { (line #)}}. JavaScript says: “{detail}”',
    nb: 'Skriptet lar seg ikke lese{line, plural, =0 {} other { (linje #)}}. JavaScript melder: «{detail}»',
  },
  'script.threw': {
    en: 'The script failed: {detail}{line, plural, =0 {} other { (line #)}}',
    nb: 'Skriptet feilet: {detail}{line, plural, =0 {} other { (linje #)}}',
  },
  'script.threw-nothing': {
    en: 'The script threw {detail}, which does not say what is wrong',
    nb: 'Skriptet stoppet med {detail}, som ikke sier hva som er galt',
  },
  'script.value': {
    en: 'The script gives back {what, select, promise {a promise} function {a function} symbol {a symbol} bigint {a BigInt} number {a number that is infinite or undefined (NaN)} date {a date that does not exist} cycle {an object that contains itself} name {a property with a null character in its name} other {an object that is not plain data}}{where, select, value {} other {, as “{at}”}}. It can give back texts, numbers, yes or no, dates, and lists and objects of these',
    nb: 'Skriptet gir tilbake {what, select, promise {et løfte (Promise)} function {en funksjon} symbol {et symbol} bigint {en BigInt} number {et tall som er uendelig eller udefinert (NaN)} date {en dato som ikke finnes} cycle {et objekt som inneholder seg selv} name {en egenskap med nulltegn i navnet} other {et objekt som ikke er rene data}}{where, select, value {} other {, som «{at}»}}. Det kan gi tilbake tekster, tall, ja eller nei, datoer, og lister og objekter av disse',
  },
  'script.timeout': {
    en: 'The script was stopped: it ran for longer than {ms} ms',
    nb: 'Skriptet ble stoppet: det brukte mer enn {ms} ms',
  },
  'script.memory': {
    en: 'The script was stopped: it needed more than {megabytes} MB of memory',
    nb: 'Skriptet ble stoppet: det trengte mer enn {megabytes} MB minne',
  },
  'script.too-deep': {
    en: 'The script was stopped: it calls itself, or nests its data, too many times over',
    nb: 'Skriptet ble stoppet: det kaller seg selv, eller legger data inni hverandre, for mange ganger',
  },
  'script.output': {
    en: 'The script gives back too much: at most {bytes} bytes',
    nb: 'Skriptet gir for mye tilbake: høyst {bytes} byte',
  },
});

export type ScriptErrorCode = keyof typeof SCRIPT_REASONS.texts;

/** The script failed or exceeded a limit. Retrying is useless: the same script fails again with the same variables. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  /** The reason, whose text is in {@link SCRIPT_REASONS}. */
  readonly reason: CodedReason;

  constructor(
    readonly code: ScriptErrorCode,
    limits: ScriptLimits,
    detail = '',
    /** Line of the script, from 1, if known. */
    readonly line?: number,
    /** For `script.value`: the path of the value in what the script returns, or the variable that it sets. */
    at = '',
  ) {
    super(detail ? `${code}: ${detail}` : code);
    this.reason = SCRIPT_REASONS(code, paramsOf(code, limits, { detail, line, at }));
  }
}

function paramsOf(
  code: ScriptErrorCode,
  limits: ScriptLimits,
  { detail, line = 0, at }: { detail: string; line: number | undefined; at: string },
): CodedReason['params'] {
  switch (code) {
    case 'script.syntax':
    case 'script.threw':
      return { detail, line };
    case 'script.threw-nothing':
      return { detail };
    case 'script.value':
      return { what: detail, at, where: at === '' ? 'value' : 'part' };
    case 'script.timeout':
      return { ms: limits.timeMs };
    case 'script.memory':
      return { megabytes: Math.round(limits.memoryBytes / 1024 / 1024) };
    case 'script.output':
      return { bytes: limits.outputBytes };
    case 'script.too-deep':
      return undefined;
  }
}
