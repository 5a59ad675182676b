import {
  NEXT_PORT,
  RESPOND_PORT,
  THEN_PORT,
  TRIGGER,
  type Position,
  type WorkflowDocument,
  type WorkflowEdge,
  type WorkflowLayout,
  type WorkflowNode,
} from '@linkflow/contracts';
import { CATEGORY, FIELD, INTEREST, PRIORITY, PROJECT, SCRIPT, SELECTION, TASK_TYPE } from './demo-lists';
import { INGRID, KARI } from './demo-people';

/** Distances between steps, px; the same as in the canvas's automatic layout. */
const COLUMN = 320;
const ROW = 136;

/** The position of a step on the canvas, in columns and rows from the trigger. `after`: the nodes and ports from which edges lead to it. */
interface Place {
  column?: number;
  row?: number;
  after?: [node: string, port?: string][];
}
type Step = [id: string, type: string, params: WorkflowNode['params'], place?: Place];

export interface Workflow {
  document: WorkflowDocument;
  layout: WorkflowLayout;
}

/** Builds a workflow. A step without `place` is drawn below the preceding step of its lane and connected to it. */
export function workflowOf(lanes: { respond: Step[]; then?: Step[] }): Workflow {
  const nodes: WorkflowNode[] = [{ id: TRIGGER, type: TRIGGER, params: {} }];
  const edges: WorkflowEdge[] = [];
  const positions: Record<string, Position> = { [TRIGGER]: { x: 0, y: 0 } };
  const draw = (steps: Step[], laneColumn: number, lanePort: string): void => {
    let previous: [node: string, port?: string] = [TRIGGER, lanePort];
    for (const [index, [id, type, params, place = {}]] of steps.entries()) {
      const { column = laneColumn, row = index + 1, after = [previous] } = place;
      nodes.push({ id, type, params });
      positions[id] = { x: column * COLUMN, y: row * ROW };
      for (const [node, port = NEXT_PORT] of after)
        edges.push({ id: `${node}-${port}-${id}`, from: { node, port }, to: id });
      previous = [id];
    }
  };
  draw(lanes.respond, -0.6, RESPOND_PORT);
  draw(lanes.then ?? [], 0.6, THEN_PORT);
  return { document: { schemaVersion: 1, nodes, edges }, layout: { positions, notes: [] } };
}

export interface DemoLink {
  name: string;
  folder: string;
  url: string;
  note: string;
  workflow: Workflow;
}

const page = (title: string, text: string): WorkflowNode['params'] => ({
  html: `<h1>${title}</h1><p>${text}</p>`,
});

/**
 * Parameters of a follow-up that is assigned to the account manager (`ourContactId`) of the contact, or to Kari if the contact has none.
 */
const forOurContact = {
  projectId: PROJECT.spring.id,
  createdById: INGRID.id,
  assignToOurContact: true,
  defaultRecipientId: KARI.id,
  dueInDays: 0,
};

/** The link of the guided tour. Its then lane is empty, because drawing it is the task of the tour. */
const KEEP_ME_INFORMED: DemoLink = {
  name: 'Ja, hold meg informert om nye produkter',
  folder: 'Nyhetsbrev',
  url: 'https://example.com/takk',
  note: 'Takker for klikket',
  workflow: workflowOf({
    respond: [
      [
        'takk',
        'show-text',
        page(
          'Takk, {{contact.firstName|og velkommen}}!',
          'Vi forteller deg om nye produkter så snart de kommer.',
        ),
      ],
    ],
  }),
};

/** Shows a confirm page, and steps that remove and add. Unsubscribing is the page that the footer of the mailing leads to. */
const FEWER_MAILS: DemoLink = {
  name: 'Bare de viktigste nyhetene',
  folder: 'Nyhetsbrev',
  url: 'https://example.com/nyheter',
  note: 'Spør først, så en skanner ikke endrer noe',
  workflow: workflowOf({
    respond: [
      [
        'sikker',
        'confirm',
        {
          title: 'Vil du bare ha de viktigste nyhetene?',
          html: '<p>Da får du noen få brev i året, og ikke ett i måneden.</p>',
          button: 'Ja, bare de viktigste',
        },
      ],
      [
        'ferdig',
        'show-text',
        page('Det er notert', 'Heretter får du bare de viktigste nyhetene til {{contact.email|deg}}.'),
        { after: [['sikker', 'confirmed']] },
      ],
    ],
    then: [
      ['interesse', 'remove-interest', { interestId: INTEREST.newsletter.id }],
      ['utvalg', 'add-to-selection', { selectionId: SELECTION.fewerMails.id }],
    ],
  }),
};

