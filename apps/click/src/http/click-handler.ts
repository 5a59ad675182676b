import { Injectable } from '@nestjs/common';
import { preferredLanguage, type ClickRecord, type LookRecord } from '@linkflow/contracts';
import {
  AcceptedClicks,
  EvidenceMaker,
  LinkTokens,
  isHiddenLink,
  isPrefetch,
  type TokenSubject,
} from '@linkflow/links';
import {
  Clock,
  Log,
  Metrics,
  PeriodicTasks,
  Tracing,
  newId,
  type Counter,
  type Span,
} from '@linkflow/platform';
import { Answerer } from '../answer/answerer';
import { LinkCache, type ClickOutcome } from '../answer/link-cache';
import { ClickOutbox } from '../outbox/click-outbox';
import { neutralReply, type ClickRequest } from './click-messages';
import { ClientAddresses } from './client-address';
import { CONFIRM_FIELD, type NeutralReason } from './pages';

type Kind = ClickRecord['kind'];

/** Interval at which the counts of accepted clicks are stored. */
const SAVE_MS = 1_000;

/** Counts clicks and answers, and traces clicks. A click costs three additions to counters, and a span if tracing is on. */
@Injectable()
export class ClickMetrics {
  private readonly acceptedClicks: Record<Kind, Counter>;
  private readonly answers: Record<Kind | 'look' | NeutralReason, Counter>;

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
    private readonly acceptedByHour: AcceptedClicks,
    tasks: PeriodicTasks,
  ) {
    tasks.add({ name: 'accepted-clicks', everyMs: SAVE_MS, run: () => acceptedByHour.save() });
    const accepted = metrics.counters(
      'linkflow_clicks_accepted_total',
      'Clicks accepted: "click" of a link, "confirm" of a button on a confirm page.',
      ['kind'],
    );
    const answers = metrics.counters(
      'linkflow_answers_total',
      'Answers sent: to a "click" or "confirm", to a HEAD or prefetch ("look"), and neutral pages by their reason.',
      ['kind'],
    );
    this.acceptedClicks = { click: accepted.of('click'), confirm: accepted.of('confirm') };
    this.answers = {
      click: answers.of('click'),
      confirm: answers.of('confirm'),
      look: answers.of('look'),
      unknown: answers.of('unknown'),
      away: answers.of('away'),
      'too-large': answers.of('too-large'),
      hidden: answers.of('hidden'),
    };
  }

  /** Counts a click whose recipient was answered, for the reconciliation. */
  countByHour(clickId: string): void {
    this.acceptedByHour.add(clickId);
  }

  /** Counts an accepted click. With tracing on, starts its span and stores the trace context in the click. */
  accepted(click: ClickRecord): Span | undefined {
    this.acceptedClicks[click.kind].add();
    if (!this.tracing.on) return undefined;
    const span = this.tracing.begin('click', {
      kind: 'server',
      facts: {
        'linkflow.click.id': click.id,
        'linkflow.click.kind': click.kind,
        'linkflow.link.id': click.link,
        'linkflow.link.version': click.version,
      },
    });
    click.trace = span.context;
    return span;
  }

  /** Counts a sent answer and ends the click's span. */
  answered(kind: keyof ClickMetrics['answers'], span?: Span): void {
    this.answers[kind].add();
    span?.end();
  }
}

const MAX_USER_AGENT_LENGTH = 500;

/**
 * Handles one request for a tracked URL: verifies the token, finds the link, decides the answer, and sends it once the click is stored.
 *
 * A click on a cached link with the same answer for everyone takes the synchronous path: one HMAC, one map lookup, one push to the
 * outbox. Everything else (the link has to be loaded, the answer depends on the recipient, a POST) takes `handleSlowly`.
 */
