import type { FactType, OperatorName, Text } from '@linkflow/contracts';

/** An operator as one says it, and how one says that it does not hold. `{}` is where the value goes. */
export interface OperatorWords {
  holds: Text;
  fails: Text;
}

const words = (en: string, nb: string, notEn: string, notNb: string): OperatorWords => ({
  holds: { en, nb },
  fails: { en: notEn, nb: notNb },
});
const opposite = ({ holds, fails }: OperatorWords): OperatorWords => ({ holds: fails, fails: holds });

const is = words('is {}', 'er {}', 'is not {}', 'er ikke {}');
const contains = words('contains {}', 'inneholder {}', 'does not contain {}', 'inneholder ikke {}');
const isIn = words('is {}', 'er {}', 'is none of {}', 'er ingen av {}');
const isEmpty = words('is empty', 'er tom', 'is not empty', 'er ikke tom');

const WORDS: Record<OperatorName, OperatorWords> = {
  equal: is,
  notEqual: opposite(is),
  contains,
  doesNotContain: opposite(contains),
  startsWith: words('starts with {}', 'begynner med {}', 'does not start with {}', 'begynner ikke med {}'),
  in: isIn,
  notIn: opposite(isIn),
  isEmpty,
  isNotEmpty: opposite(isEmpty),
  lessThan: words('is less than {}', 'er mindre enn {}', 'is not less than {}', 'er ikke mindre enn {}'),
  lessThanInclusive: words('is at most {}', 'er høyst {}', 'is more than {}', 'er mer enn {}'),
  greaterThan: words('is more than {}', 'er mer enn {}', 'is not more than {}', 'er ikke mer enn {}'),
  greaterThanInclusive: words('is at least {}', 'er minst {}', 'is less than {}', 'er mindre enn {}'),
  before: words('before {}', 'før {}', 'not before {}', 'ikke før {}'),
  after: words('after {}', 'etter {}', 'not after {}', 'ikke etter {}'),
  withinLastDays: words('within the last {}', 'siste {}', 'not within the last {}', 'ikke siste {}'),
  olderThanDays: words(
    'more than {} ago',
    'for mer enn {} siden',
    'not more than {} ago',
    'ikke for mer enn {} siden',
  ),
};

/** Lists have items, not parts of a text. */
const LIST_WORDS: Partial<Record<OperatorName, OperatorWords>> = {
  contains: words('include {}', 'inkluderer {}', 'do not include {}', 'inkluderer ikke {}'),
  doesNotContain: words('do not include {}', 'inkluderer ikke {}', 'include {}', 'inkluderer {}'),
  isEmpty: words('are empty', 'er tomme', 'are not empty', 'er ikke tomme'),
  isNotEmpty: words('are not empty', 'er ikke tomme', 'are empty', 'er tomme'),
};

/** The words for an operator on a fact of this type. */
export function operatorWords(operator: OperatorName, type: FactType): OperatorWords {
  return (type === 'list' ? LIST_WORDS[operator] : undefined) ?? WORDS[operator];
}
