import type { Verdict } from '@linkflow/contracts';
import { useTexts } from '../../i18n';
import { VERDICT_LOOKS } from './verdict-badge';
import classes from './verdict.module.css';
import { verdictTexts } from './verdict.texts';

/** An icon for what was not, or not surely, done by a person. Nothing for a person, and where nobody clicked. */
export function VerdictMark({ verdict }: { verdict: Verdict | undefined }) {
  const t = useTexts(verdictTexts);
  if (verdict === undefined || verdict === 'human') return null;
  const { Icon } = VERDICT_LOOKS[verdict];
  const words = t(`marks.${verdict}`);
  return (
    <span className={classes.mark} data-verdict={verdict} role="img" aria-label={words} title={words}>
      <Icon size={15} aria-hidden />
    </span>
  );
}
