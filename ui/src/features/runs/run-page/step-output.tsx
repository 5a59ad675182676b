import type { StepOutput as DeclaredOutput } from '@linkflow/workflow';
import { useFormat, useText, useTexts } from '../../../i18n';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';

interface StepOutputProps {
  output: Record<string, unknown>;
  /** The outputs that the step declares. */
  declared: readonly DeclaredOutput[];
}

const HEX_ID = /^[0-9a-f]{24}/;

/** True for values that tell a reader nothing: ids, and that a completed step was carried out. */
const isTrivial = (name: string, value: unknown): boolean =>
  name.endsWith('Id') ||
  (name === 'applied' && value === true) ||
  (typeof value === 'string' && HEX_ID.test(value));

/** Lists the declared output values of a step, without the trivial ones. */
export function StepOutput({ output, declared }: StepOutputProps) {
  const t = useTexts(runPageTexts);
  const text = useText();
  const format = useFormat();
  const rows = declared.flatMap(({ name, label, type, format: as }) => {
    const value = output[name];
    if (value === undefined || isTrivial(name, value)) return [];
    const shown = format.value(value, { type: as ?? type });
    return [{ name, label: text(label), shown: shown ?? t('empty') }];
  });
  if (rows.length === 0) return null;
  return (
    <dl className={classes.output} aria-label={t('result')}>
      {rows.map(({ name, label, shown }) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>{shown}</dd>
        </div>
      ))}
    </dl>
  );
}
