import { abortableBy, type Say, type SimulationContext } from '@linkflow/actions';
import type { Condition, ConditionTrace } from '@linkflow/contracts';
import { nowFacts, type ContactFacts } from '@linkflow/crm';
import { evaluateCondition, factsInCondition, factsInText, mergeText } from '@linkflow/workflow';

const STEPS = 'steps.';
/** Stands where a mailing, a recipient or a run would: nobody has been sent anything. */
const NOBODY = '0'.repeat(24);

export interface TrialOf {
  linkId: string;
  linkName: string;
  linkUrl: string;
  /** Clicks on the link before this one. */
  hits: number;
  contactId: string | null;
  startedAt: Date;
  house: SimulationContext['house'];
  ports: SimulationContext['ports'];
  cards: ContactFacts;
}

/** One click that is only tried. It remembers what its steps would have given, and goes on in time when one would wait. */
export class Trial {
  /** Later than the click once a step would have waited. */
  now: Date;
  private readonly outputs = new Map<string, Record<string, unknown>>();

  constructor(private readonly of: TrialOf) {
    this.now = of.startedAt;
  }

  remember(nodeId: string, output: Record<string, unknown> | undefined): void {
    if (output) this.outputs.set(nodeId, output);
  }

  /** The world as one step may see it. `traces` gets every condition that the step asks for. */
  contextOf(nodeId: string, say: Say, signal: AbortSignal, traces: ConditionTrace[] = []): SimulationContext {
    const { now } = this;
    const { linkId, linkName, contactId, startedAt, house, ports } = this.of;
    const facts = (names: readonly string[]) => this.facts(names);
    return {
      now,
      clickedAt: startedAt,
      contactId,
      // A split then gives the same side to the same contact, every time one tries.
      recipientId: contactId ?? NOBODY,
      linkId,
      mailingId: NOBODY,
      source: {
        kind: 'run',
        runId: NOBODY,
        nodeId,
        linkId,
        linkName,
        mailingId: NOBODY,
        mailingName: '',
        clickedAt: startedAt,
      },
      house,
      ports,
      say,
      ...abortableBy(signal),
      facts,
      async evaluate(condition: Condition) {
        const evaluation = await evaluateCondition(condition, await facts(factsInCondition(condition)), now);
        traces.push(evaluation.trace);
        return evaluation;
      },
      merge: async (template) => mergeText(template, await facts(factsInText(template)), { escape: 'none' }),
    };
  }

  private async facts(names: readonly string[]): Promise<Record<string, unknown>> {
    const { contactId, cards, house, hits, linkId, linkUrl } = this.of;
    const aboutCard = names.filter((name) => name.startsWith('contact.') || name.startsWith('company.'));
    const all: Record<string, unknown> = {
      ...(contactId !== null && aboutCard.length > 0 && (await cards.of(contactId, aboutCard))),
      ...nowFacts(this.now, house.timeZone),
      'click.first': true,
      'link.hits': hits + 1,
      'link.id': linkId,
      'link.url': linkUrl,
    };
    return Object.fromEntries(
      names.flatMap((name) => {
        if (name.startsWith(STEPS)) return this.given(name);
        return name in all ? [[name, all[name]]] : [];
      }),
    );
  }

  /** `steps.<node>.<key>`, when that step would have given it. */
  private given(name: string): [string, unknown][] {
    const [nodeId = '', ...path] = name.slice(STEPS.length).split('.');
    const output = this.outputs.get(nodeId);
    const key = path.join('.');
    return output && Object.hasOwn(output, key) ? [[name, output[key]]] : [];
  }
}
