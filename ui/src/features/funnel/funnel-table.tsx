import { TRIGGER, type FunnelTimes } from '@linkflow/contracts';
import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { outlineOf } from '../../canvas/model/outline';
import { portsFor } from '../../canvas/model/nodes';
import { nodeById, shownTitle, useCanvasShallow } from '../../canvas/store/use-canvas';
import { useFormat, useLanguage, useText, useTexts } from '../../i18n';
import { formatElapsed } from '../../i18n/moments';
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
        {t('stepTimes')}
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
  const cell = (key: string, line: Line, valueOf: (measured: Measured, all: number) => string): ReactNode => (
    <Table.Td key={key} ta="right" className="lf-numbers">
      {valueOf(line.shown, shown.funnel.runs)}
      {compared && (
        <Text size="xs" c="dimmed">
          {t('otherValue', {
            version: compared.funnel.version,
            value: line.compared ? valueOf(line.compared, compared.funnel.runs) : '–',
          })}
        </Text>
      )}
    </Table.Td>
  );
  return (
    <div className={classes.scrolls} data-scrolls-sideways tabIndex={0} role="group" aria-label={name}>
      <Table aria-label={name} className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{first}</Table.Th>
            {isWays && <Table.Th>{t('column.port')}</Table.Th>}
            <Table.Th ta="right">{t('column.runs')}</Table.Th>
            <Table.Th ta="right">{t('column.share')}</Table.Th>
            {!isWays && <Table.Th ta="right">{t('column.failed')}</Table.Th>}
            {!isWays && <Table.Th ta="right">{t('column.waiting')}</Table.Th>}
            <Table.Th ta="right">{t('column.half')}</Table.Th>
            <Table.Th ta="right">{t('column.most')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr key={line.key}>
              <Table.Td>{line.name}</Table.Td>
              {isWays && <Table.Td>{line.port}</Table.Td>}
              {cell('runs', line, ({ runs }) => format.number(runs))}
              {cell('share', line, ({ runs }, all) => percent(runs, all))}
              {!isWays && cell('failed', line, ({ failed = 0 }) => format.number(failed))}
              {!isWays && cell('waiting', line, ({ waiting = 0 }) => format.number(waiting))}
              {cell('half', line, ({ time }) => elapsed(time?.median))}
              {cell('most', line, ({ time }) => elapsed(time?.p95))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
