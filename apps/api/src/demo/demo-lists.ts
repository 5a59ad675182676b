import { Injectable } from '@nestjs/common';
import {
  CategoriesService,
  FieldsService,
  InterestsService,
  PrioritiesService,
  ProjectsService,
  ScriptsService,
  SelectionsService,
  TaskTypesService,
} from '@linkflow/crm';
import type { ColleagueKey } from './demo-people';

/** Ids of the demo's lists, by the names that stand in them. */
export interface DemoLists {
  interests: Record<string, string>;
  selections: Record<string, string>;
  projects: Record<string, string>;
  fields: Record<string, string>;
  categories: Record<string, string>;
  priorities: Record<string, string>;
  taskTypes: Record<string, string>;
  scripts: Record<string, string>;
}

const SCORE_SCRIPT = `// Flere klikk gir flere poeng. Resultatet kan brukes i en betingelse etter dette steget.
const hits = Number(getVariable('linkHits'));
const first = getVariable('firstHit') === '1';
return { score: (first ? 10 : 5) + Math.min(hits, 20) };
`;
const LANDING_SCRIPT = `// Sender mottakeren til en side med kampanjen i adressen.
setVariable('returnUrl', getVariable('linkUrl') + '?kampanje=var-2027');
`;

/** The lists that an administrator would have prepared. */
@Injectable()
export class DemoListsSeed {
  constructor(
    private readonly interests: InterestsService,
    private readonly selections: SelectionsService,
    private readonly projects: ProjectsService,
    private readonly fields: FieldsService,
    private readonly categories: CategoriesService,
    private readonly priorities: PrioritiesService,
    private readonly taskTypes: TaskTypesService,
    private readonly scripts: ScriptsService,
  ) {}

  async create(users: Record<ColleagueKey, string>): Promise<DemoLists> {
    const member = (key: ColleagueKey, weight = 1): { userId: string; weight: number } => ({
      userId: users[key],
      weight,
    });
    const selection = (name: string, kind: 'static' | 'dynamic' = 'static') =>
      this.selections.create({ name, kind });
    const fields = await inTurn([
      () =>
        this.fields.create({ key: 'x_satisfied', name: 'Fornøyd kunde', entity: 'contact', type: 'boolean' }),
      () =>
        this.fields.create({
          key: 'x_customer_level',
          name: 'Kundenivå',
          entity: 'contact',
          type: 'list',
          options: ['Bronse', 'Sølv', 'Gull'],
        }),
      () =>
        this.fields.create({ key: 'x_customer_since', name: 'Kunde siden', entity: 'contact', type: 'date' }),
      () =>
        this.fields.create({ key: 'x_purchases', name: 'Antall kjøp', entity: 'contact', type: 'integer' }),
      () => this.fields.create({ key: 'x_note', name: 'Merknad', entity: 'contact', type: 'long-text' }),
    ]);
    return {
      interests: byName(
        await inTurn(
          ['Produktnyheter', 'Nyhetsbrev', 'Arrangementer', 'Webinarer'].map(
            (name) => () => this.interests.create(name),
          ),
        ),
      ),
      selections: byName(
        await inTurn([
          () => selection('Interessert – vår 2027'),
          () => selection('Nyhetsbrev – avmeldt'),
          () => selection('VIP'),
          () => selection('Kunder i Norge', 'dynamic'),
        ]),
      ),
      projects: byName(
        await inTurn(
          ['Vårkampanjen 2027', 'Kundedagen i Bergen'].map((name) => () => this.projects.create(name)),
        ),
      ),
      fields: byName(fields),
      categories: byName(
        await inTurn([
          () =>
            this.categories.create({
              name: 'Salg',
              parentId: null,
              rule: 'even',
              ourContactFirst: false,
              members: [member('kari'), member('jonas')],
            }),
          () =>
            this.categories.create({
              name: 'Kundeservice',
              parentId: null,
              rule: 'fewest-open',
              ourContactFirst: true,
              members: [member('ola'), member('jonas')],
            }),
          () =>
            this.categories.create({
              name: 'Rådgivning',
              parentId: null,
              rule: 'weighted',
              ourContactFirst: false,
              members: [member('kari', 3), member('ingrid', 1)],
            }),
          () =>
            this.categories.create({
              name: 'Innboks',
              parentId: null,
              rule: 'none',
              ourContactFirst: false,
              members: [],
            }),
        ]),
      ),
      priorities: byName(
        await inTurn([
          () => this.priorities.create('Lav', 1, false),
          () => this.priorities.create('Middels', 2, true),
          () => this.priorities.create('Høy', 3, false),
        ]),
      ),
      taskTypes: byName(
        await inTurn([
          () => this.taskTypes.create('Telefon ut', 'to-do'),
          () => this.taskTypes.create('Oppgave', 'to-do'),
          () => this.taskTypes.create('E-post ut', 'to-do'),
          () => this.taskTypes.create('Møte', 'meeting'),
          () => this.taskTypes.create('Møte (internt)', 'meeting'),
        ]),
      ),
      scripts: byName(
        await inTurn([
          () =>
            this.scripts.create({
              name: 'Beregn interessepoeng',
              description: 'Gir poeng etter hvor ofte det er klikket.',
              source: SCORE_SCRIPT,
            }),
          () =>
            this.scripts.create({
              name: 'Kampanjeside',
              description: 'Velger hvor mottakeren sendes.',
              source: LANDING_SCRIPT,
            }),
        ]),
      ),
    };
  }
}

/** One after the other, so that ids and lists stand in the order of this page. */
export async function inTurn<T>(makers: readonly (() => Promise<T>)[]): Promise<T[]> {
  const made: T[] = [];
  for (const make of makers) made.push(await make());
  return made;
}

const byName = (items: readonly { id: string; name: string }[]): Record<string, string> =>
  Object.fromEntries(items.map(({ id, name }) => [name, id]));

/** The id of a name that this demo has itself made. */
export function idOf(ids: Record<string, string>, name: string): string {
  const id = ids[name];
  if (!id) throw new Error(`The demo has made nothing called "${name}"`);
  return id;
}
