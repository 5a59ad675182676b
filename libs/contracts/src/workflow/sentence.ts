/**
 * The sentence on a node as data, so that the API and the browser make it with the same function (`describeNode` of libs/workflow), and the
 * browser also without the network.
 */
import { z } from 'zod';
import { Text } from '../common';

/**
 * When a case applies: every parameter named here has one of the values, or any value (`given`). The name may be a path, such as
 * `owner.kind`. A blank text and an empty list are not given; nor are weekdays if all or none are chosen.
 */
const SentenceCondition = z.record(
  z.string(),
  z.union([z.literal('given'), z.array(z.union([z.string(), z.number(), z.boolean()]))]),
);

/**
 * An ICU message. `{name}` is a part with that name, otherwise the parameter with that name as people write it: its widget decides how
 * (a text as a quoted excerpt, a reference as a name, a number as it is). A parameter without a value has words such as "(not chosen yet)".
 */
export const SentenceCase = z.object({ when: SentenceCondition.optional(), text: Text });
export type SentenceCase = z.infer<typeof SentenceCase>;

/** The first case that applies is the sentence; the last one has no condition. The cases of a part name parameters, but no parts. */
export const SentenceSpec = z.object({
  cases: z.array(SentenceCase).min(1),
  parts: z.record(z.string(), z.array(SentenceCase).min(1)).optional(),
});
export type SentenceSpec = z.infer<typeof SentenceSpec>;
