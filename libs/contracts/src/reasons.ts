/**
 * Reasons of failures. A reason is stored as a code with arguments; its text is made when it is shown. The texts of codes stand beside
 * the code that uses them, in tables made by `defineReasons`; `reasonTexts` combines the tables of an application.
 */
import { phrase, verbatim, type Text } from './texts';

/** Arguments of a reason. They are stored, so they are plain JSON. */
export type ReasonParams = Readonly<Record<string, string | number | Text>>;

/** A reason as code passes it on and as it is stored now. */
export interface CodedReason {
  code: string;
  params?: ReasonParams;
}

/** A stored reason. Runs of older versions have its text, which takes precedence. */
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

/** Any table, whatever its codes. */
export type AnyReasonTable = Pick<ReasonTable, 'texts'>;

/**
 * The text of stored reasons, from the given tables. A code that no table has (for example of a removed action) is its own text.
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
    if (!template) return verbatim(code);
    try {
      return phrase(template, params);
    } catch {
      // An argument that an older version did not store.
      return verbatim(code);
    }
  };
}
