/**
 * Reasons of failures. A reason is stored as a code with arguments; its text is made when the reason is shown. The text of each code is
 * declared where the code is used, in a table made by `defineReasons`; `reasonTexts` combines the tables of an application.
 */
import { durationText } from './durations';
import { phrase, type Text } from './texts';

/** Arguments of a reason. They are stored, so they are plain JSON. */
export type ReasonParams = Readonly<Record<string, string | number | Text>>;

/** A reason as it is created and stored. */
export interface CodedReason {
  code: string;
  params?: ReasonParams;
}

/**
 * A reason as it is read. Older versions of the product stored the text of a reason in `message`; it then takes precedence over the code.
 */
export interface StoredReason extends CodedReason {
  message?: Text;
}

/** A table of reasons, which is also the function that creates them: `missing('script.missing', { name })`. */
export interface ReasonTable<Code extends string = string> {
  (code: Code, params?: ReasonParams): { code: Code; params?: ReasonParams };
  /** ICU messages by code. */
  readonly texts: Readonly<Record<Code, Text>>;
}

/** Declares codes with their ICU messages. */
export function defineReasons<const Code extends string>(texts: Record<Code, Text>): ReasonTable<Code> {
  const reason = (code: Code, params?: ReasonParams) => (params ? { code, params } : { code });
  return Object.assign(reason, { texts });
}

/** A table with any codes. */
export type AnyReasonTable = Pick<ReasonTable, 'texts'>;

const UNKNOWN: Text = {
  en: 'An error that is not known here: {code}',
  nb: 'En feil som ikke er kjent her: {code}',
};

/**
 * Returns a function that makes the text of a stored reason from the given tables. If no table has the code (for example because its action
 * was removed), the text names the code.
 * @throws Error if two tables have different texts for one code
 */
export function reasonTexts(...tables: readonly AnyReasonTable[]): (reason: StoredReason) => Text {
  const messages = new Map<string, Text>();
  for (const [code, message] of tables.flatMap((table) => Object.entries(table.texts))) {
    const other = messages.get(code);
    if (other && other !== message) throw new Error(`The reason ${code} is defined twice`);
    messages.set(code, message);
  }
  return ({ code, params, message }) => {
    if (message) return message;
    const template = messages.get(code);
    if (!template) return phrase(UNKNOWN, { code });
    try {
      return phrase(template, withTime(params));
    } catch {
      // The reason was stored by an older version and lacks an argument of the current message.
      return phrase(UNKNOWN, { code });
    }
  };
}

/** Arguments that are durations, and their unit in seconds. */
const DURATIONS = { tenths: 0.1, seconds: 1, minutes: 60 } as const;

/** The arguments, and as `time` the duration among them in words. */
function withTime(params: ReasonParams = {}): ReasonParams {
  for (const [name, unit] of Object.entries(DURATIONS)) {
    const amount = params[name];
    if (typeof amount === 'number') return { time: durationText(amount * unit), ...params };
  }
  return params;
}
