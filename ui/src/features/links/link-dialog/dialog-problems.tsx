import type { WorkflowProblem } from '@linkflow/contracts';
import { Alert } from '@mantine/core';
import { useCanvas } from '../../../canvas/store/use-canvas';
import { useTexts } from '../../../i18n';
import { ProblemRows } from '../problem-rows';
import classes from './link-dialog.module.css';
import { linkDialogTexts } from './link-dialog.texts';

/** The errors because of which the draft cannot be published. A click on one opens its tab, with the focus on the field. */
export function DialogProblems() {
  const t = useTexts(linkDialogTexts);
  const errors = useErrors();
  if (errors.length === 0) return null;
  return (
    <Alert
      className={classes.lacking}
      color="red"
      p="xs"
      role="alert"
      title={t('lacking', { count: errors.length })}
      data-testid="dialog-problems"
    >
      <ProblemRows problems={errors} />
    </Alert>
  );
}

/** The problems that prevent publishing. */
export function useErrors(): readonly WorkflowProblem[] {
  const problems = useCanvas((state) => state.problems);
  return problems.filter(({ severity }) => severity === 'error');
}
