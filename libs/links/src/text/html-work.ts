import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { isAddressFromData, phrase, type Issue, type Text } from '@linkflow/contracts';
import { AppError, TaskThread, THREAD_MEMORY } from '@linkflow/platform';
import { compileHtml, type CompiledHtml } from './clean-html.mjs';
import { HTML_LIMITS } from './scan-html.mjs';

/** HTML up to this length is handled at once, which takes less than 5 ms; a message to the thread and back takes about 1 ms. */
const SHORT_CHARS = 4_000;
/** Most characters of sanitised HTML. Escaping can make it several times longer than what was written. */
const MAX_HTML_CHARS = 500_000;
/** A task takes up to 1 s at the limits of `HTML_LIMITS` on a slow machine. */
const MAX_TASK_MS = 10_000;
/** Tasks that may wait for the thread. */
const MAX_WAITING = 50;

/** Checks and sanitises the HTML of pages. Long HTML is parsed in a thread, one at a time. */
@Injectable()
export class HtmlWork implements OnApplicationShutdown {
  private readonly thread = new TaskThread<string, CompiledHtml>({
    start: startThread,
    maxTaskMs: MAX_TASK_MS,
    maxWaiting: MAX_WAITING,
  });

  /**
   * Sanitises HTML that a user has written.
   * @param path name of the field, for the issues
   * @throws AppError validation.failed if it exceeds a limit, or if data would decide where an address leads
   */
  async clean(html: string, path: string): Promise<string> {
    const compiled = html.length <= SHORT_CHARS ? compileHtml(html) : await this.thread.run(html);
    const issues = issuesOf(compiled, path);
    if (issues.length > 0)
      throw new AppError('validation.failed', 'The content cannot be saved as it is.', { issues });
    return compiled.html;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.end();
  }
}

function startThread(): Worker {
  // The bundler recognises only this form. It emits the code of the thread as a separate file.
  return new Worker(new URL('./html.thread.mjs', import.meta.url), { resourceLimits: THREAD_MEMORY });
}

function issuesOf({ html, exceeded, mergedAddresses }: CompiledHtml, path: string): Issue[] {
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
  return mergedAddresses
    .filter(({ value }) => isAddressFromData(value))
    .map(({ line, value }): Issue => ({
      code: 'url.from-data',
      path,
      message: phrase(ADDRESS_FROM_DATA, { line, address: value.slice(0, 100) }),
    }));
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
    nb: 'Innholdet har for mange lenker: høyst {max}',
  },
};

const ADDRESS_FROM_DATA: Text = {
  en: 'Line {line}: a merge field decides where the address “{address}” leads. Write the website out, and use merge fields only after it.',
  nb: 'Linje {line}: et flettefelt bestemmer hvor adressen «{address}» går. Skriv nettstedet helt ut, og bruk flettefelter bare etter det.',
};
