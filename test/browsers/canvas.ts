import { ROUTES, THEN_PORT, TRIGGER, type Position, type WorkflowEdit } from '@linkflow/contracts';
import { Demo, DEMO_USER, until, type ApiClient } from '../support';
import type { Person } from './person';

const card = (id: string): string => `.react-flow__node[data-id="${id}"]`;
const INTEREST = 'set-interest';
const OPTION = '[role="option"]';

/** A link whose workflow is edited on the canvas with the mouse and with the keyboard, in the order of the methods. */
export class CanvasStory {
  /** The step that `dragStep` adds. */
  private added = '';

  private constructor(
    private readonly person: Person,
    private readonly api: ApiClient,
    private readonly linkId: string,
  ) {}

  /** Creates a link with a condition, a step behind it and a step that is not connected. */
  static async on(person: Person, api: ApiClient, name: string): Promise<CanvasStory> {
    const { id, draft } = await api.call(ROUTES.links.create, {
      body: { name, url: 'https://example.com/' },
    });
    const interestId = await new Demo(api).idOf('interest', 'Produktnyheter');
    const edits: WorkflowEdit[] = [
      node(
        'if',
        'condition',
        { x: 0, y: 160 },
        {
          condition: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] },
        },
      ),
      node('a', INTEREST, { x: -200, y: 340 }, { interestId }),
      node('b', INTEREST, { x: 100, y: 560 }, { interestId }),
      connect(TRIGGER, THEN_PORT, 'if'),
      connect('if', 'yes', 'a'),
    ];
    await api.call(ROUTES.workflows.editDraft, { params: { id }, body: { revision: draft.revision, edits } });
    return new CanvasStory(person, api, id);
  }

  async open(apiUrl: string): Promise<void> {
    await this.person.tab.open(`${apiUrl}/links/${this.linkId}`);
    await this.person.sees(card('b'));
  }

  async dragStep(): Promise<void> {
    const { person } = this;
    const outlet = await person.middle('[data-node-id="if"] [data-testid="port-no"]');
    await person.reads(`document.querySelector('[data-dnd-overlay]') !== null`, 'dragging');
    await person.drags(
      `[data-testid="palette-item"][data-step-type="${INTEREST}"]`,
      { x: outlet.x + 20, y: outlet.y + 60 },
      () =>
        person.reads(
          `document.querySelector('[data-node-id="if"] [data-port="no"][data-drop]') !== null`,
          'the lit outlet',
        ),
    );
    const drawn = await this.waitFor('if no');
    this.added = drawn.split(' > ')[1] ?? '';
  }

  async moveArrow(): Promise<void> {
    const { person } = this;
    await person.tab.moveTo(await this.pointOnArrow('if-yes-a'));
    const to = await person.middle(card('b'));
    await person.drags('[data-testid="arrow-grip"][data-end="to"]', to, () =>
      person.sees('[data-node-id="b"][data-drop]'),
    );
    await this.waitFor('if yes > b');
    await person.clicks(card('b'));
    await person.tab.press('z', 'Control');
    await this.waitFor('if yes > a');
  }

  async fillIn(): Promise<void> {
    const { person } = this;
    await person.clicks(card(this.added));
    await person.clicks('[data-testid="inspector-form"] input');
    await person.tab.type('Produkt');
    await person.reads(
      `[...document.querySelectorAll('${OPTION}')].find((one) => one.offsetHeight > 0)?.innerText.includes('Produktnyheter') === true`,
      'the option "Produktnyheter"',
    );
    await person.presses('ArrowDown', 'Enter');
    await until(
      async () => (await this.draft()).nodes.some(({ id, params }) => id === this.added && params.interestId),
      {
        what: 'the chosen interest in the draft',
      },
    );
  }

  async addByKeyboard(): Promise<void> {
    const { person } = this;
    const before = new Set((await this.draft()).nodes.map(({ id }) => id));
    await person.clicks(card('a'));
    await person.presses('n');
    await person.isOn('[data-testid="add-menu"] input');
    await person.tab.type('stopp');
    await person.presses('Enter');
    const added = await until(async () => (await this.draft()).nodes.find(({ id }) => !before.has(id)), {
      what: 'the step that was added by keyboard',
    });
    await person.isOn(card(added.id));
    await this.waitFor(`a next > ${added.id}`);
    await person.presses('Delete');
    await until(async () => !(await this.draft()).nodes.some(({ id }) => id === added.id), {
      what: 'the draft without the deleted step',
    });
  }

  /** Picks a step of the palette up, moves it to another place and puts it down there. */
  async dragByKeyboard(): Promise<void> {
    const { person } = this;
    const before = new Set((await this.draft()).nodes.map(({ id }) => id));
    await person.clicks(card('a'));
    await person.goesTo('[data-testid="palette-item"][data-step-type="stop"]');
    await person.presses(' ');
    await person.sees('[data-testid="drag-image"]');
    await person.presses('ArrowDown');
    await person.reads(`document.querySelector('[data-drop]') !== null`, 'the lit place');
    await person.presses('Enter');
    await until(async () => (await this.draft()).nodes.some(({ id }) => !before.has(id)), {
      what: 'the step that was dragged by keyboard',
    });
    await person.tab.press('z', 'Control');
    await until(async () => (await this.draft()).nodes.length === before.size, { what: 'the undone drag' });
  }

  /** The session ends while a text is typed: the user signs in in place, and the text is saved. */
  async renewSession(): Promise<void> {
    const { person, api } = this;
    await person.clicks('[data-testid="link-address"]');
    await person.tab.type('?from=');
    const others = (await api.call(ROUTES.sessions.list)).filter(({ current }) => !current);
    for (const { id } of others) await api.call(ROUTES.sessions.end, { params: { id } });
    await person.tab.type('mail');
    await person.isOn('[data-testid="session-dialog"] input[type=password]');
    await person.tab.type(DEMO_USER.password);
    await person.presses('Enter');
    await person.seesNo('[data-testid="session-dialog"]');
    await until(async () => (await this.link()).draft.url.endsWith('?from=mail'), {
      what: 'the saved address',
    });
  }

  async connectByKeyboard(): Promise<void> {
    const { person } = this;
    await person.clicks(card('a'));
    await person.presses('c');
    await person.isOn('[data-testid="connect-menu"] input');
    await person.sees('[data-testid="connect-menu"] [data-connect-to="b"]');
    await person.clicks('[data-testid="connect-menu"] [data-connect-to="b"]');
    await person.isOn(card('a'));
    await this.waitFor('a next > b');
  }

  async publish(): Promise<void> {
    const { person } = this;
    await person.clicks('[data-testid="publish"]:enabled');
    await person.clicks('[data-testid="publish-submit"]:enabled');
    await person.seesNo('[data-testid="publish-dialog"]');
    const { liveVersion } = await this.link();
    if (liveVersion !== 1) throw new Error(`version ${liveVersion} is live`);
  }

  private link() {
    return this.api.call(ROUTES.links.get, { params: { id: this.linkId } });
  }

  private async draft() {
    return (await this.link()).draft.document;
  }

  /** Waits until the saved draft has an edge `node port > node` that begins like this. */
  private waitFor(edge: string): Promise<string> {
    return until(
      async () =>
        (await this.draft()).edges
          .map(({ from, to }) => `${from.node} ${from.port} > ${to}`)
          .find((one) => one.startsWith(edge)),
      { what: `the saved arrow "${edge}"` },
    );
  }

  private async pointOnArrow(id: string): Promise<Position> {
    await this.person.middle(card('a'));
    const point = await this.person.tab.evaluate(`(() => {
      const path = document.querySelector('path[data-edge-id="${id}"]');
      const { x, y } = path.getPointAtLength(path.getTotalLength() * 0.5).matrixTransform(path.getScreenCTM());
      return JSON.stringify({ x: Math.round(x), y: Math.round(y) });
    })()`);
    return JSON.parse(String(point)) as Position;
  }
}

function node(id: string, type: string, position: Position, params: Record<string, unknown>): WorkflowEdit {
  return { op: 'add-node', node: { id, type, params }, position };
}

function connect(from: string, port: string, to: string): WorkflowEdit {
  return { op: 'connect', edge: { id: `${from}-${port}-${to}`, from: { node: from, port }, to } };
}
