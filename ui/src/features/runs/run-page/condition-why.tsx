import { ROUTES, type ConditionTrace, type FactDescriptor, REF_KINDS } from '@linkflow/contracts';
import { describeCondition } from '@linkflow/workflow';
import { IconCheck, IconX } from '@tabler/icons-react';
import { createContext, useContext, useMemo } from 'react';
import { useRoute } from '../../../api/use-route';
import { currentTimeZone, useFormat, useText, useTexts } from '../../../i18n';
import { useLookupNames } from '../../../shared/refs';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';

interface ConditionWhyProps {
  trace: ConditionTrace;
  /** The outputs of earlier steps. */
  stepFacts: readonly FactDescriptor[];
  /** The form whose answers the condition may be about. */
  formId?: string | undefined;
}

const FactsContext = createContext<readonly FactDescriptor[]>([]);

/** Shows why a condition was true or false: each rule with its result and the value of its fact at that time. */
export function ConditionWhy({ trace, stepFacts, formId }: ConditionWhyProps) {
  const t = useTexts(runPageTexts);
  const known = useRoute(ROUTES.catalogue.facts, formId === undefined ? {} : { query: { formId } }).data;
  const facts = useMemo(() => [...(known ?? []), ...stepFacts], [known, stepFacts]);
  return (
    <details className={classes.why}>
      <summary>{t('why')}</summary>
      <FactsContext value={facts}>
        <TraceRow trace={trace} />
      </FactsContext>
    </details>
  );
}

function TraceRow({ trace }: { trace: ConditionTrace }) {
  const t = useTexts(runPageTexts);
  const [only] = trace.children ?? [];
  // A group with a single child is shown as that child, unless the group negates it.
  if (trace.group !== 'not' && only && trace.children?.length === 1) return <TraceRow trace={only} />;
  if (!trace.group) return <TraceLeaf trace={trace} />;
  return (
    <div className={classes.traceGroup}>
      <div className={classes.traceHead}>
        <Sign holds={trace.result} /> {t(trace.group)}
      </div>
      <ul>
        {trace.children?.map((child, index) => (
          <li key={`${child.fact ?? child.group}:${index}`}>
            <TraceRow trace={child} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function TraceLeaf({ trace }: { trace: ConditionTrace }) {
  const t = useTexts(runPageTexts);
  const text = useText();
  const facts = useContext(FactsContext);
  const fact = facts.find(({ name }) => name === trace.fact);
  const kind = REF_KINDS.find((one) => one === fact?.of);
  const ids = kind ? [...idsIn(trace.expected), ...idsIn(trace.actual)] : [];
  const names = useLookupNames(kind ?? 'contact', ids).data ?? [];
  const nameOf = (id: string) => names.find((item) => item.id === id)?.label;
  const rule = describeCondition(
    { fact: trace.fact ?? '', operator: trace.operator ?? '', value: trace.expected },
    { facts, timeZone: currentTimeZone(), nameOf: (_kind, id) => nameOf(id) },
  );
  const value = useValueText(fact, nameOf)(trace.actual);
  const name = fact ? text(fact.label) : (trace.fact ?? '');
  const was =
    fact?.was && value !== null && trace.actual !== null
      ? text(fact.was, { value })
      : t('was', { name, value: value ?? t('unknown') });
  return (
    <div className={classes.traceLeaf}>
      <Sign holds={trace.result} />
      <span>
        {text(rule)} <span className={classes.was}>{was}</span>
      </span>
    </div>
  );
}

/**
 * Returns a function that formats a value of `fact` as text; null if the value is not known. `nameOf` gives the names of referenced
 * records.
 */
function useValueText(fact: FactDescriptor | undefined, nameOf: (id: string) => string | undefined) {
  const t = useTexts(runPageTexts);
  const { value: valueText } = useFormat();
  return (value: unknown): string | null => {
    if (value === undefined) return null;
    const as = { type: fact?.format ?? fact?.type, options: fact?.options, nameOf };
    return valueText(value, as) ?? t('empty');
  };
}

function idsIn(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one): one is string => typeof one === 'string' && one !== '').slice(0, 20);
}

function Sign({ holds }: { holds: boolean }) {
  const t = useTexts(runPageTexts);
  return (
    <span className={classes.sign} data-holds={holds} role="img" aria-label={t(holds ? 'holds' : 'fails')}>
      {holds ? <IconCheck size={13} stroke={2.4} /> : <IconX size={13} stroke={2.4} />}
    </span>
  );
}
