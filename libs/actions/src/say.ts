import {
  RefKind,
  type Condition,
  type FactDescriptor,
  type FieldDefinition,
  type FieldValue,
  type Ref,
  type Text,
} from '@linkflow/contracts';
import { describeCondition } from '@linkflow/workflow';
import { valueText } from './value-text';

/** A thing with its name; a field brings its definition along, so that its values can be told in words. */
export interface Named extends Ref {
  field?: FieldDefinition;
}

/** Gives the words that a sentence needs and an action can't know. Never throws: what is missing is said in brackets. */
export interface Say {
  /** The quoted name of something: “Newsletter” / «Nyhetsbrev». */
  name(kind: RefKind, id: string | null | undefined): Text;
  /** A value of an extra field, by the field's type: Yes, 12 March 2027, 14:30. */
  value(fieldId: string | undefined, value: FieldValue | undefined): Text;
  /** What stands in a text in the place of a fact: ‹First name›. */
  fact(name: string): Text;
  /** A whole sentence. */
  condition(condition: Condition | undefined): Text;
}

/** People are called by their names, things are quoted. */
const PEOPLE: readonly RefKind[] = ['user', 'contact'];

export interface SayOptions {
  /** The name of a thing, or nothing when it isn't known. */
  nameOf(kind: RefKind, id: string): Named | undefined;
  facts: readonly FactDescriptor[];
  /** IANA name, for values that are moments; Europe/Oslo when absent. */
  timeZone?: string;
}

const NOT_CHOSEN: Text = { en: '(not chosen yet)', nb: '(ikke valgt ennå)' };
const GONE: Text = { en: '(no longer there)', nb: '(finnes ikke lenger)' };

/** Puts a name in quotation marks, as each language has them. */
export function quoted(name: string): Text {
  return { en: `“${name}”`, nb: `«${name}»` };
}

/** The words of one moment: names as they are now. */
export function createSay({ nameOf, facts, timeZone = 'Europe/Oslo' }: SayOptions): Say {
  return {
    name(kind, id) {
      if (!id) return NOT_CHOSEN;
      const named = nameOf(kind, id);
      if (!named || (named.missing && !named.name)) return GONE;
      const { en, nb } = PEOPLE.includes(kind) ? same(named.name) : quoted(named.name);
      return named.missing ? { en: `${en} (deleted)`, nb: `${nb} (slettet)` } : { en, nb };
    },
    value(fieldId, value) {
      const field = fieldId ? nameOf('field', fieldId)?.field : undefined;
      return valueText(value, field?.type, timeZone);
    },
    fact(name) {
      const label = facts.find((fact) => fact.name === name)?.label ?? GONE;
      return { en: `‹${label.en}›`, nb: `‹${label.nb}›` };
    },
    condition(condition) {
      const named = (kind: string, id: string): string | undefined => {
        const known = RefKind.safeParse(kind);
        return known.success ? nameOf(known.data, id)?.name : undefined;
      };
      const { en, nb } = describeCondition(condition, facts, named);
      return { en: capital(en), nb: capital(nb) };
    },
  };
}

const same = (text: string): Text => ({ en: text, nb: text });
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
