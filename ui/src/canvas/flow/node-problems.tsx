import { IconAlertTriangle } from '@tabler/icons-react';
import { memo } from 'react';
import { useText, useTexts } from '../../i18n';
import { problemsOf } from '../model/lookups';
import { useCanvas } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import classes from './node-card.module.css';

/** What is wrong with a step, written on it. A run shows what happened instead. */
export const NodeProblems = memo(function NodeProblems({ id }: { id: string }) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const problems = useCanvas((state) => problemsOf(state.problems, id));
  const showing = useCanvas((state) => state.run === null);
  const worst = problems.find((problem) => problem.severity === 'error') ?? problems[0];
  if (!worst || !showing) return null;
  return (
    <div className={classes.strip} data-tone={worst.severity === 'error' ? 'error' : 'warning'}>
      <IconAlertTriangle size={14} stroke={1.8} className={classes.stripIcon} aria-hidden />
      <span>
        {text(worst.message)}
        {problems.length > 1 && (
          <span className={classes.stripMore}> {t('node.more', { count: problems.length - 1 })}</span>
        )}
      </span>
    </div>
  );
});
