import { pick, verbatim, type FactDescriptor } from '@linkflow/contracts';
import { mergeFieldOf, mergeWords } from '@linkflow/workflow';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useLanguage, useText, useTexts } from '../../i18n';
import { mergeTexts } from './merge.texts';

/** Facts by name. */
export type Facts = ReadonlyMap<string, FactDescriptor>;

const FactsContext = createContext<Facts>(new Map());

/** Gives the facts that the merge fields of a text can use to everything inside that shows or edits merge fields. */
export function MergeFacts({ facts, children }: { facts: Facts; children: ReactNode }) {
  return <FactsContext value={facts}>{children}</FactsContext>;
}

/** How a merge field is shown. */
interface MergeFieldLabel {
  /** Name of the fact, or what is wrong with the field. */
  name: string;
  /** “or …” and the text for an empty fact. Undefined if there is none. */
  fallback: string | undefined;
  wrong: boolean;
}

/** Returns a function that names a merge field, given as it is written. */
export function useMergeFieldLabel(): (source: string) => MergeFieldLabel {
  const t = useTexts(mergeTexts);
  const text = useText();
  const facts = useContext(FactsContext);
  return (source) => {
    const field = mergeFieldOf(source);
    const fallback = field.fallback === '' ? undefined : t('fallback', { fallback: field.fallback });
    if (field.fact === null) {
      return { name: t('malformed', { text: source.slice(2, -2).trim() }), fallback, wrong: true };
    }
    const fact = facts.get(field.fact);
    // While the facts are being loaded, no field is called unknown.
    if (!fact) return { name: t('unknown', { name: field.fact }), fallback, wrong: facts.size > 0 };
    return { name: text(fact.label), fallback, wrong: false };
  };
}

/** Returns a function that words a text: its merge fields are named, as in the sentences of steps. */
export function useMergeWords(): (text: string) => string {
  const language = useLanguage();
  const facts = useContext(FactsContext);
  return (text) =>
    pick(
      mergeWords(text, (fact) => facts.get(fact)?.label ?? verbatim(fact)),
      language,
    );
}

/** A fact that can be inserted into a text. */
export interface MergeOption {
  fact: string;
  name: string;
  group: string;
}

/** Facts that say something to a reader: not lists, not yes or no, and no ids of records. */
const isReadable = ({ type, of }: FactDescriptor): boolean =>
  type !== 'list' && type !== 'boolean' && of === undefined;

/** Returns the facts that can be inserted, in the order of their groups, with names in the reader's language. */
export function useMergeOptions(): MergeOption[] {
  const t = useTexts(mergeTexts);
  const text = useText();
  const facts = useContext(FactsContext);
  return useMemo(() => {
    const readable = [...facts.values()].filter(isReadable);
    const groups = Map.groupBy(readable, ({ group }) => group);
    return [...groups].flatMap(([group, members]) =>
      members.map(({ name, label }) => ({ fact: name, name: text(label), group: t(`groups.${group}`) })),
    );
  }, [facts, t, text]);
}

/** The options whose name contains the query, or whose group or fact does. Those whose name begins with it come first in their group. */
export function matchingOptions(options: readonly MergeOption[], query: string): MergeOption[] {
  const words = query.toLowerCase().trim();
  if (words === '') return [...options];
  const found = options.filter(({ fact, name, group }) =>
    [name, `${group} ${name}`, fact].some((one) => one.toLowerCase().includes(words)),
  );
  const groups = Map.groupBy(found, ({ group }) => group);
  const startsWith = ({ name }: MergeOption): number => (name.toLowerCase().startsWith(words) ? 0 : 1);
  return [...groups.values()].flatMap((members) => members.toSorted((a, b) => startsWith(a) - startsWith(b)));
}
