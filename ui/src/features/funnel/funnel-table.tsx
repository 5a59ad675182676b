import { TRIGGER, type FunnelTimes } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { outlineOf } from '../../canvas/model/outline';
import { portsFor } from '../../canvas/model/nodes';
import { nodeById, shownTitle, useCanvasShallow } from '../../canvas/store/use-canvas';
import { useFormat, useLanguage, useText, useTexts } from '../../i18n';
import { formatElapsed } from '../../i18n/moments';
import { ShortTable } from '../../shared/short-table';
import { usePercent } from '../mailings/report/use-percent';
import { edgeIn, waitingAt } from './funnel-model';
import classes from './funnel.module.css';
import { funnelTexts } from './funnel.texts';
import { useShownFunnel } from './use-funnel';

interface Measured {
  runs: number;
  time: FunnelTimes | null;
  /** Absent for a way. */
  failed?: number;
  waiting?: number;
}

interface Line {
  key: string;
  name: string;
  port?: string;
  shown: Measured;
  compared: Measured | undefined;
}

/** The same numbers as on the canvas, as two tables: by step and by way, in the order of the workflow. */
export function FunnelTable() {
  const t = useTexts(funnelTexts);
  const { steps, ways } = useLines();
  return (
    <div className={classes.tables}>
      <h2 className={classes.heading}>{t('steps')}</h2>
      <Text size="xs" c="dimmed">
        {t('stepTimesListed')}
      </Text>
      <Lines name={t('steps')} lines={steps} first={t('column.step')} />
      <h2 className={classes.heading}>{t('ways')}</h2>
      <Text size="xs" c="dimmed">
        {t('wayTimes')}
      </Text>
      <Lines name={t('ways')} lines={ways} first={t('column.way')} isWays />
    </div>
  );
}

function useLines(): { steps: Line[]; ways: Line[] } {
  const text = useText();
  const { shown, compared } = useShownFunnel();
  const context = useCanvasShallow(({ document, catalogue }) => ({ document, catalogue }));
  const { document, catalogue } = context;
  const titleOf = (id: string): string => shownTitle(context, id, text);
  const order = outlineOf(document, catalogue).flatMap((row) => (row.kind === 'step' ? [row.id] : []));
  const measured = (node: ReturnType<typeof shown.nodes.get>): Measured | undefined =>
    node && {
      runs: node.runs,
      time: node.time,
      failed: node.failed + node.review,
      waiting: waitingAt(node) + node.held,
    };
  const steps = order.flatMap((id): Line[] => {
    const numbers = measured(shown.nodes.get(id));
    if (!numbers) return [];
    return [{ key: id, name: titleOf(id), shown: numbers, compared: measured(compared?.nodes.get(id)) }];
  });
  const place = new Map(order.map((id, index) => [id, index]));
  const ways = document.edges
    .toSorted((a, b) => (place.get(a.from.node) ?? 0) - (place.get(b.from.node) ?? 0))
    .flatMap((edge): Line[] => {
      const numbers = edgeIn(shown, edge);
      if (!numbers) return [];
      const node = nodeById(context, edge.from.node);
      const ports = node ? portsFor(catalogue, node) : [];
      const port = ports.length > 1 ? ports.find(({ id }) => id === edge.from.port)?.label : undefined;
      return [
        {
          key: edge.id,
          name: `${titleOf(edge.from.node)} – ${titleOf(edge.to)}`,
          port: port && edge.from.node !== TRIGGER ? text(port) : '',
          shown: numbers,
          compared: compared ? edgeIn(compared, edge) : undefined,
        },
      ];
    });
  return { steps, ways };
}

interface LinesProps {
  name: string;
  lines: readonly Line[];
  first: string;
  isWays?: boolean;
}

function Lines({ name, lines, first, isWays = false }: LinesProps) {
  const t = useTexts(funnelTexts);
  const format = useFormat();
  const language = useLanguage();
  const percent = usePercent();
  const { shown, compared } = useShownFunnel();
  const elapsed = (ms: number | undefined) => (ms === undefined ? '–' : formatElapsed(language, ms));
  const column = (title: string, valueOf: (measured: Measured, all: number) => string) => ({
    title,
    render: (line: Line): ReactNode => (
      <span className="lf-numbers">
        {valueOf(line.shown, shown.funnel.runs)}
        {compared && (
          <Text span size="xs" c="dimmed" className={classes.other}>
            {t('otherValue', {
              version: compared.funnel.version,
              value: line.compared ? valueOf(line.compared, compared.funnel.runs) : '–',
            })}
          </Text>
        )}
      </span>
    ),
  });
  return (
    <ShortTable
      label={name}
      records={lines}
      idOf={({ key }) => key}
      columns={[
        { title: first, render: (line: Line) => line.name },
        ...(isWays ? [{ title: t('column.port'), render: (line: Line) => line.port }] : []),
        column(t('column.runs'), ({ runs }) => format.number(runs)),
        column(t('column.share'), ({ runs }, all) => percent(runs, all)),
        ...(isWays
          ? []
          : [
              column(t('column.failed'), ({ failed = 0 }) => format.number(failed)),
              column(t('column.waiting'), ({ waiting = 0 }) => format.number(waiting)),
            ]),
        column(t('column.half'), ({ time }) => elapsed(time?.median)),
        column(t('column.most'), ({ time }) => elapsed(time?.p95)),
      ]}
    />
  );
}
