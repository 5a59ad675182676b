import type { BulkView, ErrorGroup, LinkDetail, RecipientView, RunPage } from '@linkflow/contracts';
import { Demo, until, type ApiClient } from '../support';

/** What the pages of operations are about. */
export interface OpsScene {
  /** Runs that stand failed for one reason. */
  errorKey: string;
  /** A bulk whose first few are done, and that waits for a person. */
  bulkId: string;
  /** One of those. */
  mendedRunId: string;
}

interface Targets {
  selectionId: string;
  interestId: string;
}

/** A morning after something went wrong: two errors, one of them half mended, and a pause in force. */
export async function prepareOps(
  api: ApiClient,
  link: LinkDetail,
  recipients: readonly RecipientView[],
  { selectionId, interestId }: Targets,
): Promise<OpsScene> {
  const scene = new BadMorning(api, link, recipients);
  await scene.failWithout(`/api/selections/${selectionId}`, 3);
  await scene.failWithout(`/api/interests/${interestId}`, 1);
  const groups = await api.get<ErrorGroup[]>('/api/runs/errors');
  const [most] = groups.toSorted((a, b) => b.runs - a.runs);
  if (!most) throw new Error('No run failed');
  await scene.mend({ error: most.key, contactId: recipients[0]?.contact?.id }, 0);
  const bulkId = await scene.mend({ error: most.key }, 3);
  await api.post('/api/ops/pauses', {
    scope: { kind: 'action', type: 'create-request' },
    note: 'Kundesenteret tar ikke imot saker før kl. 14',
  });
  const { items } = await api.get<RunPage>(`/api/runs?bulk=${bulkId}`);
  const [mended] = items;
  if (!mended) throw new Error('The bulk has come to no run');
  return { errorKey: most.key, bulkId, mendedRunId: mended.id };
}

class BadMorning {
  private readonly demo: Demo;

  constructor(
    private readonly api: ApiClient,
    private readonly link: LinkDetail,
    private readonly recipients: readonly RecipientView[],
  ) {
    this.demo = new Demo(api);
  }

  /** Everybody clicks, so many times, while something that the workflow needs is retired. */
  async failWithout(target: string, times: number): Promise<void> {
    const before = await this.failed();
    await this.api.delete(target);
    for (const recipient of this.recipients) {
      const url = await this.demo.trackedUrl(recipient, this.link.name);
      for (let time = 0; time < times; time++) await this.demo.click(url);
    }
    const expected = before + this.recipients.length * times;
    await until(async () => (await this.failed()) >= expected, { what: `${expected} failed runs` });
    await this.api.post(`${target}/restore`);
  }

  /** Tries runs again, and waits until nothing of it moves. */
  async mend(filter: Record<string, string | undefined>, canary: number): Promise<string> {
    const body = { verb: 'retry', filter, canary, perSecond: 20 };
    const { id } = await this.api.post<BulkView>('/api/ops/bulks', body);
    await until(
      async () => {
        const bulk = await this.api.get<BulkView>(`/api/ops/bulks/${id}`);
        const rested = bulk.state === 'done' || bulk.state === 'checking';
        return rested && (bulk.outcome.succeeded ?? 0) + (bulk.outcome.failed ?? 0) === bulk.done;
      },
      { what: 'the bulk at rest' },
    );
    return id;
  }

  private async failed(): Promise<number> {
    const runs = await this.api.get<RunPage>(`/api/runs?linkId=${this.link.id}&status=failed`);
    return runs.total;
  }
}
