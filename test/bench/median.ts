export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}

/** Returns the smallest of the values for which at least this share (0 to 1) of all values is not greater. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

/** One line of the report. */
export interface Figure {
  name: string;
  value: number;
  unit: 'ratio' | 'per run' | 'MB' | 'kB' | 'ms' | 'µs' | 'a second';
  aim: { atLeast: number } | { atMost: number } | null;
  /** The measurements behind the value. */
  detail: string;
}

export function holds({ value, aim }: Figure): boolean | null {
  if (aim === null) return null;
  return 'atLeast' in aim ? value >= aim.atLeast : value <= aim.atMost;
}

export function line(figure: Figure): string {
  const { name, value, unit, aim, detail } = figure;
  const shown = `${value.toFixed(unit === 'ratio' || unit === 'per run' ? 2 : 0)} ${unit}`;
  const wanted = aim === null ? '' : 'atLeast' in aim ? `aim ≥ ${aim.atLeast}` : `aim ≤ ${aim.atMost}`;
  const held = holds(figure);
  const mark = held === null ? ' ' : held ? 'ok' : 'below';
  return `${name.padEnd(66)} ${shown.padStart(14)}  ${wanted.padEnd(11)} ${mark.padEnd(6)} ${detail}`;
}