@Injectable()
export class ClickHandler {
  constructor(
    private readonly tokens: LinkTokens,
    private readonly links: LinkCache,
    private readonly answerer: Answerer,
    private readonly outbox: ClickOutbox,
    private readonly evidence: EvidenceMaker,
    private readonly addresses: ClientAddresses,
    private readonly metrics: ClickMetrics,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  handle(request: ClickRequest): void {
    const subject = this.tokens.verify('click', request.token);
    if (!subject) return this.refuse(request, 'unknown');
    if (isHiddenLink(subject)) {
      this.refuse(request, 'hidden');
      return this.addLook(request, subject);
    }
    const link = this.links.get(subject.subjectId);
    if (link instanceof Promise || !link?.constant || request.method === 'POST') {
      this.handleSlowly(request, subject, link).catch((error: unknown) => {
        this.log.error({ err: error, linkId: subject.subjectId }, 'click could not be answered');
        this.refuse(request, 'away');
      });
      return;
    }
    this.finish(request, subject.recipientId, link.constant);
  }

  private refuse(request: ClickRequest, reason: NeutralReason): void {
    request.send(neutralReply(reason, request.header('accept-language')));
    this.metrics.answered(reason);
  }

  private async handleSlowly(
    request: ClickRequest,
    subject: TokenSubject,
    loading: ReturnType<LinkCache['get']>,
  ): Promise<void> {
    const link = await loading;
    if (!link) return this.refuse(request, 'unknown');
    const byPost = request.method === 'POST';
    if (link.constant && !byPost) return this.finish(request, subject.recipientId, link.constant);
    const confirmed = byPost ? confirmNodeIn(request.body) : undefined;
    const kind = confirmed === undefined ? 'click' : 'confirm';
    const { reply, run, answer } = await this.answerer.answer(
      { at: this.clock.now(), link, recipientId: subject.recipientId },
      {
        language: preferredLanguage(request.header('accept-language')),
        byPost,
        // If the confirm node was removed since the page was shown, the walk starts at the trigger again.
        confirmed: confirmed !== undefined && link.workflow.nodes.has(confirmed) ? confirmed : undefined,
      },
    );
    if (!reply) return this.refuse(request, 'unknown');
    const { linkId, version } = link;
    this.finish(request, subject.recipientId, { linkId, version, kind, run, reply, answer });
  }

  /** Sends the reply. If the request is a click, the click is stored first. */
  private finish(request: ClickRequest, recipientId: string, outcome: ClickOutcome): void {
    const { kind, run, reply } = outcome;
    if (!isClick(request.method, kind, run) || isPrefetch((name) => request.header(name))) {
      request.send(reply);
      this.metrics.answered('look');
      if (request.method !== 'POST') this.addLook(request, { subjectId: outcome.linkId, recipientId });
      return;
    }
    const click: ClickRecord = {
      ...this.factsOf(request, { recipientId, isConfirm: kind === 'confirm' }),
      link: outcome.linkId,
      version: outcome.version,
      kind,
      run,
    };
    if (outcome.answer) click.answer = outcome.answer;
    const span = this.metrics.accepted(click);
    this.outbox.add({
      click,
      answer: () => {
        request.send(reply);
        this.metrics.answered(kind, span);
        this.metrics.countByHour(click.id);
      },
    });
  }

  private addLook(request: ClickRequest, { subjectId, recipientId }: TokenSubject): void {
    this.outbox.addLook({
      ...this.factsOf(request, { recipientId, isConfirm: false }),
      link: subjectId,
      kind: lookKindOf(request),
    });
  }

  /** What clicks and looks have in common. */
  private factsOf(
    request: ClickRequest,
    { recipientId, isConfirm }: { recipientId: string; isConfirm: boolean },
  ): RequestFacts {
    const at = this.clock.now().getTime();
    const userAgent = request.header('user-agent');
    const facts: RequestFacts = {
      id: newId(),
      at,
      recipient: recipientId,
      seen: this.evidence.make({
        header: (name) => request.header(name),
        address: this.addresses.of(request.connected, request.header('x-forwarded-for')),
        recipient: recipientId,
        at,
        isConfirm,
        suffix: request.tail,
      }),
    };
    if (userAgent !== undefined) facts.ua = copyOf(userAgent.slice(0, MAX_USER_AGENT_LENGTH));
    return facts;
  }
}

const lookKindOf = (request: ClickRequest): LookRecord['kind'] => {
  if (request.method === 'HEAD') return 'head';
  return isPrefetch((name) => request.header(name)) ? 'prefetch' : 'get';
};

type RequestFacts = Pick<LookRecord, 'id' | 'at' | 'recipient' | 'seen' | 'ua'>;

/**
 * Whether a request is a click. A GET is one. A POST is one if the button of a confirm page was pressed and the walk did not end at a
 * confirm page again (a further page, or a new one because the workflow has changed). Otherwise that page is shown and the POST is not
 * recorded.
 */
function isClick(method: string | undefined, kind: ClickRecord['kind'], run: boolean): boolean {
  return method === 'GET' || (method === 'POST' && kind === 'confirm' && run);
}

/** The id of the confirm node whose form was posted; undefined if the body is not such a form. */
function confirmNodeIn(body: unknown): string | undefined {
  if (!Buffer.isBuffer(body)) return undefined;
  return new URLSearchParams(body.toString('utf8')).get(CONFIRM_FIELD) ?? undefined;
}

/** Copies a part of a header. V8 keeps the whole request in memory as long as a slice of it exists, and clicks may wait in the outbox. */
const copyOf = (slice: string): string => Buffer.from(slice, 'latin1').toString('latin1');