const CALL_ME: DemoLink = {
  name: 'Ring meg',
  folder: 'Kontakt oss',
  url: 'https://example.com/kontakt',
  note: 'Oppfølging til vår kontakt, ellers en sak til salg',
  workflow: workflowOf({
    respond: [['svar', 'redirect', { url: '' }]],
    then: [
      [
        'kjent',
        'condition',
        { condition: { all: [{ fact: 'contact.hasOurContact', operator: 'equal', value: true }] } },
      ],
      [
        'ring',
        'create-follow-up',
        {
          ...forOurContact,
          kind: 'to-do',
          taskTypeId: TASK_TYPE.phone.id,
          text: 'Ring {{contact.firstName}} {{contact.lastName}}, som ba om det',
          durationMinutes: 15,
        },
        { column: 0.1, row: 2, after: [['kjent', 'yes']] },
      ],
      [
        'sak',
        'create-request',
        {
          title: '{{contact.name}} vil bli ringt',
          categoryId: CATEGORY.sales.id,
          priorityId: PRIORITY.high.id,
          owner: { kind: 'auto' },
        },
        { column: 1.1, row: 2, after: [['kjent', 'no']] },
      ],
      [
        'interessert',
        'add-to-selection',
        { selectionId: SELECTION.interested.id },
        { row: 3, after: [['ring'], ['sak']] },
      ],
    ],
  }),
};

const BOOK_DEMO: DemoLink = {
  name: 'Book en demo',
  folder: 'Kontakt oss',
  url: 'https://example.com/demo',
  note: 'Velger side ved skript, og møte i første ledige time',
  workflow: workflowOf({
    respond: [['side', 'return-script', { scriptId: SCRIPT.landingPage.id }]],
    then: [
      ['linje', 'set-field', { fieldId: FIELD.productLine.id, value: 'Sol' }],
      ['interesse', 'set-interest', { interestId: INTEREST.products.id }],
      ['prosjekt', 'add-to-project', { projectId: PROJECT.spring.id }],
      [
        'mote',
        'create-follow-up',
        {
          ...forOurContact,
          kind: 'meeting',
          taskTypeId: TASK_TYPE.meeting.id,
          text: 'Demo for {{contact.name}}',
          durationMinutes: 60,
        },
      ],
    ],
  }),
};

export const DEMO_LINKS: readonly DemoLink[] = [KEEP_ME_INFORMED, FEWER_MAILS, CALL_ME, BOOK_DEMO];

const BUTTON =
  'display: inline-block; padding: 13px 22px; border-radius: 8px; background-color: #1f6f54; color: #ffffff; font-weight: 600; text-decoration: none';
const LINK = 'color: #1f6f54; font-weight: 600';

/** The HTML of the mailing "Vårnyheter 2027". `href` returns the placeholder to insert as the address of a link. */
export const springNews = (href: (link: DemoLink) => string): string => `
<div style="background-color: #eef2ef; padding: 28px 12px; font-family: Helvetica, Arial, sans-serif; color: #24312c">
  <table role="presentation" align="center" width="600" cellpadding="0" cellspacing="0" style="background-color: #ffffff; border-radius: 12px; max-width: 600px; width: 100%">
    <tr><td style="padding: 32px 36px 8px 36px">
      <p style="margin: 0; font-size: 13px; letter-spacing: 1px; text-transform: uppercase; color: #5c7269">Vårnyheter 2027</p>
      <h1 style="margin: 8px 0 0 0; font-size: 28px; line-height: 1.25">Mer sol på taket, mindre på regningen</h1>
    </td></tr>
    <tr><td style="padding: 12px 36px; font-size: 16px; line-height: 1.6">
      <p>Hei {{contact.firstName|du}},</p>
      <p>i april kommer en ny serie solpaneler som virker fra første vårsol til sist i oktober. De er lettere å montere, og
      du ser hva de gir, time for time.</p>
      <p>Vil du høre mer når de er klare?</p>
      <p style="margin: 26px 0"><a href="${href(KEEP_ME_INFORMED)}" style="${BUTTON}">Ja, hold meg informert om nye produkter</a></p>
      <p>Har du et tak å vise fram, tar vi gjerne en titt: <a href="${href(BOOK_DEMO)}" style="${LINK}">Book en demo</a>. Og vil du
      heller snakke med et menneske, er det bare å si fra: <a href="${href(CALL_ME)}" style="${LINK}">Ring meg</a>.</p>
      <p>Du kan også lese <a href="https://example.com/blogg/solrike-tak" style="${LINK}">tre historier fra solrike tak</a>.</p>
      <p>Vennlig hilsen<br>Ingrid Dahl</p>
    </td></tr>
    <tr><td style="padding: 16px 36px 28px 36px; border-top: 1px solid #e2e8e4; font-size: 13px; color: #5c7269">
      Du får dette fordi du er kunde hos oss. <a href="${href(FEWER_MAILS)}" style="color: #5c7269">Bare de viktigste nyhetene</a> ·
      <a href="{{link:unsubscribe}}" style="color: #5c7269">Meld deg av</a>
    </td></tr>
  </table>
</div>
`;
