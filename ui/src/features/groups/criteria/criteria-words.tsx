import {
  capitalised,
  REF_KINDS,
  type Condition,
  type FactDescriptor,
  type RefKind,
} from '@linkflow/contracts';
import { describeCondition } from '@linkflow/workflow';
import { Skeleton, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useText } from '../../../i18n';
import { currentTimeZone } from '../../../i18n/time-zone';
import { useKnownNames } from '../../../shared/known-names';
import classes from './criteria.module.css';

interface CriteriaWordsProps {
  criteria: Condition;
  /** What criteria can be about; empty while they are being loaded. */
  facts: readonly FactDescriptor[];
}

/** Criteria in one sentence, with the names of the records that they are about. */
export function CriteriaWords({ criteria, facts }: CriteriaWordsProps) {
  const text = useText();
  const timeZone = currentTimeZone();
  const references = useMemo(() => {
    const found: { kind: RefKind; id: string }[] = [];
    const nameOf = (of: string, id: string) => {
      const kind = REF_KINDS.find((one) => one === of);
      if (kind) found.push({ kind, id });
      return undefined;
    };
    describeCondition(criteria, { facts, timeZone, nameOf });
    return found;
  }, [criteria, facts, timeZone]);
  const names = useKnownNames(references);
  if (facts.length === 0) return <Skeleton height={20} />;
  const nameOf = (kind: string, id: string) => names.get(`${kind}:${id}`)?.label ?? '…';
  return (
    <Text size="md" className={classes.words}>
      {text(capitalised(describeCondition(criteria, { facts, timeZone, nameOf })))}
    </Text>
  );
}
