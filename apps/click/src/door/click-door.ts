import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { LinkTokens, type TokenSubject } from '@linkflow/links';
import { Log, newId } from '@linkflow/platform';
import { Answerer } from '../answer/answerer';
import type { LiveLink } from '../answer/live-link';
import { LiveLinks } from '../answer/live-links';
import { CONFIRM_FIELD } from '../pages/answer-pages';
import type { NeutralReason } from '../pages/neutral-pages';
import { preferredLanguage } from '../pages/preferred-language';
import { ClickBatch } from '../record/click-batch';
import { ClickWatch } from '../watch/click-watch';
import type { Asked } from './asked';
import { neutral } from './neutral';
import type { Outgoing } from './outgoing';
import { looksAhead } from './prefetch';

const LONGEST_UA = 500;

/**
 * The hot path. Answers are written straight to the socket: what Fastify would do on the way is not needed here. A click
 * whose answer is the same for everyone costs a signature, a look into memory, and a place in the next batch.
 */
@Injectable()
export class ClickDoor {
  constructor(
    private readonly tokens: LinkTokens,
    private readonly links: LiveLinks,
    private readonly answerer: Answerer,
    private readonly batch: ClickBatch,
    private readonly watch: ClickWatch,
    private readonly log: Log,
  ) {}

  handle(asked: Asked): void {
    const subject = this.tokens.verify('click', asked.token);
    if (!subject) return this.refuse(asked, 'unknown');
    const link = this.links.get(subject.subjectId);
    if (link instanceof Promise || !link?.constant || asked.method === 'POST') {
      this.handleSlowly(asked, subject, link).catch((error: unknown) => {
        this.log.error({ err: error, linkId: subject.subjectId }, 'a click could not be answered');
        this.refuse(asked, 'away');
      });
      return;
    }
    this.finish(asked, subject, link, link.constant, 'click', true);
  }

  private refuse(asked: Asked, why: NeutralReason): void {
    asked.answer(neutral(why, asked.header('accept-language')));
    this.watch.answered(why);
  }

  private async handleSlowly(
    asked: Asked,
    subject: TokenSubject,
    found: ReturnType<LiveLinks['get']>,
  ): Promise<void> {
    const link = await found;
    if (!link) return this.refuse(asked, 'unknown');
    const byPost = asked.method === 'POST';
    const pressed = byPost ? confirmPageOf(asked.body) : undefined;
    const kind = pressed === undefined ? 'click' : 'confirm';
    if (link.constant && !byPost) return this.finish(asked, subject, link, link.constant, kind, true);
    const { outgoing, run } = await this.answerer.answer(
      { at: new Date(), link, recipientId: subject.recipientId },
      {
        language: preferredLanguage(asked.header('accept-language')),
        byPost,
        // A page that is there no more can't be passed; the walk starts anew.
        confirmed: pressed !== undefined && link.workflow.nodes.has(pressed) ? pressed : undefined,
      },
    );
    if (!outgoing) return this.refuse(asked, 'unknown');
    this.finish(asked, subject, link, outgoing, kind, run);
  }

  /** Writes the answer, after the click is safe where there is one to record. */
  private finish(
    asked: Asked,
    subject: TokenSubject,
    link: LiveLink,
    outgoing: Outgoing,
    kind: ClickRecord['kind'],
    run: boolean,
  ): void {
    if (!isClick(asked.method, kind, run) || looksAhead(asked)) {
      asked.answer(outgoing);
      return this.watch.answered('look');
    }
    const ua = asked.header('user-agent');
    const click: ClickRecord = {
      id: newId(),
      at: Date.now(),
      link: link.linkId,
      recipient: subject.recipientId,
      version: link.version,
      kind,
      run,
    };
    if (ua !== undefined) click.ua = copyOf(ua.slice(0, LONGEST_UA));
    const span = this.watch.accept(click);
    this.batch.add(click, {
      answer: () => {
        asked.answer(outgoing);
        this.watch.answered(kind, span);
      },
    });
  }
}

/**
 * A GET is a click. A POST is one when it presses the button of a confirm page, and the walk has passed that page: a page
 * that was changed meanwhile is shown anew instead, and asks again.
 */
function isClick(method: string | undefined, kind: ClickRecord['kind'], run: boolean): boolean {
  return method === 'GET' || (method === 'POST' && kind === 'confirm' && run);
}

/** The confirm page that a form came from. */
function confirmPageOf(body: unknown): string | undefined {
  if (!Buffer.isBuffer(body)) return undefined;
  return new URLSearchParams(body.toString('utf8')).get(CONFIRM_FIELD) ?? undefined;
}

/** A part of a text keeps the whole of it in memory, and clicks may have to wait. */
const copyOf = (part: string): string => Buffer.from(part, 'latin1').toString('latin1');
