import { abortableBy, type SimulationContext } from '@linkflow/actions';
import type { Names } from '@linkflow/workflow';
import {
  CLICK_TRIGGER,
  languageOfTag,
  type Condition,
  type ConditionTrace,
  type Language,
} from '@linkflow/contracts';
import type { FactReader } from '@linkflow/facts';
import {
  evaluateCondition,
  factsInCondition,
  factsInText,
  mergeText,
  stepFormats,
  type CompiledWorkflow,
} from '@linkflow/workflow';
import type { AnswerRequest } from './simulated-answer';

const STEPS = 'steps.';
const LANGUAGE = 'contact.language';
/** Name under which scripts get the target URL of the link. Conditions and texts cannot use it: it is not in the fact registry. */
const LINK_URL = 'link.url';
/** Placeholder for the ids of a mailing, a recipient and a run, which a simulation does not have. */
const NO_ID = '0'.repeat(24);

export interface SimulatedClickOptions {
  linkId: string;
  linkName: string;
  linkUrl: string;
  contactId: string | null;
  startedAt: Date;
  organisation: SimulationContext['organisation'];
  ports: SimulationContext['ports'];
  facts: FactReader;
  /** The nodes of the workflow, whose outputs texts can contain. */
  nodes: CompiledWorkflow['nodes'];
}

export interface SimulatedStepOptions {
  nodeId: string;
  /** Resolves the names in the step's sentence. */
  names: Names;
  signal: AbortSignal;
  /** The step appends the trace of each condition that it evaluates. */
  traces: ConditionTrace[];
}

/** The context of one simulation: it stores the outputs of simulated steps, and its time advances when a step would wait. */
export class SimulatedClick {
  /** Time of the current step: the click plus all waits before it. */
  now: Date;
  private readonly outputs = new Map<string, Record<string, unknown>>();

  constructor(private readonly options: SimulatedClickOptions) {
    this.now = options.startedAt;
  }

  setOutput(nodeId: string, output: Record<string, unknown> | undefined): void {
    if (output) this.outputs.set(nodeId, output);
  }

  contextOf({ nodeId, names, signal, traces }: SimulatedStepOptions): SimulationContext {
    const { now } = this;
    const { linkId, linkName, contactId, startedAt, organisation, ports } = this.options;
    const facts = (required: readonly string[]) => this.facts(required);
    return {
      now,
      occurredAt: startedAt,
      contactId,
      // A split chooses its branch by recipient id. Here it is the contact's id, so a contact gets the same branch in every simulation.
      context: { recipientId: contactId ?? NO_ID, linkId, mailingId: NO_ID },
      source: {
        kind: 'run',
        runId: NO_ID,
        nodeId,
        trigger: CLICK_TRIGGER,
        linkId,
        linkName,
        mailingId: NO_ID,
        mailingName: '',
        occurredAt: startedAt,
      },
      organisation,
      ports,
      names,
      ...abortableBy(signal),
      facts,
      async evaluate(condition: Condition) {
        const { timeZone } = organisation;
        const known = await facts(factsInCondition(condition));
        const evaluation = await evaluateCondition(condition, known, { now, timeZone });
        traces.push(evaluation.trace);
        return evaluation;
      },
      merge: async (template) => {
        const names = factsInText(template);
        const texts = names.length > 0 ? await this.texts(await facts(names), organisation.language) : {};
        return mergeText(template, texts, { escape: 'none' });
      },
    };
  }

  /** What the answer to the click depends on. */
  answerPorts(): AnswerRequest['ports'] {
    const { contactId, organisation } = this.options;
    return {
      now: this.now,
      timeZone: organisation.timeZone,
      seed: contactId ?? NO_ID,
      facts: (names) => this.facts(names),
      texts: async (values) => this.texts(values, await this.contactLanguage()),
    };
  }

  /** The language of the contact or, if that is not known, of the organisation, as in apps/click. */
  private async contactLanguage(): Promise<Language> {
    const { [LANGUAGE]: language } = await this.facts([LANGUAGE]);
    return languageOfTag(typeof language === 'string' ? language : '') ?? this.options.organisation.language;
  }

  /** Formats facts as texts in the language. */
  private texts(
    values: Readonly<Record<string, unknown>>,
    language: Language,
  ): Promise<Record<string, string>> {
    const formats = stepFormats(Object.keys(values), this.options.nodes);
    return this.options.facts.texts(values, language, formats);
  }

  private async facts(names: readonly string[]): Promise<Record<string, unknown>> {
    const { contactId, facts, linkId, linkUrl, startedAt } = this.options;
    const trigger = { type: CLICK_TRIGGER, id: null, at: startedAt };
    const values = await facts.load(
      { trigger, subject: { contactId }, context: { linkId }, now: this.now },
      names,
    );
    if (names.includes(LINK_URL)) values[LINK_URL] = linkUrl;
    for (const name of names) {
      if (name.startsWith(STEPS)) Object.assign(values, Object.fromEntries(this.outputFact(name)));
    }
    return values;
  }

  /** @returns the fact `steps.<node>.<key>` as the only entry of a list; an empty list if the step did not run or has no such output */
  private outputFact(name: string): [string, unknown][] {
    const [nodeId = '', ...path] = name.slice(STEPS.length).split('.');
    const output = this.outputs.get(nodeId);
    const key = path.join('.');
    return output && Object.hasOwn(output, key) ? [[name, output[key]]] : [];
  }
}
