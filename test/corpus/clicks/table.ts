import { LINK_GROUPS } from './delivery';
import type { Evaluation, Failure, Row } from './evaluation';

interface Column {
  title: string;
  value(row: Row): string;
}

const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
const count = (part: number, whole: number): string => (whole === 0 ? '–' : `${part}`);

const COLUMNS: Column[] = [
  { title: 'Family', value: ({ family }) => family },
  { title: 'Links', value: ({ group }) => group },
  { title: 'Deliveries', value: ({ deliveries }) => `${deliveries}` },
  { title: 'Machine clicks', value: ({ machineClicks }) => `${machineClicks}` },
  { title: 'found', value: (row) => share(row.machinesFound, row.machineClicks) },
  { title: 'costly', value: (row) => count(row.costlyByMachines, row.machineClicks) },
  { title: 'consent', value: (row) => count(row.consentByMachines, row.machineClicks) },
  { title: 'Person clicks', value: ({ personClicks }) => `${personClicks}` },
  { title: 'as bot', value: (row) => share(row.peopleAsBots, row.personClicks) },
  { title: 'held', value: (row) => share(row.peopleHeld, row.personClicks) },
  { title: 'never released', value: (row) => share(row.peopleHeld - row.peopleReleased, row.personClicks) },
];

/** Prints the results by family and number of links, as a Markdown table. */
export function printTable({ rows, totals, limits }: Evaluation): string {
  const lines = [
    ...table([...rows, ...totals]),
    ...(limits.length === 0
      ? []
      : ['', 'Cases in which nothing tells machines and people apart; the aims do not cover them:', '']),
    ...(limits.length === 0 ? [] : table(limits)),
  ];
  return `${lines.join('\n')}\n`;
}

function table(rows: Row[]): string[] {
  const cells = rows.map((row) => COLUMNS.map(({ value }) => value(row)));
  const widths = COLUMNS.map(({ title }, column) =>
    Math.max(title.length, ...cells.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: string[]): string =>
    `| ${row.map((cell, column) => pad(cell, { width: widths[column] ?? 0, column })).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(COLUMNS.map(({ title }) => title)), rule, ...cells.map((row) => line(row))];
}

const pad = (cell: string, { width, column }: { width: number; column: number }): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);

/** Prints the results with one row for each family and a column for each group of messages, as in docs/clicks.md. */
export function printSummary({ rows, totals, limits }: Evaluation): string {
  const lines = ['', ...LINK_GROUPS.map((group) => (group === '1' ? '1 link' : `${group} links`))];
  const all = [...rows, ...limits.map((row) => ({ ...row, family: `${row.family} ¹` })), ...totals];
  const families = [...Map.groupBy(all, ({ family }) => family)].map(([family, ofFamily]) => [
    family,
    ...LINK_GROUPS.map((group) => summary(ofFamily.find((row) => row.group === group))),
  ]);
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return `${[line(lines), line(lines.map(() => '---')), ...families.map((cells) => line(cells))].join('\n')}\n`;
}

/** Machines found of their clicks, and costly steps; people held of their clicks, and those called bots. */
function summary(row: Row | undefined): string {
  if (!row) return '';
  const machines =
    row.machineClicks > 0 &&
    `${share(row.machinesFound, row.machineClicks)} of ${row.machineClicks}${row.costlyByMachines > 0 ? `, **${row.costlyByMachines} costly**` : ''}`;
  const people =
    row.personClicks > 0 &&
    `${row.peopleHeld} of ${row.personClicks} held${row.peopleAsBots > 0 ? `, ${row.peopleAsBots} as bot` : ''}`;
  return [machines, people].filter((text) => text !== false).join('; ');
}

/** Prints one line for each error that the aims exclude. */
export function printFailures(failures: Failure[], most: number): string {
  const lines = failures.slice(0, most).map(({ kind, delivery, request, judged }) => {
    const { t, link, kind: asked, net_list: list } = delivery.requests[request] ?? { t: 0, link: 0 };
    const verdicts = `${judged.first[request]} → ${judged.final[request]}`;
    return `${kind}: ${delivery.id} #${request}, ${asked} of link ${link} at ${t} s from ${list}: ${verdicts} [${(judged.signals[request] ?? []).join(', ')}]`;
  });
  if (failures.length > most) lines.push(`and ${failures.length - most} more`);
  return lines.map((line) => `${line}\n`).join('');
}
