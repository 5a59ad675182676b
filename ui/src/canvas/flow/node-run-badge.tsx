import { memo } from 'react';
import { useLanguage, useTexts } from '../../i18n';
import { clockTime } from '../model/times';
import { useCanvas } from '../store/canvas-context';
import { runTexts } from '../texts/run';
import { trialTexts } from '../texts/trial';
import classes from './node-card.module.css';
import { StepStatusIcon } from './step-status-icon';

/** What became of a step in the run that is shown, with the time. */
export const NodeRunBadge = memo(function NodeRunBadge({ id }: { id: string }) {
  const t = useTexts(runTexts);
  const language = useLanguage();
  const would = useTexts(trialTexts);
  const mark = useCanvas((state) => state.run?.marks[id]);
  const trial = useCanvas((state) => state.run?.trial === true);
  if (!mark) return null;
  const { status } = mark;
  const tried = trial && (status === 'succeeded' || status === 'skipped' || status === 'failed');
  const words = tried ? would(`status.${status}`) : t(`status.${status}`);
  const at = mark.endedAt ?? mark.startedAt;
  return (
    <span className={classes.badge} title={words}>
      {at && mark.status === 'succeeded' && <span className={classes.time}>{clockTime(language, at)}</span>}
      <StepStatusIcon status={mark.status} />
      <span className={classes.hidden}>{words}</span>
    </span>
  );
});
