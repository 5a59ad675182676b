import { phrase } from '@linkflow/contracts';
import type {
  NodeDescriptor,
  SentenceCase,
  SentenceSpec,
  Text,
  TextParams,
  WorkflowNode,
} from '@linkflow/contracts';
import { asRecord, paramFieldsOf } from '../checks/node-params';
import type { Names } from './names';
import { isGiven, wordsOf } from './param-words';

/** The members of a node type that its sentence depends on. */
export type Described = Pick<NodeDescriptor, 'params' | 'sentence'>;

/**
 * One sentence that describes a node, finished or not. Does not throw for parameters of any shape.
 * @param given words for parts or parameters, in place of those for the parameters, for example values that a simulation found
 */
export function describeNode(
  described: Described,
  { params }: Pick<WorkflowNode, 'params'>,
  names: Names,
  given: TextParams = {},
): Text {
  const { cases, parts = {} } = described.sentence;
  const fields = paramFieldsOf(described);
  const valueOf = (name: string): unknown =>
    (Object.hasOwn(params, name) ? params[name] : undefined) ?? fields.get(name)?.fallback;

  const applies = ({ when = {} }: SentenceCase): boolean =>
    Object.entries(when).every(([path, wanted]) => {
      const [name = '', inner] = path.split('.');
      const value = inner === undefined ? valueOf(name) : asRecord(valueOf(name))[inner];
      const hint = fields.get(name)?.hint;
      return wanted === 'given'
        ? hint !== undefined && isGiven(value, hint)
        : wanted.some((one) => one === value);
    });
  const wordsFor = (name: string): TextParams[string] => {
    const hint = fields.get(name)?.hint;
    return hint ? wordsOf(valueOf(name), hint, { names, valueOf }) : '';
  };
  const textOf = (options: readonly SentenceCase[], more: (name: string) => TextParams[string]): Text => {
    const text = options.find(applies)?.text ?? { en: '', nb: '' };
    return phrase(text, Object.fromEntries(placeholdersIn(text).map((name) => [name, more(name)])));
  };
  return textOf(cases, (name) => {
    const part = parts[name];
    return given[name] ?? (part ? textOf(part, wordsFor) : wordsFor(name));
  });
}

/** Names of parameters of the messages, in any language. */
function placeholdersIn(text: Text): string[] {
  const all = Object.values(text).flatMap((message = '') => [...message.matchAll(/\{\s*(\w+)\s*[,}]/g)]);
  return [...new Set(all.flatMap(([, name]) => name ?? []))];
}

/** Returns what is wrong with a sentence: names that it uses and that do not exist, and a last case with a condition. */
export function sentenceFaults({ sentence, params }: Described): string[] {
  const fields = paramFieldsOf({ params });
  const parts = sentence.parts ?? {};
  const faultsOf = (cases: readonly SentenceCase[], names: readonly string[]): string[] => [
    ...(cases.at(-1)?.when ? ['the last case has a condition'] : []),
    ...cases.flatMap(({ when = {}, text }) =>
      [
        ...Object.keys(when).map((path) => path.split('.')[0] ?? ''),
        ...placeholdersIn(text).filter((name) => !names.includes(name)),
      ]
        .filter((name) => !fields.has(name))
        .map((name) => `there is no parameter "${name}"`),
    ),
  ];
  return [
    ...faultsOf(sentence.cases, Object.keys(parts)),
    ...Object.values(parts).flatMap((cases) => faultsOf(cases, [])),
  ];
}

/** A sentence that is one message is written as this message. */
export const sentenceOf = (written: SentenceSpec | Text): SentenceSpec =>
  'cases' in written && Array.isArray(written.cases)
    ? (written as SentenceSpec)
    : { cases: [{ text: written as Text }] };
