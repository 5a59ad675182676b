import { Injectable } from '@nestjs/common';
import { ContactFacts, nowFacts } from '@linkflow/crm';
import { ClickCounter, FirstHits, hitKey } from '@linkflow/links';
import { Clock, Turn, readConfig } from '@linkflow/platform';
import { Facts, RunsConfig, clickOf, type StoredRun } from '@linkflow/engine';

interface Ask {
  run: StoredRun;
  resolve(values: { hits: number; first: boolean }): void;
  reject(error: unknown): void;
}

/** Facts for the conditions, texts and scripts of a run. What many runs ask at one moment is read for all of them together. */
@Injectable()
export class RunFacts extends Facts {
  private readonly timeZone = readConfig(RunsConfig).HOUSE_TIME_ZONE;
  private readonly clickFacts = new Turn<Ask>((asks) => this.countFor(asks));

  constructor(
    private readonly contacts: ContactFacts,
    private readonly counter: ClickCounter,
    private readonly firstHits: FirstHits,
    private readonly clock: Clock,
  ) {
    super();
  }

  async load(run: StoredRun, names: readonly string[]): Promise<Record<string, unknown>> {
    const about = (...prefixes: string[]): string[] =>
      names.filter((name) => prefixes.some((prefix) => name.startsWith(`${prefix}.`)));
    const card = about('contact', 'company');
    const [cardFacts, counts] = await Promise.all([
      card.length > 0 && run.contactId !== null ? this.contacts.of(run.contactId, card) : null,
      about('click', 'link').length > 0 ? this.countsOf(run) : null,
    ]);
    const all: Record<string, unknown> = {
      ...cardFacts,
      ...nowFacts(this.clock.now(), this.timeZone),
      ...(counts && { 'click.first': counts.first, 'link.hits': counts.hits }),
      'link.id': run.linkId,
      'mailing.id': run.mailingId,
    };
    return Object.fromEntries(names.flatMap((name) => (name in all ? [[name, all[name]]] : [])));
  }

  private countsOf(run: StoredRun): Promise<{ hits: number; first: boolean }> {
    return new Promise((resolve, reject) => this.clickFacts.add({ run, resolve, reject }));
  }

  private async countFor(asks: Ask[]): Promise<void> {
    try {
      const [hits, first] = await Promise.all([
        this.counter.hitsOf([...new Set(asks.map(({ run }) => run.linkId))]),
        this.firstHits.of(asks.map(({ run }) => run)),
      ]);
      for (const { run, resolve } of asks) {
        resolve({ hits: hits.get(run.linkId) ?? 0, first: first.get(hitKey(run))?.clickId === clickOf(run) });
      }
    } catch (error) {
      for (const { reject } of asks) reject(error);
    }
  }
}
