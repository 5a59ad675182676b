/** The tasks of the thread that reads mails. Short mails are handled without the thread, by the same functions. */
import { compileMail, scanToSave } from './compile-mail.mjs';
import { measureMail } from './plain-text.mjs';
import { replacePlaceholders, reviewMail } from './review-mail.mjs';

/**
 * @typedef {object} MailTexts
 * @property {string} subject
 * @property {string} [preheader]
 * @property {string} html
 * @property {string} [footer] HTML for the end of a mail that has no link to unsubscribe; only used by `compile`
 * @property {boolean} [hiddenLink] whether the mail gets a link that people cannot see; only used by `compile`
 */

/**
 * `scan` finds links and places, and the limit that the mail exceeds. `review` also finds what is wrong; `facts` are the names of all facts, or null if they are not known.
 * `replace` replaces placeholders of other systems. `compile` makes the segments from which messages are made. `measure` counts letters and
 * pictures.
 *
 * @typedef {{ kind: 'scan', html: string }
 *   | ({ kind: 'review', facts: readonly string[] | null } & MailTexts)
 *   | { kind: 'measure', html: string }
 *   | { kind: 'replace', html: string, replacements: ReadonlyMap<string, string> }
 *   | ({ kind: 'compile' } & MailTexts)} MailTask
 */

/** @param {MailTask} task */
export function doMailTask(task) {
  switch (task.kind) {
    case 'scan':
      return scanToSave(task.html);
    case 'review':
      return reviewMail(task, task.facts);
    case 'replace':
      return replacePlaceholders(task.html, task.replacements);
    case 'measure':
      return measureMail(task.html);
    case 'compile':
      return compileMail(task);
  }
}
