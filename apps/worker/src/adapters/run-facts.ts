import { Injectable } from '@nestjs/common';
import { CrmFactReader } from '@linkflow/crm-port';
import { EngineConfig, Facts, type StoredRun } from '@linkflow/engine';
import { FactReader } from '@linkflow/facts';
import { ClickCounter, ClicksRepository, CompiledVersions } from '@linkflow/links';
import { Clock, readConfig } from '@linkflow/platform';

/** The target URL of the link when the run's version was published. */
const LINK_URL = 'link.url';

/** Facts for the conditions, texts and scripts of runs. Concurrent requests of many runs share their reads. */
@Injectable()
export class RunFacts extends Facts {
  private readonly reader: FactReader;

  constructor(
    crm: CrmFactReader,
    counts: ClickCounter,
    clicks: ClicksRepository,
    private readonly versions: CompiledVersions,
    private readonly clock: Clock,
  ) {
    super();
    const timeZone = readConfig(EngineConfig).ORGANISATION_TIME_ZONE;
    this.reader = new FactReader({ crm, counts, clicks, timeZone });
  }

  async load(run: StoredRun, names: readonly string[]): Promise<Record<string, unknown>> {
    const { trigger, subject, context, workflow } = run;
    const values = await this.reader.load({ trigger, subject, context, now: this.clock.now() }, names);
    if (!names.includes(LINK_URL)) return values;
    const version = await this.versions.load(workflow.owner, workflow.version);
    return { ...values, [LINK_URL]: version?.workflow.url };
  }
}
