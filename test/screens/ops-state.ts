import { ROUTES, type LinkDetail, type RecipientView, type RunFilter } from '@linkflow/contracts';
import { Demo, until, type ApiClient } from '../support';

/** Ids of objects that the pages of operations show. */
export interface OpsScene {
  /** Key of an error group with failed runs. */
  errorKey: string;
  /** Id of a bulk operation whose canary is done and that waits for confirmation. */
  bulkId: string;
  /** Id of a run of that error group that the bulk operation has retried. */
  mendedRunId: string;
}

interface Targets {
  selectionId: string;
  interestId: string;
}

/** Creates the state after an incident: two error groups, one of which is partly repaired, and an active pause. */
export async function prepareOps(
  api: ApiClient,
  link: LinkDetail,
  recipients: readonly RecipientView[],
  { selectionId, interestId }: Targets,
): Promise<OpsScene> {
  const scene = new BadMorning(api, link, recipients);
  await scene.failWithout(ROUTES.selections, selectionId, 3);
  await scene.failWithout(ROUTES.interests, interestId, 1);
  const groups = await api.call(ROUTES.runs.errors);
  const [most] = groups.toSorted((a, b) => b.runs - a.runs);
  if (!most) throw new Error('No run failed');
  await scene.mend({ error: most.key, contactId: recipients[0]?.contact?.id }, 0);
  const bulkId = await scene.mend({ error: most.key }, 3);
  await api.call(ROUTES.pauses.pause, {
    body: {
      scope: { kind: 'action', type: 'create-request' },
      note: 'Kundesenteret tar ikke imot saker før kl. 14',
    },
  });
  const { items } = await api.call(ROUTES.runs.list, { query: { bulk: bulkId } });
  const [mended] = items;
  if (!mended) throw new Error('The bulk operation has changed no run');
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

  /** Deletes a target of the workflow, clicks `times` times as each recipient, waits until the runs fail, and restores the target. */
  async failWithout(
    routes: typeof ROUTES.selections | typeof ROUTES.interests,
    id: string,
    times: number,
  ): Promise<void> {
    const before = await this.failed();
    await this.api.call(routes.retire, { params: { id } });
    for (const recipient of this.recipients) {
      const url = await this.demo.trackedUrl(recipient, this.link.name);
      for (let time = 0; time < times; time++) await this.demo.click(url);
    }
    const expected = before + this.recipients.length * times;
    await until(async () => (await this.failed()) >= expected, { what: `${expected} failed runs` });
    await this.api.call(routes.restore, { params: { id } });
  }

  /** Retries runs with a bulk operation and waits until all of them, or those of the canary, have ended. Returns its id. */
  async mend(filter: RunFilter, canary: number): Promise<string> {
    const body = { verb: 'retry' as const, filter, canary, perSecond: 20 };
    const { id } = await this.api.call(ROUTES.bulks.start, { body });
    await until(
      async () => {
        const bulk = await this.api.call(ROUTES.bulks.get, { params: { id } });
        const rested = bulk.state === 'done' || bulk.state === 'checking';
        return rested && (bulk.outcome.succeeded ?? 0) + (bulk.outcome.failed ?? 0) === bulk.done;
      },
      { what: 'the bulk at rest' },
    );
    return id;
  }

  private async failed(): Promise<number> {
    const runs = await this.api.call(ROUTES.runs.list, { query: { linkId: this.link.id, status: 'failed' } });
    return runs.total;
  }
}
