import { RefKind, capitalised, phrase, quoted, verbatim } from '@linkflow/contracts';
import type { Condition, FactDescriptor, FieldDefinition, FieldValue, Ref, Text } from '@linkflow/contracts';
import { describeCondition } from '@linkflow/workflow';
import { valueText } from './value-text';

/** An entity with its name. A field has its definition, which decides how its values are shown. */
export interface Named extends Ref {
  field?: FieldDefinition;
}

/** Resolves names and values for the sentences of nodes. Does not throw: missing entities have a text in brackets. */
export interface Names {
  /** The quoted name of an entity: “Newsletter” / «Nyhetsbrev». Names of people are not quoted. */
  name(kind: RefKind, id: string | null | undefined): Text;
  /** A value of an extra field, by the type of the field: yes, 12 March 2027, 14:30. */
  value(fieldId: string | undefined, value: FieldValue | undefined): Text;
  /** A fact in a text: ‹First name›. */
  fact(name: string): Text;
  /** A condition as a sentence. */
  condition(condition: Condition | undefined): Text;
}

const PEOPLE: readonly RefKind[] = ['user', 'contact'];

export interface NamesOptions {
  /** The name of an entity, or undefined if it is unknown. */
  nameOf(kind: RefKind, id: string): Named | undefined;
  facts: readonly FactDescriptor[];
  /** IANA name, for values with a time; Europe/Oslo by default. */
  timeZone?: string;
}

const NOT_CHOSEN: Text = { en: '(not chosen yet)', nb: '(ikke valgt ennå)' };
const GONE: Text = { en: '(no longer there)', nb: '(finnes ikke lenger)' };

/** A name resolver with the current names. */
export function createNames({ nameOf, facts, timeZone = 'Europe/Oslo' }: NamesOptions): Names {
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
      return valueText(value, field?.type, timeZone);
    },
    fact(name) {
      const fact = facts.find((one) => one.name === name)?.label ?? GONE;
      return phrase({ en: '‹{fact}›', nb: '‹{fact}›' }, { fact });
    },
    condition(condition) {
      const named = (kind: string, id: string): string | undefined => {
        const known = RefKind.safeParse(kind);
        return known.success ? nameOf(known.data, id)?.name : undefined;
      };
      return capitalised(describeCondition(condition, facts, named));
    },
  };
}
