import type { WorkflowProblem } from '@linkflow/contracts';
import { Alert, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useNodeTitle } from '../../../canvas/flow/use-node';
import { useCanvasStore } from '../../../canvas/store/canvas-context';
import { useText, useTexts } from '../../../i18n';
import { linkPageTexts } from './link-page.texts';
import classes from './publish-dialog.module.css';
import { route } from './route';

interface Props {
  problems: readonly WorkflowProblem[];
  onGo: () => void;
}

/** What stops publishing, and what may stand; each leads to its step. */
export function PublishProblems({ problems, onGo }: Props) {
  const t = useTexts(linkPageTexts);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  return (
    <>
      {errors.length > 0 && (
        <Alert
          color="red"
          variant="light"
          p="sm"
          icon={<IconAlertTriangle size={18} />}
          title={t('publish.blocked', { count: errors.length })}
        >
          <ProblemRows problems={errors} onGo={onGo} />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="yellow" variant="light" p="sm" title={t('publish.warnings')}>
          <ProblemRows problems={warnings} onGo={onGo} />
        </Alert>
      )}
    </>
  );
}

function ProblemRows({ problems, onGo }: Props) {
  return (
    <ul className={classes.problems}>
      {problems.map((problem, index) => (
        <li key={`${problem.nodeId}:${problem.code}:${problem.path}:${index}`}>
          <ProblemRow problem={problem} onGo={onGo} />
        </li>
      ))}
    </ul>
  );
}

function ProblemRow({ problem, onGo }: { problem: WorkflowProblem; onGo: () => void }) {
  const text = useText();
  const store = useCanvasStore();
  const navigate = route.useNavigate();
  const { nodeId } = problem;
  const title = useNodeTitle(nodeId ?? '');
  if (nodeId === undefined) return <>{text(problem.message)}</>;
  const go = () => {
    onGo();
    store.getState().select({ nodes: [nodeId], edges: [] });
    store.getState().patch({ inspectorOpen: true });
    void navigate({ search: (before) => ({ ...before, tab: undefined, node: nodeId }), replace: true });
  };
  return (
    <UnstyledButton className={classes.problem} onClick={go}>
      <strong>{title}</strong>: {text(problem.message)}
    </UnstyledButton>
  );
}
