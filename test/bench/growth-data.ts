import mongoose from 'mongoose';
import { newId } from '@linkflow/platform';
import type { RunStatus } from '@linkflow/contracts';

/** Ids of the documents that clicks refer to. */
export interface ClickTargets {
  /** Ids of links. The first link gets most clicks, because a mailing usually has one main link. */
  links: string[];
  mailings: string[];
  /** The person with index n is a recipient of the mailing with index `n % mailings.length`. */
  people: { recipientId: string; contactId: string }[];
}

/** How clicks are spread over links and people. */
export interface ClickSpread {
  /** Number of clicks on the first link in each ten clicks. */
  firstLink: number;
  /** `in-turn`: each person clicks once before anybody clicks again. */
  people: 'at-random' | 'in-turn';
}

export const ERRORS = 50;
const BULK = 5_000;
const SPAN_MS = 30 * 86_400_000;

/** Inserts clicks with their clickers and runs, spread over the last month in chronological order. */
export class ClickHistory {
  stored = 0;
  private readonly clickers = new Set<string>();
  private readonly clicked = new Set<string>();
  private serial = 0;

  constructor(
    private readonly connection: mongoose.Connection,
    private readonly targets: ClickTargets,
    private readonly spread: ClickSpread,
  ) {}

  /** Inserts clicks until `total` are stored, including those of earlier calls. */
  async growTo(total: number): Promise<void> {
    const more = total - this.stored;
    const end = Date.now() - 3_600_000;
    for (let from = 0; from < more; from += BULK) {
      const rows = Array.from({ length: Math.min(BULK, more - from) }, (_, n) =>
        this.row(this.stored + from + n, end - SPAN_MS * (1 - (from + n) / more)),
      );
      await Promise.all([
        this.insert(
          'clicks',
          rows.map((row) => row.click),
        ),
        this.insert(
          'clickers',
          rows.flatMap((row) => row.clicker ?? []),
        ),
        this.insert(
          'runs',
          rows.map((row) => row.run),
        ),
      ]);
    }
    this.stored = total;
  }

  private async insert(collection: string, documents: { _id: string }[]): Promise<void> {
    if (documents.length === 0) return;
    await this.connection.collection<{ _id: string }>(collection).insertMany(documents, { ordered: false });
  }

  private row(n: number, ms: number) {
    const { links, mailings, people } = this.targets;
    const index = (this.spread.people === 'in-turn' ? n : scatter(n)) % people.length;
    const person = people[index];
    const linkId = links[n % 10 < this.spread.firstLink ? 0 : 1 + (scatter(n) % (links.length - 1))] ?? '';
    const mailingId = mailings[index % mailings.length] ?? '';
    if (!person) throw new Error('There are no people');
    const { recipientId, contactId } = person;
    const _id = this.idAt(ms);
    const at = new Date(ms);
    const click = {
      _id,
      linkId,
      mailingId,
      recipientId,
      contactId,
      at,
      version: 1,
      kind: 'click',
      run: true,
      ua: 'Chrome 126',
    };
    const key = `${linkId}:${recipientId}`;
    const isNew = !this.clickers.has(key);
    const first = !this.clicked.has(recipientId);
    this.clickers.add(key);
    this.clicked.add(recipientId);
    return {
      click,
      clicker: isNew
        ? { _id: key, linkId, recipientId, mailingId, firstAt: at, lastAt: at, createdByClick: _id, first }
        : undefined,
      run: {
        _id,
        trigger: { type: 'click', id: _id, at },
        subject: { contactId },
        context: { linkId, mailingId, recipientId },
        workflow: { owner: linkId, version: 1 },
        createdAt: at,
        fence: 1,
        rev: 1,
        writeToken: newId(),
        ...stateOf(n, at),
      },
    };
  }

  private idAt(ms: number): string {
    this.serial += 1;
    return (
      Math.floor(ms / 1_000)
        .toString(16)
        .padStart(8, '0') + this.serial.toString(16).padStart(16, '0')
    );
  }
}

/** A deterministic pseudo-random number (Knuth's multiplicative hash). */
const scatter = (n: number): number => Math.imul(n + 1, 2_654_435_761) >>> 1;

/** Status, times and steps of run n: 80 % of the runs succeeded, 10 % failed. None is due soon, because a worker would then execute it. */
function stateOf(n: number, at: Date) {
  const share = scatter(n * 7 + 3) % 100;
  const endedAt = new Date(at.getTime() + 900);
  if (share < 80) return { status: 'succeeded' satisfies RunStatus, endedAt, steps: steps(at, 'succeeded') };
  if (share < 90) {
    const failure = failureOf(scatter(n * 13 + 5) % ERRORS);
    return {
      status: 'failed' satisfies RunStatus,
      endedAt,
      failure,
      steps: steps(at, 'failed', failure.reason),
    };
  }
  if (share < 94) return { status: 'cancelled' satisfies RunStatus, endedAt, steps: steps(at, 'cancelled') };
  if (share < 96) return { status: 'needs-review' satisfies RunStatus, steps: steps(at, 'uncertain') };
  const dueAt = new Date(Date.now() + SPAN_MS);
  const status: RunStatus = share < 98 ? 'waiting' : 'retrying';
  return { status, dueAt, steps: steps(at, status) };
}

const TYPES = ['set-field', 'set-interest', 'add-to-selection', 'create-follow-up', 'call-webhook'];

export function failureOf(n: number) {
  const type = TYPES[n % TYPES.length] ?? '';
  const code = `bench.error-${n}`;
  const message = { en: `The target “${n}” has been deleted`, nb: `Målet «${n}» er slettet` };
  return { nodeId: 'third', type, reason: { code, message }, key: `${type}:${code}:0123456789ab` };
}

function steps(at: Date, last: string, reason?: object) {
  const step = (nodeId: string, type: string, status: string, after: number) => {
    const [startedAt, endedAt] = [new Date(at.getTime() + after), new Date(at.getTime() + after + 20)];
    const attempts = [{ number: 1, startedAt, endedAt, outcome: status, reason }];
    return {
      nodeId,
      type,
      status,
      startedAt,
      endedAt,
      port: 'next',
      attempts,
      output: { applied: true },
      reason,
    };
  };
  return [
    step('first', 'set-interest', 'succeeded', 10),
    step('second', 'add-to-selection', 'succeeded', 40),
    step('third', 'create-follow-up', last, 70),
  ];
}
