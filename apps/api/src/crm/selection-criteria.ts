import { Injectable } from '@nestjs/common';
import { describeActivityFact, phrase, type Issue, type SelectionKind } from '@linkflow/contracts';
import { FieldsService, SelectionsService } from '@linkflow/crm';
import { factDescriptors } from '@linkflow/facts';
import { AppError } from '@linkflow/platform';
import { checkCondition, factsInCondition } from '@linkflow/workflow';

const TEXTS = {
  onlyDynamic: {
    en: 'Only dynamic selections have criteria',
    nb: 'Bare dynamiske utvalg har kriterier',
  },
  notStatic: {
    en: 'Criteria can only name static selections, and “{name}” is none',
    nb: 'Kriterier kan bare bruke statiske utvalg, og «{name}» er ikke et av dem',
  },
};

/** Checks the criteria of dynamic selections: conditions on facts about contacts and companies. */
@Injectable()
export class SelectionCriteria {
  constructor(
    private readonly fields: FieldsService,
    private readonly selections: SelectionsService,
  ) {}

  /** @throws AppError validation.failed with what is wrong, by its path in the criteria */
  async check(kind: SelectionKind, criteria: unknown): Promise<void> {
    if (criteria === undefined || criteria === null) return;
    if (kind !== 'dynamic')
      throw invalid([{ code: 'criteria.kind', path: 'criteria', message: TEXTS.onlyDynamic }]);
    const facts = factDescriptors(await this.fields.list('contact')).filter(
      ({ group }) => group === 'contact' || group === 'company',
    );
    const activity = factsInCondition(criteria).flatMap((name) => describeActivityFact(name) ?? []);
    const byName = new Map([...facts, ...activity].map((fact) => [fact.name, fact]));
    const problems = checkCondition(criteria, 'criteria', byName);
    if (problems.length > 0) throw invalid(problems);
    const named = await Promise.all(selectionsIn(criteria).map((id) => this.selections.findById(id)));
    const issues = named.flatMap((selection): Issue[] =>
      selection && selection.kind !== 'static'
        ? [
            {
              code: 'selection.not-static',
              path: 'criteria',
              message: phrase(TEXTS.notStatic, { name: selection.name }),
            },
          ]
        : [],
    );
    if (issues.length > 0) throw invalid(issues);
  }
}

const invalid = (issues: Issue[]): AppError =>
  new AppError('validation.failed', issues.map(({ message }) => message.en).join('. '), { issues });

/** The ids of the selections that a valid condition names. */
function selectionsIn(condition: unknown): string[] {
  if (typeof condition !== 'object' || condition === null) return [];
  const { fact, value } = condition as { fact?: unknown; value?: unknown };
  if (fact === 'contact.selections') return typeof value === 'string' ? [value.trim()] : [];
  return Object.values(condition).flat().flatMap(selectionsIn);
}
