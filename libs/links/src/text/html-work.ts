import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { isAddressFromData, phrase, type Issue, type Text } from '@linkflow/contracts';
import { AppError, TaskThread, THREAD_MEMORY } from '@linkflow/platform';
import { doHtmlTask, type CompiledHtml, type HtmlTask } from './html-tasks.mjs';
import { isLinkPlaceholder } from './personal-text';
import { HTML_LIMITS, type HtmlScan, type ScannedLink } from './scan-html.mjs';

/** HTML up to this length is handled at once, which takes less than 5 ms; a message to the thread and back takes about 1 ms. */
const SHORT_CHARS = 4_000;
/** Most characters of sanitised HTML. Escaping can make it several times longer than what was written. */
export const MAX_HTML_CHARS = 500_000;
/** A task takes up to 1 s at the limits of `HTML_LIMITS` on a slow machine. */
const MAX_TASK_MS = 10_000;
/** Tasks that may wait for the thread. */
const MAX_WAITING = 50;

/** A link of a mail; see `ScannedLink`. */
export type MailLink = Pick<ScannedLink, 'occurrence' | 'href' | 'text'>;

/** Checks, sanitises and changes HTML that users write. Long HTML is parsed in a thread, one task at a time. */
@Injectable()
export class HtmlWork implements OnApplicationShutdown {
  private readonly thread = new TaskThread<HtmlTask, unknown>({
    start: startThread,
    maxTaskMs: MAX_TASK_MS,
    maxWaiting: MAX_WAITING,
  });

  /**
   * Sanitises HTML that a user has written, and lists the links in it.
   * @param path name of the field, for the issues
   * @throws AppError validation.failed if it exceeds a limit, if a tracked link stands where it is loaded without a click, or if data
   * would decide where an address leads
   */
  async compile(html: string, path: string): Promise<{ html: string; links: MailLink[] }> {
    // The casts in this class are safe: the kind of a task decides the type of its result (html-tasks.mjs).
    const compiled = (await this.run({ kind: 'compile', html })) as CompiledHtml;
    const issues = issuesOf(compiled, path);
    if (issues.length > 0)
      throw new AppError('validation.failed', 'The content cannot be saved as it is.', { issues });
    return { html: compiled.html, links: compiled.links.map(toMailLink) };
  }

  /** The links of sanitised HTML. */
  async linksOf(html: string): Promise<MailLink[]> {
    return ((await this.run({ kind: 'scan', html })) as HtmlScan).links.map(toMailLink);
  }

  /** Replaces the URLs of links of sanitised HTML, by their occurrence. */
  async withHrefs(html: string, hrefs: ReadonlyMap<number, string>): Promise<string> {
    return (await this.run({ kind: 'set-hrefs', html, hrefs })) as string;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.end();
  }

  private run(task: HtmlTask): Promise<unknown> {
    return task.html.length <= SHORT_CHARS ? Promise.resolve(doHtmlTask(task)) : this.thread.run(task);
  }
}

function startThread(): Worker {
  // The bundler recognises only this form. It emits the code of the thread as a separate file.
  return new Worker(new URL('./html.thread.mjs', import.meta.url), { resourceLimits: THREAD_MEMORY });
}

const toMailLink = ({ occurrence, href, text }: ScannedLink): MailLink => ({ occurrence, href, text });

function issuesOf({ html, written }: CompiledHtml, path: string): Issue[] {
  const { exceeded, loadedLinks, mergedAddresses } = written;
  if (exceeded) return [limitIssue(exceeded, path)];
  if (html.length > MAX_HTML_CHARS) {
    const message = phrase(
      {
        en: 'The content is too long: at most {max} characters',
        nb: 'Innholdet er for langt: høyst {max} tegn',
      },
      { max: MAX_HTML_CHARS },
    );
    return [{ code: 'html.too-long', path, message }];
  }
  return [
    ...loadedLinks.map(({ line, tag }): Issue => ({
      code: 'html.link-loaded',
      path,
      message: phrase(LINK_LOADED, { line, tag }),
    })),
    ...mergedAddresses
      .filter(({ value }) => !isLinkPlaceholder(value.trim()) && isAddressFromData(value))
      .map(({ line, value }): Issue => ({
        code: 'url.from-data',
        path,
        message: phrase(ADDRESS_FROM_DATA, { line, address: value.slice(0, 100) }),
      })),
  ];
}

const limitIssue = (exceeded: keyof typeof HTML_LIMITS, path: string): Issue => ({
  code: `html.too-many-${exceeded}`,
  path,
  message: phrase(TOO_MANY[exceeded], { max: HTML_LIMITS[exceeded] }),
});

const TOO_MANY: Record<keyof typeof HTML_LIMITS, Text> = {
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
};

const LINK_LOADED: Text = {
  en: 'Line {line}: a tracked link cannot be the address of a picture or a style (<{tag}>). Each time the message is shown, it would count as a click.',
  nb: 'Linje {line}: en sporet kobling kan ikke være adressen til et bilde eller en stil (<{tag}>). Hver visning av meldingen ville blitt talt som et klikk.',
};

const ADDRESS_FROM_DATA: Text = {
  en: 'Line {line}: a merge field decides where the address “{address}” leads. Write the website out, and use merge fields only after it.',
  nb: 'Linje {line}: et flettefelt bestemmer hvor adressen «{address}» går. Skriv nettstedet helt ut, og bruk flettefelter bare etter det.',
};
