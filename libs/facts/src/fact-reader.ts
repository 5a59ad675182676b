import { formatValue, type Language, type ValueFormat } from '@linkflow/contracts';
import type { CrmFactReader, FactValues } from '@linkflow/crm-port';
import { BatchLoader, withTimeout } from '@linkflow/platform';
import type { ClickPair, FactRequest, FactSources } from './define-facts';
import { formatOf, isFromCrm, loaderOf } from './registry';

/** Counts recorded clicks. */
export interface ClickCounts {
  /** The number of clicks on each link. A link without clicks may be absent. */
  hitsOf(linkIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The same of clicks that people made. */
  peopleOf(linkIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** Finds recorded clicks. */
export interface ClickHistory {
  /** For each pair, in order, the id of its first click that started a run; undefined if there is none. */
  firstClicksOf(pairs: readonly ClickPair[]): Promise<readonly (string | undefined)[]>;
  /** The verdicts on clicks, in order; undefined for a click that is not stored. */
  verdictsOf(clickIds: readonly string[]): Promise<readonly (string | undefined)[]>;
}

/** Reads submissions of forms. */
export interface FormAnswers {
  /** For each submission, in order, its answers by the names of the blocks; undefined for one that is not stored. */
  answersOf(submissionIds: readonly string[]): Promise<readonly (Record<string, unknown> | undefined)[]>;
}

export interface FactReaderOptions {
  crm: CrmFactReader;
  counts: ClickCounts;
  clicks: ClickHistory;
  /** Absent where no submission has happened yet: at the answer to a click, and in a simulation. */
  forms?: FormAnswers;
  /** Time zone of the organisation (IANA). */
  timeZone: string;
}

export interface FactBudget {
  budgetMs: number;
  /** Called for each fact that failed or was not read in time. */
  onMissing(error: unknown, name: string): void;
}

/**
 * Reads facts by name, and only the data that these facts need. Concurrent requests share their reads: per event-loop turn there is one
 * batch from the CRM, one count of clicks and one look-up of first clicks.
 */
export class FactReader {
  private readonly crm: CrmFactReader;
  private readonly sources: FactSources;

  constructor({ crm, counts, clicks, forms, timeZone }: FactReaderOptions) {
    this.crm = crm;
    const cards = new BatchLoader<CardFact, unknown>((wanted) => readCards(crm, wanted));
    const hits = new BatchLoader<string, number>(async (linkIds) => {
      const found = await counts.hitsOf([...new Set(linkIds)]);
      return linkIds.map((linkId) => found.get(linkId) ?? 0);
    });
    const people = new BatchLoader<string, number>(async (linkIds) => {
      const found = await counts.peopleOf([...new Set(linkIds)]);
      return linkIds.map((linkId) => found.get(linkId) ?? 0);
    });
    const verdicts = new BatchLoader<string, string | undefined>(async (clickIds) => [
      ...(await clicks.verdictsOf(clickIds)),
    ]);
    const firstClicks = new BatchLoader<ClickPair, string | undefined>(async (pairs) => [
      ...(await clicks.firstClicksOf(pairs)),
    ]);
    const answers = new BatchLoader<string, Record<string, unknown> | undefined>(async (ids) =>
      forms ? [...(await forms.answersOf(ids))] : ids.map(() => undefined),
    );
    this.sources = {
      timeZone,
      fromCrm: (contactId, name) => cards.load({ contactId, name }),
      clicksOn: (linkId) => hits.load(linkId),
      peopleOn: (linkId) => people.load(linkId),
      verdictOn: (clickId) => verdicts.load(clickId),
      firstClickOf: (pair) => firstClicks.load(pair),
      answersOf: (id) => answers.load(id),
    };
  }

  /** Current values of the named facts. Unknown facts are absent. Rejects if a source fails. */
  load(request: FactRequest, names: readonly string[]): Promise<FactValues> {
    return this.collect(names, (name) => this.valueOf(request, name));
  }

  /** Like `load`, but never rejects: facts that fail or are not read within the budget are absent, too. */
  loadInTime(
    request: FactRequest,
    names: readonly string[],
    { budgetMs, onMissing }: FactBudget,
  ): Promise<FactValues> {
    return this.collect(names, async (name) => {
      try {
        const value = this.valueOf(request, name);
        return value instanceof Promise ? await withTimeout(budgetMs, () => value) : value;
      } catch (error) {
        onMissing(error, name);
        return undefined;
      }
    });
  }

  /**
   * Formats facts as texts for people, see `formatValue`.
   *
   * @param values as `load` returns them, also those of steps
   * @param formats of facts that are not in the registry: the outputs of steps
   * @returns the texts by fact name; an empty text for an empty value
   */
  async texts(
    values: FactValues,
    language: Language,
    formats: ReadonlyMap<string, ValueFormat> = new Map(),
  ): Promise<Record<string, string>> {
    const reader = { language, timeZone: this.sources.timeZone };
    const [ofCrm, others] = [{}, {}] as [FactValues, FactValues];
    for (const [name, value] of Object.entries(values)) {
      (isFromCrm(name) ? ofCrm : others)[name] = value;
    }
    const texts = Object.entries(others).map(([name, value]) => [
      name,
      formatValue(value, formats.get(name) ?? formatOf(name), reader),
    ]);
    return {
      ...(Object.keys(ofCrm).length > 0 && (await this.crm.texts(ofCrm, reader))),
      ...Object.fromEntries(texts),
    };
  }

  private valueOf(request: FactRequest, name: string): unknown {
    return loaderOf(name)?.(request, this.sources, name);
  }

  private async collect(names: readonly string[], valueOf: (name: string) => unknown): Promise<FactValues> {
    const values = await Promise.all(names.map(valueOf));
    return Object.fromEntries(
      names.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]]])),
    );
  }
}

interface CardFact {
  contactId: string;
  name: string;
}

async function readCards(crm: CrmFactReader, wanted: readonly CardFact[]): Promise<unknown[]> {
  const contactIds = new Set(wanted.map(({ contactId }) => contactId));
  const names = new Set(wanted.map(({ name }) => name));
  const cards = await crm.load([...contactIds], [...names]);
  return wanted.map(({ contactId, name }) => cards.get(contactId)?.[name]);
}
