import type { StepAttempt } from '@linkflow/contracts';
import { clockTime } from '../../../canvas/model/times';
import { useLanguage, useText, useTexts } from '../../../i18n';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';

/** The attempts of a step, where there was more than one to speak of. */
export function StepAttempts({ attempts }: { attempts: readonly StepAttempt[] }) {
  const t = useTexts(runPageTexts);
  const text = useText();
  const language = useLanguage();
  if (attempts.length < 2) return null;
  const outcome = ({ outcome: one, reason }: StepAttempt): string => {
    if (reason) return text(reason.message);
    if (one === 'succeeded') return t('attemptOk');
    if (one === 'retry') return t('attemptRetry');
    return one === 'wait' ? t('attemptWait') : t('attemptOpen');
  };
  return (
    <ul className={classes.attempts}>
      {attempts.map((attempt) => (
        <li key={attempt.number}>
          <span className="lf-numbers">
            {t('attempt', { number: attempt.number })} · {clockTime(language, attempt.startedAt)}
          </span>
          : {outcome(attempt)}
        </li>
      ))}
    </ul>
  );
}
