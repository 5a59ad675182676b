import { Injectable } from '@nestjs/common';
import {
  CLICK_REASONS,
  reasonTexts,
  signalReason,
  type ClickDetail,
  type ClickQuery,
  type ClickView,
  type LookView,
  type Page,
  type CorrectionEffects,
  type VerdictEventView,
  type VerdictView,
} from '@linkflow/contracts';
import { RunStore, canMakeUp, undoableSteps, type StoredRun } from '@linkflow/engine';
import {
  ClickLists,
  Networks,
  Recipients,
  keepsWithdrawals,
  verdictOf,
  type ClickDoc,
  type Look,
} from '@linkflow/links';
import { EntityNames } from '../catalogue/entity-names';
import { evidenceInWords } from './click-evidence';

const textOf = reasonTexts(signalReason);

/** A stored verdict with the sentences of its signals. */
export function verdictView(click: Pick<ClickDoc, 'verdict' | 'judgement' | 'correction'>): VerdictView {
  const { judgement, correction } = click;
  return {
    verdict: verdictOf(click),
    ...(judgement && {
      judgement: {
        verdict: judgement.verdict,
        score: judgement.score,
        classifier: judgement.classifier,
        signals: judgement.signals.map(({ code, weight, params }) => ({
          code,
          weight,
          text: textOf({ code, ...(params && { params }) }),
        })),
      },
    }),
    ...(correction && {
      correction: { verdict: correction.verdict, at: correction.at.toISOString(), by: correction.by },
    }),
  };
}

/** A look of a recipient. That at the hidden link has the id of the recipient as its link. */
export const lookView = ({ at, linkId, kind, seen, agent }: Look, recipientId: string): LookView => ({
  at: at.toISOString(),
  linkId: linkId === recipientId ? null : linkId,
  kind,
  seen,
  agent,
});

/** Builds the API's views of clicks. */
@Injectable()
export class ClickViews {
  constructor(
    private readonly lists: ClickLists,
    private readonly recipients: Recipients,
    private readonly runs: RunStore,
    private readonly names: EntityNames,
    private readonly networks: Networks,
  ) {}

  async page(query: ClickQuery): Promise<Page<ClickView>> {
    const { rows, total } = await this.lists.page(query);
    return {
      items: await Promise.all(rows.map((click) => this.view(click))),
      total,
      page: query.page,
      pageSize: query.pageSize,
    };
  }

  async detail(click: ClickDoc): Promise<ClickDetail> {
    const [view, run] = await Promise.all([this.view(click), click.run ? this.runs.get(click._id) : null]);
    return {
      ...view,
      history: historyOf(click),
      evidence: evidenceInWords(click, this.networks),
      effects: effectsOn(click, run),
    };
  }

  async view(click: ClickDoc): Promise<ClickView> {
    const [link, mailing, recipient, contact, run] = await Promise.all([
      this.names.nameOf('link', click.linkId),
      this.names.nameOf('mailing', click.mailingId),
      this.recipients.find(click.recipientId),
      this.names.refOf('contact', click.contactId),
      click.run ? this.runs.get(click._id) : null,
    ]);
    return {
      id: click._id,
      at: click.at.toISOString(),
      kind: click.kind,
      link,
      mailing,
      recipient: { id: click.recipientId, name: recipient?.name ?? '' },
      contact,
      browser: click.ua,
      ...(click.seen && { seen: click.seen }),
      ...(click.agent && { agent: click.agent }),
      verdict: verdictView(click),
      ...(run && { run: { id: run._id, status: run.status } }),
    };
  }
}

/** The verdicts of a click, the oldest first. Corrections by releases without a history are added from the correction. */
function historyOf({ at, history, judgement, verdict, correction }: ClickDoc): VerdictEventView[] {
  if (history)
    return history.map((event) => ({
      ...event,
      at: event.at.toISOString(),
    }));
  const first = correction ? judgement?.verdict : (verdict ?? 'human');
  return [
    ...(first
      ? [{ at: at.toISOString(), verdict: first, ...(judgement && { score: judgement.score }) }]
      : []),
    ...(correction
      ? [{ at: correction.at.toISOString(), verdict: correction.verdict, by: correction.by }]
      : []),
  ];
}

/** What the worker does when a run follows a correction (apps/worker: verdict-follow-up.ts). */
function effectsOn(click: ClickDoc, run: StoredRun | null): CorrectionEffects {
  const isHeld = run?.hold !== undefined && run.status === 'held';
  const undoable =
    run && !run.erasedAt ? undoableSteps(run, { keepWithdrawals: keepsWithdrawals(click) }) : [];
  return {
    human: isHeld ? 'release' : run && canMakeUp(run, CLICK_REASONS.texts) ? 'rerun' : 'counts',
    bot: { drops: isHeld, undoes: undoable.length },
  };
}
