import {
  NEXT_PORT,
  TRIGGER,
  type Position,
  type WorkflowDocument,
  type WorkflowLayout,
} from '@linkflow/contracts';
import { CATEGORY, FIELD, INTEREST, PRIORITY, PROJECT, SCRIPT, SELECTION, TASK_TYPE } from './demo-lists';
import { INGRID, KARI } from './demo-people';

/** Distances between steps, px; the same as in the canvas's automatic layout. */
const COLUMN = 320;
const ROW = 136;

interface DrawnStep {
  id: string;
  type: string;
  params?: Record<string, unknown>;
  /** Column and row on the canvas, relative to the trigger. */
  at: [number, number];
  /** The preceding steps and their ports; several where branches join. */
  after: [node: string, port?: string][];
}

/** Builds the document and layout of a workflow from its steps; adds the trigger and the edges. */
function workflowOf(steps: DrawnStep[]): { document: WorkflowDocument; layout: WorkflowLayout } {
  const positions: Record<string, Position> = { [TRIGGER]: { x: 0, y: 0 } };
  for (const { id, at } of steps) positions[id] = { x: at[0] * COLUMN, y: at[1] * ROW };
  return {
    document: {
      schemaVersion: 1,
      nodes: [
        { id: TRIGGER, type: TRIGGER, params: {} },
        ...steps.map(({ id, type, params = {} }) => ({ id, type, params })),
      ],
      edges: steps.flatMap(({ id, after }) =>
        after.map(([node, port = NEXT_PORT]) => ({
          id: `${node}-${port}-${id}`,
          from: { node, port },
          to: id,
        })),
      ),
    },
    layout: { positions, notes: [] },
  };
}

export interface DemoLink {
  name: string;
  folder: string;
  url: string;
  note: string;
  workflow: { document: WorkflowDocument; layout: WorkflowLayout };
}

const page = (title: string, text: string): Record<string, unknown> => ({
  html: `<h1>${title}</h1><p>${text}</p>`,
});

/** The link of the guided tour. Its action lane is empty, as drawing it is the task. */
export const KEEP_ME_INFORMED: DemoLink = {
  name: 'Ja, hold meg informert om nye produkter',
  folder: 'Nyhetsbrev',
  url: 'https://example.com/takk',
  note: 'Takker for klikket',
  workflow: workflowOf([
    {
      id: 'takk',
      type: 'show-text',
      params: page(
        'Takk, {{contact.firstName|og velkommen}}!',
        'Vi forteller deg om nye produkter så snart de kommer.',
      ),
      at: [-0.6, 1],
      after: [['click', 'respond']],
    },
  ]),
};

export const UNSUBSCRIBE: DemoLink = {
  name: 'Meld meg av nyhetsbrevet',
  folder: 'Nyhetsbrev',
  url: 'https://example.com/avmeldt',
  note: 'Spør først, så en skanner ikke melder noen av',
  workflow: workflowOf([
    {
      id: 'sikker',
      type: 'confirm',
      params: {
        title: 'Vil du slutte å få nyhetsbrevet?',
        html: '<p>Du får fortsatt beskjeder om avtaler du har med oss.</p>',
        button: 'Ja, meld meg av',
      },
      at: [-0.6, 1],
      after: [['click', 'respond']],
    },
    {
      id: 'ferdig',
      type: 'show-text',
      params: page('Du er meldt av', 'Nyhetsbrevet kommer ikke lenger til {{contact.email|deg}}.'),
      at: [-0.6, 2],
      after: [['sikker', 'confirmed']],
    },
    {
      id: 'interesse',
      type: 'remove-interest',
      params: { interestId: INTEREST.newsletter.id },
      at: [0.6, 1],
      after: [['click', 'then']],
    },
    {
      id: 'utvalg',
      type: 'add-to-selection',
      params: { selectionId: SELECTION.unsubscribed.id },
      at: [0.6, 2],
      after: [['interesse']],
    },
  ]),
};

export const CALL_ME: DemoLink = {
  name: 'Ring meg',
  folder: 'Kontakt oss',
  url: 'https://example.com/kontakt',
  note: 'Oppfølging til vår kontakt, ellers en sak til salg',
  workflow: workflowOf([
    {
      id: 'svar',
      type: 'redirect',
      params: { url: '' },
      at: [-0.6, 1],
      after: [['click', 'respond']],
    },
    {
      id: 'kjent',
      type: 'condition',
      params: { condition: { all: [{ fact: 'contact.hasOurContact', operator: 'equal', value: true }] } },
      at: [0.6, 1],
      after: [['click', 'then']],
    },
    {
      id: 'ring',
      type: 'create-follow-up',
      params: {
        kind: 'to-do',
        taskTypeId: TASK_TYPE.phone.id,
        text: 'Ring {{contact.firstName}} {{contact.lastName}}, som ba om det',
        projectId: PROJECT.spring.id,
        createdById: INGRID.id,
        assignToOurContact: true,
        defaultRecipientId: KARI.id,
        durationMinutes: 15,
        dueInDays: 0,
      },
      at: [0.1, 2],
      after: [['kjent', 'yes']],
    },
    {
      id: 'sak',
      type: 'create-request',
      params: {
        title: '{{contact.name}} vil bli ringt',
        categoryId: CATEGORY.sales.id,
        priorityId: PRIORITY.high.id,
        owner: { kind: 'auto' },
      },
      at: [1.1, 2],
      after: [['kjent', 'no']],
    },
    {
      id: 'interessert',
      type: 'add-to-selection',
      params: { selectionId: SELECTION.interested.id },
      at: [0.6, 3],
      after: [['ring'], ['sak']],
    },
  ]),
};

export const BOOK_DEMO: DemoLink = {
  name: 'Book en demo',
  folder: 'Kontakt oss',
  url: 'https://example.com/demo',
  note: 'Velger side ved skript, og møte i første ledige time',
  workflow: workflowOf([
    {
      id: 'side',
      type: 'return-script',
      params: { scriptId: SCRIPT.landingPage.id },
      at: [-0.6, 1],
      after: [['click', 'respond']],
    },
    {
      id: 'linje',
      type: 'set-field',
      params: { fieldId: FIELD.productLine.id, value: 'Sol' },
      at: [0.6, 1],
      after: [['click', 'then']],
    },
    {
      id: 'interesse',
      type: 'set-interest',
      params: { interestId: INTEREST.products.id },
      at: [0.6, 2],
      after: [['linje']],
    },
    {
      id: 'prosjekt',
      type: 'add-to-project',
      params: { projectId: PROJECT.spring.id },
      at: [0.6, 3],
      after: [['interesse']],
    },
    {
      id: 'mote',
      type: 'create-follow-up',
      params: {
        kind: 'meeting',
        taskTypeId: TASK_TYPE.meeting.id,
        text: 'Demo for {{contact.name}}',
        projectId: PROJECT.spring.id,
        createdById: INGRID.id,
        assignToOurContact: true,
        defaultRecipientId: KARI.id,
        durationMinutes: 60,
        dueInDays: 0,
      },
      at: [0.6, 4],
      after: [['prosjekt']],
    },
  ]),
};

export const DEMO_LINKS: readonly DemoLink[] = [KEEP_ME_INFORMED, UNSUBSCRIBE, CALL_ME, BOOK_DEMO];
