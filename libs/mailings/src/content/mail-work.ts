import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { phrase, type BlockDocument, type Issue, type Text } from '@linkflow/contracts';
import { AppError, TaskThread, THREAD_MEMORY } from '@linkflow/platform';
import type { BlocksTask, RenderedBlocks } from '../blocks/marked-blocks';
import { placedInBlocks } from '../blocks/placed-in-blocks';
import { replaceInBlocks } from '../blocks/replace-in-blocks';
import type { CompiledMail } from './compiled-mail';
import { doMailTask, type MailTask, type MailTexts } from './mail-tasks.mjs';
import { replacePlaceholders } from './review-mail.mjs';
import { MAIL_LIMITS } from './scan-state.mjs';
import type { MailLimit, MailMeasures, ReviewedMail, ScannedMail } from './scanned-mail';

/** Mails up to this length are handled at once, which takes less than 5 ms; a message to the thread and back takes about 1 ms. */
const SHORT_CHARS = 3_000;
const MAX_TASK_MS = 20_000;
const MAX_WAITING = 50;

export type { MailTexts };

/** Reads and compiles mails. Long ones are handled in a thread, one at a time. */
@Injectable()
export class MailWork implements OnApplicationShutdown {
  private readonly thread = new TaskThread<MailTask | BlocksTask, unknown>({
    start: startThread,
    maxTaskMs: MAX_TASK_MS,
    maxWaiting: MAX_WAITING,
  });

  /** The links of a mail and their places. @throws AppError validation.failed if the mail exceeds a limit */
  async scan(html: string): Promise<ScannedMail> {
    // The casts in this class are safe: the kind of a task decides the type of its result (mail-tasks.mjs).
    const scan = (await this.run({ kind: 'scan', html })) as ScannedMail;
    if (scan.exceeded) throw tooLarge(scan.exceeded);
    return scan;
  }

  /**
   * The links of a mail, and what is wrong with it.
   * @param facts names of all facts; null if they are not known
   */
  async review(
    { blocks, ...mail }: MailTexts & { blocks?: BlockDocument | null | undefined },
    facts: readonly string[] | null,
  ): Promise<ReviewedMail> {
    const review = (await this.run({ kind: 'review', facts, ...mail })) as ReviewedMail;
    return blocks ? placedInBlocks(review, blocks) : review;
  }

  /** Replaces placeholders of other systems, by their sources. */
  replacePlaceholders(html: string, replacements: ReadonlyMap<string, string>): Promise<string> {
    return this.run({ kind: 'replace', html, replacements }) as Promise<string>;
  }

  /** As `replacePlaceholders`, in a block document. Its texts are short. */
  replaceInBlocks(document: BlockDocument, replacements: ReadonlyMap<string, string>): BlockDocument {
    return replaceInBlocks(document, (text) => replacePlaceholders(text, replacements));
  }

  compile(mail: MailTexts): Promise<CompiledMail> {
    return this.run({ kind: 'compile', ...mail }) as Promise<CompiledMail>;
  }

  /** What a reader sees of a mail. */
  measure(html: string): Promise<MailMeasures> {
    return this.run({ kind: 'measure', html }) as Promise<MailMeasures>;
  }

  /** Renders blocks to HTML. @throws AppError validation.failed if the HTML exceeds a limit */
  async renderBlocks(task: BlocksTask): Promise<RenderedBlocks> {
    const rendered = (await this.thread.run(task)) as RenderedBlocks;
    if (rendered.exceeded) throw tooLarge(rendered.exceeded);
    return rendered;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.end();
  }

  private run(task: MailTask): Promise<unknown> {
    return task.html.length <= SHORT_CHARS ? Promise.resolve(doMailTask(task)) : this.thread.run(task);
  }
}

function startThread(): Worker {
  // The bundler recognises only this form. It emits the code of the thread as a separate file.
  return new Worker(new URL('./mail.thread.mjs', import.meta.url), { resourceLimits: THREAD_MEMORY });
}

const tooLarge = (limit: MailLimit): AppError =>
  new AppError('validation.failed', 'The content cannot be saved as it is.', { issues: [limitIssue(limit)] });

const limitIssue = (limit: MailLimit): Issue => ({
  code: `html.too-many-${limit}`,
  path: 'html',
  message: phrase(TOO_MANY[limit], { max: MAIL_LIMITS[limit] }),
});

const TOO_MANY: Record<MailLimit, Text> = {
  elements: {
    en: 'The content has too many HTML elements: at most {max}',
    nb: 'Innholdet har for mange HTML-elementer: høyst {max}',
  },
  depth: {
    en: 'The HTML elements of the content are nested too deep: at most {max} inside each other. Is a closing tag missing?',
    nb: 'HTML-elementene i innholdet ligger for dypt inni hverandre: høyst {max} nivåer. Mangler det en sluttagg?',
  },
  links: {
    en: 'The content has too many links: at most {max}',
    nb: 'Innholdet har for mange koblinger: høyst {max}',
  },
  rounds: {
    en: 'Parts of the content that must be taken out form new ones each time. Simplify the tags inside scripts, frames and forms',
    nb: 'Deler av innholdet som må fjernes, danner stadig nye. Forenkle taggene inni skript, rammer og skjemaer',
  },
};
