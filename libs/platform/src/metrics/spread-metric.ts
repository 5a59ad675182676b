import { Histogram } from 'prom-client';
import type { Spreads } from './numbers';

/** One line of the exposition format. */
interface Line {
  labels: Record<string, string | number>;
  value: number;
  metricName: string;
}

/** Shows our spreads as a Prometheus histogram. The histogram's own way of counting costs more than a step of a run may. */
export class SpreadMetric extends Histogram {
  constructor(
    private readonly about: { name: string; help: string; label?: string },
    private readonly spreads: Spreads,
  ) {
    super({
      name: about.name,
      help: about.help,
      labelNames: about.label === undefined ? [] : [about.label],
      buckets: [...spreads.bounds],
      registers: [],
    });
  }

  /** What the registry asks a metric for when it writes text; its types leave this method out. */
  getForPromString(): Promise<{ name: string; help: string; type: 'histogram'; values: Line[] }> {
    const { name, help } = this.about;
    return Promise.resolve({ name, help, type: 'histogram', values: this.lines() });
  }

  private lines(): Line[] {
    const { name, label } = this.about;
    const lines: Line[] = [];
    for (const [value, { counts, sum }] of this.spreads.all()) {
      const labels = label === undefined ? {} : { [label]: value };
      let below = 0;
      counts.forEach((count, index) => {
        below += count;
        const le = this.spreads.bounds[index] ?? '+Inf';
        lines.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: below });
      });
      lines.push({ metricName: `${name}_sum`, labels, value: sum });
      lines.push({ metricName: `${name}_count`, labels, value: below });
    }
    return lines;
  }
}
