import { Button, Divider, Popover, Stack, Text, Toolbar, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlayerPlay } from '@tabler/icons-react';
import { MiniMap, Panel } from '@xyflow/react';
import { useState } from 'react';
import type { NodeGroup, WorkflowProblem } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { CommandButton } from '../commands/command-controls';
import { useCommands } from '../commands/use-commands';
import { focusNode } from '../flow/viewport';
import type { FlowNode } from '../model/flow-graph';
import { useCanvas, useCanvasStore, useNodeTitle } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { simulationTexts } from '../texts/simulation';
import classes from './canvas-toolbar.module.css';

/** The canvas toolbar. On a read-only canvas it has only the buttons for zoom and help. */
export function CanvasToolbar() {
  const t = useTexts(canvasTexts);
  const readOnly = useCanvas((state) => state.readOnly);
  // A simulation is of a click.
  const hasSimulation = useCanvas((state) => state.formId === null);
  return (
    <Panel position="bottom-center" className={classes.panel} data-read-only={readOnly || undefined}>
      <Toolbar unstyled className={classes.toolbar} aria-label={t('toolbar.label')}>
        {!readOnly && (
          <>
            <CommandButton id="undo" />
            <CommandButton id="redo" />
            <Divider orientation="vertical" my={6} mx={3} />
            <CommandButton id="tidy" />
            <Divider orientation="vertical" my={6} mx={3} />
          </>
        )}
        <span className={classes.wide}>
          <CommandButton id="zoomOut" />
          <CommandButton id="zoomIn" />
        </span>
        <CommandButton id="zoomFit" />
        {!readOnly && (
          <>
            <Divider orientation="vertical" my={6} mx={3} />
            <ProblemsButton />
            {hasSimulation && <SimulateButton />}
          </>
        )}
        <span className={classes.wide}>
          <CommandButton id="help" />
        </span>
      </Toolbar>
    </Panel>
  );
}

const GROUP_COLORS: Record<NodeGroup | 'unknown', string> = {
  trigger: 'var(--mantine-color-gray-6)',
  response: 'var(--mantine-color-teal-4)',
  data: 'var(--mantine-color-indigo-4)',
  work: 'var(--mantine-color-orange-4)',
  script: 'var(--mantine-color-violet-4)',
  flow: 'var(--mantine-color-gray-4)',
  unknown: 'var(--mantine-color-gray-3)',
};
const colorOf = (node: FlowNode): string => GROUP_COLORS[node.type];

/** Number of nodes from which the overview map is shown. Smaller workflows fit on the screen without it. */
const MIN_NODES_FOR_MAP = 9;

const MAP_SIZE = { width: 132, height: 92 };

/** The overview map of a large workflow. Each node has the colour of its group. */
export function OverviewMap() {
  const isLarge = useCanvas((state) => state.document.nodes.length >= MIN_NODES_FOR_MAP);
  if (!isLarge) return null;
  return (
    <MiniMap<FlowNode>
      className={classes.map}
      // React Flow draws the map in the size that it finds here; from a style sheet, it would cut off a larger one.
      style={MAP_SIZE}
      position="bottom-right"
      pannable
      zoomable
      nodeColor={colorOf}
      nodeStrokeWidth={0}
      nodeBorderRadius={10}
    />
  );
}

/** A button that shows the number of problems and opens a list of them. A click on a problem selects its node. */
export function ProblemsButton() {
  const t = useTexts(canvasTexts);
  const problems = useCanvas((state) => state.problems);
  const [opened, setOpened] = useState(false);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  const tone = errors.length > 0 ? 'red' : warnings.length > 0 ? 'yellow' : 'teal';
  const label = problems.length > 0 ? t('problems', { count: problems.length }) : t('toolbar.problemsNone');
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
          className={classes.labelled}
          variant="subtle"
          size="sm"
          color={tone}
          aria-expanded={opened}
          leftSection={problems.length > 0 ? <IconAlertTriangle size={17} /> : <IconCheck size={17} />}
          data-testid="problems"
          data-toolbar-toggle
          onClick={() => setOpened((now) => !now)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <div className={classes.problems}>
          {problems.length === 0 && (
            <Text size="sm" p={6}>
              {t('toolbar.allGood')}
            </Text>
          )}
          <ProblemList title={t('toolbar.problemsTitle')} problems={errors} onGo={() => setOpened(false)} />
          <ProblemList title={t('toolbar.warningsTitle')} problems={warnings} onGo={() => setOpened(false)} />
        </div>
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
    <Stack gap={1}>
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
    </Stack>
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
    focusNode(context, problem.nodeId);
    context.store.getState().goToProblem(problem);
  };
  return (
    <UnstyledButton className={classes.problem} onClick={go} data-problem={problem.code}>
      {text(problem.message)}
      <span className={classes.where}>{problem.nodeId === undefined ? t('toolbar.noNode') : title}</span>
    </UnstyledButton>
  );
}

/** A button that opens and closes the simulation panel. */
function SimulateButton() {
  const t = useTexts(simulationTexts);
  const store = useCanvasStore();
  const open = useCanvas((state) => state.simulationOpen);
  return (
    <Button
      className={classes.labelled}
      variant={open ? 'light' : 'subtle'}
      size="sm"
      aria-label={t('open')}
      aria-pressed={open}
      data-testid="try-it"
      data-toolbar-toggle
      onClick={() => store.setState({ simulationOpen: !open })}
    >
      <IconPlayerPlay size={17} aria-hidden />
      <span className={classes.simulateWord}>{t('open')}</span>
    </Button>
  );
}
