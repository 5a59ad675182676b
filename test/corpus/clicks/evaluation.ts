import {
  LINK_GROUPS,
  linkGroup,
  type Delivery,
  type LabelledDelivery,
  type LinkGroup,
  type Sender,
} from './delivery';

export type Verdict = 'human' | 'suspect' | 'bot';

/** What the classifier says of a delivery: a line that `npm run clicks:judge` prints. */
export interface JudgedDelivery {
  id: string;
  /** The verdict of each request when it came. */
  first: Verdict[];
  /** The verdict of each request at the end. */
  final: Verdict[];
  /** The codes of the signals of each request. */
  signals: string[][];
}

/** Counts of one row of the table. HEAD requests are not clicks; they count in `probes` only. */
export interface Figures {
  deliveries: number;
  machineClicks: number;
  /** Machine clicks that are suspect or bot at the end. */
  machinesFound: number;
  personClicks: number;
  /** Clicks of persons that are bot at the end. */
  peopleAsBots: number;
  /** Clicks of persons that were not human when they came, so that costly steps wait. */
  peopleHeld: number;
  /** Of these, those that are human at the end: released by the end of the window, at the latest. */
  peopleReleased: number;
  /** Clicks and buttons of machines that were human when they came or are human at the end, so that costly steps run. */
  costlyByMachines: number;
  /** Buttons that machines pressed and that were human when they came. */
  consentByMachines: number;
  /** Requests of machines for headers only, and those of them that are human. */
  probes: number;
  probesAsHuman: number;
}

const NONE: Figures = {
  deliveries: 0,
  machineClicks: 0,
  machinesFound: 0,
  personClicks: 0,
  peopleAsBots: 0,
  peopleHeld: 0,
  peopleReleased: 0,
  costlyByMachines: 0,
  consentByMachines: 0,
  probes: 0,
  probesAsHuman: 0,
};

export interface Row extends Figures {
  family: string;
  group: LinkGroup | 'all';
}

export interface Evaluation {
  /** By family and number of links, in the order of the corpus. */
  rows: Row[];
  /** Over all families that the aims cover, by number of links and over all. */
  totals: Row[];
  /** Families in which nothing tells machines and people apart. The aims do not cover them. */
  limits: Row[];
  /** Deliveries with an error that the aims exclude, to look at. */
  failures: Failure[];
}

export interface Failure {
  kind: 'machine as human' | 'person as bot';
  delivery: Delivery;
  request: number;
  judged: JudgedDelivery;
}

/** Compares what the classifier says with what is known. */
export function evaluate(deliveries: LabelledDelivery[], judged: JudgedDelivery[]): Evaluation {
  const byId = new Map(judged.map((each) => [each.id, each]));
  const rows = new Map<string, Row>();
  const limits = new Map<string, Row>();
  const totals = new Map<string, Row>();
  const failures: Failure[] = [];
  for (const delivery of deliveries) {
    const verdicts = byId.get(delivery.id);
    if (verdicts === undefined) throw new Error(`Delivery ${delivery.id} was not judged.`);
    const { family, indistinguishable } = delivery.label;
    const group = linkGroup(delivery);
    const figures = figuresOf(delivery, verdicts);
    const table = indistinguishable === true ? limits : rows;
    addTo(table, { ...figures, family, group });
    if (indistinguishable === true) continue;
    addTo(totals, { ...figures, family: 'all', group });
    addTo(totals, { ...figures, family: 'all', group: 'all' });
    failures.push(...failuresOf(delivery, verdicts));
  }
  return {
    rows: [...rows.values()],
    totals: [...totals.values()].toSorted((one, other) => order(one) - order(other)),
    limits: [...limits.values()],
    failures,
  };
}

const order = ({ group }: Row): number => (group === 'all' ? LINK_GROUPS.length : LINK_GROUPS.indexOf(group));

function addTo(table: Map<string, Row>, row: Row): void {
  const key = `${row.family}/${row.group}`;
  const before = table.get(key);
  if (before === undefined) {
    table.set(key, { ...row });
    return;
  }
  for (const name of Object.keys(NONE) as (keyof Figures)[]) before[name] += row[name];
}

function figuresOf(delivery: LabelledDelivery, verdicts: JudgedDelivery): Figures {
  const figures = { ...NONE, deliveries: 1 };
  for (const [index, request] of delivery.requests.entries()) {
    const sender: Sender = delivery.label.truth[index] ?? 'machine';
    const first = verdicts.first[index];
    const final = verdicts.final[index];
    if (request.kind === 'head') {
      figures.probes += 1;
      if (first === 'human' || final === 'human') figures.probesAsHuman += 1;
    } else if (sender === 'machine') {
      figures.machineClicks += 1;
      if (final !== 'human') figures.machinesFound += 1;
      if (first === 'human' || final === 'human') figures.costlyByMachines += 1;
      if (request.kind === 'confirm-post' && first === 'human') figures.consentByMachines += 1;
    } else {
      figures.personClicks += 1;
      if (final === 'bot') figures.peopleAsBots += 1;
      if (first !== 'human') figures.peopleHeld += 1;
      if (first !== 'human' && final === 'human') figures.peopleReleased += 1;
    }
  }
  return figures;
}

function failuresOf(delivery: LabelledDelivery, judged: JudgedDelivery): Failure[] {
  return delivery.requests.flatMap(({ kind }, request): Failure[] => {
    const human = judged.first[request] === 'human' || judged.final[request] === 'human';
    const isMachine = delivery.label.truth[request] === 'machine';
    if (isMachine && kind !== 'head' && human) {
      return [{ kind: 'machine as human', delivery, request, judged }];
    }
    if (!isMachine && judged.final[request] === 'bot') {
      return [{ kind: 'person as bot', delivery, request, judged }];
    }
    return [];
  });
}
