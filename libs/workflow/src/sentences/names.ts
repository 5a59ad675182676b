import {
  REF_KINDS,
  capitalised,
  phrase,
  quoted,
  valueText,
  verbatim,
  type Condition,
  type FactDescriptor,
  type FieldDefinition,
  type FieldType,
  type FieldValue,
  type Ref,
  type RefKind,
  type ScriptSignature,
  type Text,
} from '@linkflow/contracts';
import { describeCondition } from '../conditions/describe-condition';
import { beginning, separated } from './excerpts';

/** An entity with its name. A field has its definition, which decides how its values are shown, and a script what it declares. */
export interface Named extends Ref, Partial<ScriptSignature> {
  field?: FieldDefinition;
}

/** Resolves names and values for the sentences of nodes. Does not throw: missing entities have a text in brackets. */
export interface Names {
  /** The quoted name of an entity: “Newsletter” / «Nyhetsbrev». Names of people are not quoted. */
  name(kind: RefKind, id: string | null | undefined): Text;
  /** A value of an extra field, formatted for the type of the field, e.g. yes, 12 March 2027, 14:30. */
  value(fieldId: string | undefined, value: FieldValue | undefined): Text;
  /** The values that a step gives to the parameters of a script: “campaign: Spring, points: 5”. Empty if it gives none. */
  scriptValues(scriptId: string | undefined, values: Readonly<Record<string, unknown>>): Text;
  /** The label of a fact: First name. */
  fact(name: string): Text;
  /** A condition as a sentence. */
  condition(condition: Condition | undefined): Text;
}

const PEOPLE: readonly RefKind[] = ['user', 'contact'];

export interface NamesOptions {
  /** The name of an entity, or undefined if it is unknown. */
  nameOf(kind: RefKind, id: string): Named | undefined;
  /** The facts that the node can use. A function is called only if the sentence needs them. */
  facts: readonly FactDescriptor[] | (() => readonly FactDescriptor[]);
  /** IANA name of the time zone in which times are shown; Europe/Oslo by default. */
  timeZone?: string;
}

/** Maximum length of the value of a script's parameter in a sentence, in characters. */
const MAX_SCRIPT_VALUE = 40;

const NOT_CHOSEN: Text = { en: '(not chosen yet)', nb: '(ikke valgt ennå)' };
const GONE: Text = { en: '(no longer there)', nb: '(finnes ikke lenger)' };

/** Creates a name resolver that looks names up with `nameOf` each time. */
export function createNames({ nameOf, facts, timeZone = 'Europe/Oslo' }: NamesOptions): Names {
  const known = (): readonly FactDescriptor[] => (typeof facts === 'function' ? facts() : facts);
  return {
    name(kind, id) {
      if (!id) return NOT_CHOSEN;
      const named = nameOf(kind, id);
      if (!named || (named.missing && !named.name)) return GONE;
      const name = PEOPLE.includes(kind) ? verbatim(named.name) : quoted(named.name);
      return named.missing ? phrase({ en: '{name} (deleted)', nb: '{name} (slettet)' }, { name }) : name;
    },
    value(fieldId, value) {
      const field = fieldId ? nameOf('field', fieldId)?.field : undefined;
      return fieldValueText(value, field?.type, timeZone);
    },
    scriptValues(scriptId, values) {
      const params = (scriptId && nameOf('script', scriptId)?.params) || [];
      const fact = (name: string) => known().find((one) => one.name === name)?.label ?? GONE;
      return separated(
        Object.entries(values).map(([name, value]) => {
          const { label = name, type } = params.find((one) => one.name === name) ?? {};
          const text =
            typeof value === 'string' && type !== 'date'
              ? beginning(value, { fact }, MAX_SCRIPT_VALUE)
              : valueText(value, { type: type === 'choice' ? 'text' : type }, timeZone);
          return phrase({ en: '{label}: {value}', nb: '{label}: {value}' }, { label, value: text });
        }),
      );
    },
    fact(name) {
      return known().find((one) => one.name === name)?.label ?? GONE;
    },
    condition(condition) {
      const named = (kind: string, id: string): string | undefined => {
        const refKind = REF_KINDS.find((one) => one === kind);
        return refKind && nameOf(refKind, id)?.name;
      };
      return capitalised(describeCondition(condition, { facts: known(), timeZone, nameOf: named }));
    },
  };
}

/** A value of an extra field, inside a sentence. If the type of the field is unknown, the value is shown as it is. */
function fieldValueText(value: FieldValue | undefined, type: FieldType | undefined, timeZone: string): Text {
  if (value === undefined) return { en: '(no value yet)', nb: '(ingen verdi ennå)' };
  if (value === null || value === '') return { en: 'empty', nb: 'tom' };
  if (typeof value === 'boolean') return value ? { en: 'yes', nb: 'ja' } : { en: 'no', nb: 'nei' };
  const text = valueText(value, { type }, timeZone);
  // A text is quoted if formatting has not changed it; a date, for example, is changed.
  return typeof value === 'string' && text.en === value.trim() ? quoted(value) : text;
}
