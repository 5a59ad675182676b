import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { ActionContext } from '@linkflow/actions';
import { CLICK_TRIGGER, FORM_TRIGGER, MANUAL_TRIGGER } from '@linkflow/contracts';
import { Crm, CrmFactReader, CrmScripts } from '@linkflow/crm-port';
import {
  ActionAdapters,
  EngineConfig,
  Facts,
  type GateDecision,
  type GatedStep,
  type StoredRun,
  type TriggerType,
} from '@linkflow/engine';
import { FactReader } from '@linkflow/facts';
import { FormReader } from '@linkflow/forms';
import { ClickCounter, ClickRecorder, ClicksRepository, CompiledVersions } from '@linkflow/links';
import { WorkflowMail } from '@linkflow/mailings';
import { Batcher, Clock, readConfig, type Stored } from '@linkflow/platform';
import { createSandbox } from '@linkflow/sandbox';
import { WebhookSender } from '@linkflow/webhooks';
import { ClickGate } from './click-gate';
import { recordOf } from './maintenance';

/** The ports through which actions use the CRM, its scripts, the sandbox that runs scripts, webhooks and mailings. */
@Injectable()
export class WorkerActionAdapters extends ActionAdapters implements OnApplicationShutdown {
  /** Two threads, so that other scripts can run while one exceeds its time limit. */
  readonly sandbox = createSandbox({ threads: 2 });

  constructor(
    readonly crm: Crm,
    readonly scripts: CrmScripts,
    readonly webhooks: WebhookSender,
    readonly mailings: WorkflowMail,
  ) {
    super();
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}

/** Scripts read the link's target URL under this name. It is the URL in the workflow version that the run executes. */
const LINK_URL = 'link.url';

/** Loads facts for the conditions, texts and scripts of runs. Concurrent loads of many runs share their database reads. */
@Injectable()
export class RunFacts extends Facts {
  private readonly reader: FactReader;

  constructor(
    crm: CrmFactReader,
    counts: ClickCounter,
    clicks: ClicksRepository,
    forms: FormReader,
    private readonly versions: CompiledVersions,
    private readonly clock: Clock,
  ) {
    super();
    const timeZone = readConfig(EngineConfig).ORGANISATION_TIME_ZONE;
    this.reader = new FactReader({ crm, counts, clicks, forms, timeZone });
  }

  async load(run: StoredRun, names: readonly string[]): Promise<Record<string, unknown>> {
    const { trigger, subject, context, workflow } = run;
    const values = await this.reader.load({ trigger, subject, context, now: this.clock.now() }, names);
    if (!names.includes(LINK_URL) || trigger.type === FORM_TRIGGER) return values;
    const version = await this.versions.load(workflow.owner, workflow.version);
    return { ...values, [LINK_URL]: version?.workflow.url };
  }

  texts(...given: Parameters<Facts['texts']>): Promise<Record<string, string>> {
    return this.reader.texts(...given);
  }
}

type Source = ActionContext['source'];

interface NamedMailing extends Stored {
  name: string;
}

/** Names of mailings, cached for half a minute. */
@Injectable()
export class MailingNames {
  private readonly names = new LRUCache<string, string>({ max: 5_000, ttl: 30_000 });

  constructor(private readonly batcher: Batcher) {}

  nameOf(mailingId: string): string | Promise<string> {
    return this.names.get(mailingId) ?? this.fetch(mailingId);
  }

  private async fetch(mailingId: string): Promise<string> {
    const name = (await this.batcher.read<NamedMailing>('mailings', mailingId))?.name ?? '';
    this.names.set(mailingId, name);
    return name;
  }
}

/**
 * Base of the triggers whose workflow is a version of a link. `sourceOf` returns what is stored as the source of a change in the CRM,
 * including the names of the link and of the mailing. It returns a promise only if a name is not cached.
 */
@Injectable()
abstract class LinkTrigger implements TriggerType {
  abstract readonly type: string;

  constructor(
    private readonly versions: CompiledVersions,
    private readonly mailings: MailingNames,
  ) {}

  sourceOf(run: StoredRun, nodeId: string): Source | Promise<Source> {
    const { owner, version } = run.workflow;
    const { mailingId } = run.context;
    const compiled = this.versions.load(owner, version);
    const mailingName = mailingId === undefined ? undefined : this.mailings.nameOf(mailingId);
    const sourceWith = (linkName: string, nameOfMailing: string | undefined): Source => ({
      kind: 'run',
      runId: run._id,
      nodeId,
      trigger: run.trigger.type,
      linkId: owner,
      linkName,
      ...(mailingId !== undefined && { mailingId, mailingName: nameOfMailing ?? '' }),
      occurredAt: run.trigger.at,
    });
    if (compiled instanceof Promise || mailingName instanceof Promise) {
      return Promise.all([compiled, mailingName]).then(([link, mailing]) =>
        sourceWith(link?.ownerName ?? '', mailing),
      );
    }
    return sourceWith(compiled?.ownerName ?? '', mailingName);
  }
}

/** Trigger of runs that are started by a click of a recipient on a tracked link. */
@Injectable()
class ClickTrigger extends LinkTrigger {
  readonly type = CLICK_TRIGGER;

  constructor(
    versions: CompiledVersions,
    mailings: MailingNames,
    private readonly clicks: ClicksRepository,
    private readonly recorder: ClickRecorder,
    private readonly clickGate: ClickGate,
    private readonly clock: Clock,
  ) {
    super(versions, mailings);
  }

  gate(run: StoredRun, step: GatedStep): GateDecision | Promise<GateDecision> {
    return this.clickGate.decide(run, step);
  }

  /** Sets the click of the run aside, so that ops find it with the other clicks that crash workers. */
  async crashed({ trigger }: StoredRun): Promise<void> {
    const click = await this.clicks.find(trigger.id);
    if (click) await this.recorder.setAside(recordOf(click), 'crashed-worker', this.clock.now());
  }
}

/** Trigger of runs that are started by a user for one contact. Such a run has no recipient and no mailing. */
@Injectable()
class ManualTrigger extends LinkTrigger {
  readonly type = MANUAL_TRIGGER;
}

/** Trigger of runs that are started by a submission of a form. Its workflow is a version of the form. */
@Injectable()
class FormTrigger implements TriggerType {
  readonly type = FORM_TRIGGER;

  constructor(private readonly versions: CompiledVersions) {}

  async sourceOf(run: StoredRun, nodeId: string): Promise<Source> {
    const { owner, version } = run.workflow;
    const compiled = await this.versions.load(owner, version);
    return {
      kind: 'run',
      runId: run._id,
      nodeId,
      trigger: FORM_TRIGGER,
      formId: owner,
      formName: compiled?.ownerName ?? '',
      occurredAt: run.trigger.at,
    };
  }
}

/** The kinds of events that start runs. `triggers.ts` of libs/contracts has their names and texts. */
export const TRIGGER_TYPES = [ClickTrigger, ManualTrigger, FormTrigger];
