import type { Text } from '@linkflow/contracts';
import type { ScriptLimits } from './sandbox.types';

export type ScriptErrorCode =
  'script.syntax' | 'script.threw' | 'script.timeout' | 'script.memory' | 'script.too-deep' | 'script.output';

/** Why a script gave no result. It will end the same way again, whatever happens around it. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  readonly code: ScriptErrorCode;
  /** What a marketer reads. `message` is the English half, for logs. */
  readonly text: Text;
  /** Line of the script, from 1, where that is known. */
  readonly line: number | undefined;

  constructor(code: ScriptErrorCode, limits: ScriptLimits, detail = '', line?: number) {
    const text = textOf(code, limits, detail, line);
    super(text.en);
    this.code = code;
    this.text = text;
    this.line = line;
  }
}

function textOf(code: ScriptErrorCode, limits: ScriptLimits, detail: string, line: number | undefined): Text {
  const en = line ? ` (line ${line})` : '';
  const nb = line ? ` (linje ${line})` : '';
  switch (code) {
    case 'script.syntax':
      return {
        en: `The script can't be read: ${detail}${en}`,
        nb: `Skriptet lar seg ikke lese: ${detail}${nb}`,
      };
    case 'script.threw':
      return { en: `The script failed: ${detail}${en}`, nb: `Skriptet feilet: ${detail}${nb}` };
    case 'script.timeout':
      return {
        en: `The script was stopped: it ran for longer than ${limits.timeMs} ms`,
        nb: `Skriptet ble stoppet: det brukte mer enn ${limits.timeMs} ms`,
      };
    case 'script.memory':
      return {
        en: `The script was stopped: it needed more than ${megabytes(limits.memoryBytes)} MB of memory`,
        nb: `Skriptet ble stoppet: det trengte mer enn ${megabytes(limits.memoryBytes)} MB minne`,
      };
    case 'script.too-deep':
      return {
        en: 'The script was stopped: it calls itself, or nests its data, too many times over',
        nb: 'Skriptet ble stoppet: det kaller seg selv, eller nøster dataene sine, for mange ganger',
      };
    case 'script.output':
      return {
        en: `The script gives back too much: at most ${limits.outputBytes} bytes`,
        nb: `Skriptet gir for mye tilbake: høyst ${limits.outputBytes} byte`,
      };
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
