import { Id, hinted, type FieldHint, type RefKind, type Text } from '@linkflow/contracts';
import type { z } from 'zod';

type RefHint = Pick<FieldHint, 'label' | 'help' | 'missing' | 'filter' | 'showWhen'>;

/** A parameter that points to something: an id, picked by name. */
export function refTo(kind: RefKind, hint: RefHint) {
  return hinted(Id, { ...hint, widget: 'ref', of: kind });
}

/** Like {@link refTo}, for what may be left open. */
export function optionalRefTo(kind: RefKind, hint: RefHint) {
  return hinted(Id.nullable().default(null), { ...hint, widget: 'ref', of: kind });
}

/** Names one output of a step, as conditions after it will call it. */
export function labelled<T extends z.ZodType>(schema: T, label: Text): T {
  return schema.meta({ ui: { label } });
}
