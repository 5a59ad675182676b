import type { WorkflowProblem } from '@linkflow/contracts';
import { UnstyledButton } from '@mantine/core';
import { useCanvasStore, useNodeTitle } from '../../canvas/store/use-canvas';
import { useText } from '../../i18n';
import classes from './problem-rows.module.css';

interface ProblemRowsProps {
  problems: readonly WorkflowProblem[];
  /** Called when a click has selected the step of a problem. */
  onGo?: (nodeId: string) => void;
}

/** Problems of a workflow. A click on one selects its step, with the focus on the field that the problem is about. */
export function ProblemRows({ problems, onGo }: ProblemRowsProps) {
  return (
    <ul className={classes.rows}>
      {problems.map((problem, index) => (
        <li key={`${problem.nodeId}:${problem.code}:${problem.path}:${index}`}>
          <ProblemRow problem={problem} onGo={onGo} />
        </li>
      ))}
    </ul>
  );
}

function ProblemRow({ problem, onGo }: Pick<ProblemRowsProps, 'onGo'> & { problem: WorkflowProblem }) {
  const text = useText();
  const store = useCanvasStore();
  const { nodeId } = problem;
  const title = useNodeTitle(nodeId ?? '');
  if (nodeId === undefined) return <span className={classes.row}>{text(problem.message)}</span>;
  const go = () => {
    store.getState().goToProblem(problem);
    onGo?.(nodeId);
  };
  return (
    <UnstyledButton className={classes.row} onClick={go}>
      <strong>{title}</strong>: {text(problem.message)}
    </UnstyledButton>
  );
}
