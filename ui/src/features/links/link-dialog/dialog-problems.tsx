import { Alert, UnstyledButton } from '@mantine/core';
import { useText, useTexts } from '../../../i18n';
import { useCanvas, useCanvasStore, useNodeTitle } from '../../../canvas/store/use-canvas';
import type { WorkflowProblem } from '@linkflow/contracts';
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
      <ul>
        {errors.map((problem, index) => (
          <li key={`${problem.nodeId}:${problem.code}:${problem.path}:${index}`}>
            <ProblemLine problem={problem} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** The problems that prevent publishing. */
export function useErrors(): readonly WorkflowProblem[] {
  const problems = useCanvas((state) => state.problems);
  return problems.filter(({ severity }) => severity === 'error');
}

function ProblemLine({ problem }: { problem: WorkflowProblem }) {
  const text = useText();
  const store = useCanvasStore();
  const title = useNodeTitle(problem.nodeId ?? '');
  if (problem.nodeId === undefined) return <span className={classes.problem}>{text(problem.message)}</span>;
  return (
    <UnstyledButton className={classes.problem} onClick={() => store.getState().goToProblem(problem)}>
      <strong>{title}</strong>: {text(problem.message)}
    </UnstyledButton>
  );
}
