import { memo } from 'react';
import { useLanguage, useText, useTexts } from '../../i18n';
import type { StepMark } from '../model/run-reveal';
import { whenWords } from '../model/times';
import { useCanvas } from '../store/canvas-context';
import { runTexts } from '../texts/run';
import classes from './node-card.module.css';

/** Why a step failed or was passed over, or when it goes on, written on the card. */
export const NodeRunStrip = memo(function NodeRunStrip({ id }: { id: string }) {
  const t = useTexts(runTexts);
  const text = useText();
  const language = useLanguage();
  const mark = useCanvas((state) => state.run?.marks[id]);
  if (!mark) return null;

  const due = dueWords(mark);
  const reason = mark.reason && mark.status !== 'succeeded' ? text(mark.reason.message) : null;
  if (!due && !reason) return null;
  return (
    <div className={classes.strip} data-tone={toneOf(mark)}>
      <span>
        {reason}
        {reason && due && <br />}
        {due}
      </span>
    </div>
  );

  function dueWords({ status, dueAt, attempts }: StepMark): string | null {
    const when = dueAt && whenWords(language, dueAt, new Date());
    if (status === 'waiting') return when ? t('waitsUntil', { when }) : null;
    if (status === 'retrying') return when ? t('retriesAt', { count: attempts + 1, when }) : t('retriesSoon');
    return null;
  }
});

function toneOf({ status }: StepMark): string {
  if (status === 'failed' || status === 'uncertain') return 'error';
  return status === 'skipped' || status === 'cancelled' ? 'quiet' : 'warning';
}
