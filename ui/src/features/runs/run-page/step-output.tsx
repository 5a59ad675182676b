import { Text as Words, type NodeDescriptor } from '@linkflow/contracts';
import { useFormat, useText, useTexts } from '../../../i18n';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';

interface Props {
  output: Record<string, unknown>;
  descriptor: NodeDescriptor | undefined;
}

const HEX_ID = /^[0-9a-f]{24}/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/** What a step gave, by the names that its type has for it. Ids say nothing to a person and are left out. */
export function StepOutput({ output, descriptor }: Props) {
  const t = useTexts(runPageTexts);
  const text = useText();
  const format = useFormat();
  const words = (value: unknown): string | null => {
    if (typeof value === 'boolean') return value ? t('yes') : t('no');
    if (typeof value === 'number') return format.number(value);
    if (typeof value !== 'string' || HEX_ID.test(value)) return null;
    return INSTANT.test(value) ? format.dateTime(value) : value;
  };
  const rows = Object.entries(output).flatMap(([name, value]) => {
    const label = labelOf(descriptor, name);
    const said = words(value);
    // What has no name is for conditions and machines.
    return label && said !== null && !name.endsWith('Id') ? [{ name, label: text(label), said }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <dl className={classes.output} aria-label={t('result')}>
      {rows.map(({ name, label, said }) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>{said}</dd>
        </div>
      ))}
    </dl>
  );
}

function labelOf(descriptor: NodeDescriptor | undefined, name: string): Words | null {
  const { properties } = (descriptor?.output ?? {}) as {
    properties?: Record<string, { ui?: { label?: unknown } }>;
  };
  return Words.safeParse(properties?.[name]?.ui?.label).data ?? null;
}
