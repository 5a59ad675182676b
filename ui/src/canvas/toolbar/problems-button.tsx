import { Button, Popover, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { WorkflowProblem } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { goToNode } from '../commands/view';
import { useCommands } from '../commands/use-commands';
import { useNodeTitle } from '../flow/use-node';
import { useCanvas } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import classes from './canvas-toolbar.module.css';

/** How much is in the way of publishing, and a list that leads to each place. */
export function ProblemsButton() {
  const t = useTexts(canvasTexts);
  const problems = useCanvas((state) => state.problems);
  const [opened, setOpened] = useState(false);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  const tone = errors.length > 0 ? 'red' : warnings.length > 0 ? 'yellow' : 'teal';
  const label =
    problems.length > 0 ? t('toolbar.problems', { count: problems.length }) : t('toolbar.problemsNone');
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top"
      shadow="md"
      width={340}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          className={classes.problems}
          variant="subtle"
          size="sm"
          color={tone}
          aria-expanded={opened}
          leftSection={problems.length > 0 ? <IconAlertTriangle size={17} /> : <IconCheck size={17} />}
          data-testid="problems"
          onClick={() => setOpened((now) => !now)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <ScrollArea.Autosize mah={360} type="auto" scrollbarSize={8}>
          {problems.length === 0 && (
            <Text size="sm" p={6}>
              {t('toolbar.allGood')}
            </Text>
          )}
          <ProblemList title={t('toolbar.problemsTitle')} problems={errors} onGo={() => setOpened(false)} />
          <ProblemList title={t('toolbar.warningsTitle')} problems={warnings} onGo={() => setOpened(false)} />
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ListProps {
  title: string;
  problems: readonly WorkflowProblem[];
  onGo: () => void;
}

function ProblemList({ title, problems, onGo }: ListProps) {
  if (problems.length === 0) return null;
  return (
    <div className={classes.list}>
      <Text size="xs" fw={600} c="dimmed" px={8} py={4}>
        {title}
      </Text>
      {problems.map((problem, index) => (
        <ProblemRow
          key={`${problem.nodeId}:${problem.code}:${problem.path}:${index}`}
          problem={problem}
          onGo={onGo}
        />
      ))}
    </div>
  );
}

function ProblemRow({ problem, onGo }: { problem: WorkflowProblem; onGo: () => void }) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const { context } = useCommands();
  const title = useNodeTitle(problem.nodeId ?? '');
  const go = () => {
    onGo();
    if (problem.nodeId === undefined) return;
    context.store.getState().patch({ inspectorOpen: true });
    goToNode(context, problem.nodeId);
  };
  return (
    <UnstyledButton className={classes.problem} onClick={go} data-problem={problem.code}>
      {text(problem.message)}
      <span className={classes.where}>{problem.nodeId === undefined ? t('toolbar.noNode') : title}</span>
    </UnstyledButton>
  );
}
