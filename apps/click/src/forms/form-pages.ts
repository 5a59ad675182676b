import { createHash } from 'node:crypto';
import {
  format,
  labelOfBlock,
  pick,
  type FormBlock,
  type FormContent,
  type FormSettings,
  type Language,
  type RawAnswers,
  type Text,
} from '@linkflow/contracts';
import { escapeHtml } from '../http/pages';
import { styleFor } from '../subscriptions/page-style';
import type { Organisation } from '../subscriptions/subscription-pages';
import { CHALLENGE, type Challenge, type ChallengeSources } from './captcha/captcha';
import { ANSWER, fieldHtml, paragraphs } from './form-fields';
import { TEXTS } from './form-page.texts';

/** Names of the inputs of the page itself: the ticket, the field that people cannot see, and the buttons. */
export const TICKET = 't';
export const HONEYPOT = 'website';
export const SEND = 'send';
export const CONFIRM = 'confirm';

/** A page, and its content security policy. */
export interface FormPage {
  html: string;
  policy: string;
  status?: number;
}

export interface ShownForm {
  content: FormContent;
  ticket: string;
  answers: RawAnswers;
  /** What is wrong, by the name of the block. */
  errors?: Readonly<Record<string, string>>;
  /** Why it was not sent, above the form. */
  notice?: Text;
  status?: number;
  /** The challenge above the button; absent if the form has none. */
  challenge?: Challenge | undefined;
  /** Whether the challenge was not passed. */
  challengeFailed?: boolean;
  /** Whether the page is shown inside another one. */
  isEmbedded: boolean;
}

const STYLE = `
header{border-bottom-color:var(--line)}
h2{font-size:1.2rem;margin:.6rem 0 0}
form.fields{display:grid;grid-template-columns:1fr;gap:1.1rem;margin-top:1.4rem}
.field{border:0;margin:0;padding:0;min-width:0}
label,legend{display:block;border:0;padding:0;margin:0 0 .3rem;font-weight:600;cursor:auto}
.optional{font-weight:400;color:var(--quiet)}
.help{margin:0 0 .35rem;color:var(--quiet);font-size:.95rem}
input[type=text],input[type=email],input[type=tel],input[type=date],textarea,select{width:100%;min-height:48px;padding:.55rem .75rem;font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--quiet);border-radius:.5rem}
textarea{resize:vertical}
[aria-invalid=true]{border-color:var(--bad)!important;border-width:2px!important}
.tick-row{display:flex;gap:.75rem;align-items:flex-start;font-weight:400;padding:.45rem 0;margin:0;cursor:pointer}
input[type=radio]{width:24px;height:24px;flex:none;margin:.1rem 0;accent-color:var(--own-edge)}
.error{margin:.35rem 0 0;color:var(--bad);font-weight:600;font-size:.95rem}
.notice{padding:.8rem 1rem;border:1px solid var(--bad);border-radius:.5rem;margin:1rem 0 0}
.notice p,.notice ul{margin:0}
.notice ul{padding-left:1.2rem}
.aside{position:absolute;left:-10000px;width:1px;height:1px;overflow:hidden}
:root{--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--bad:#ff9d94}}
@media (min-width:38rem){form.two{grid-template-columns:1fr 1fr}form.two>.full,form.two>.wide,form.two>button,form.two>.challenge{grid-column:1/-1}}
`;

/** Tells the page around it how high it is. */
const HEIGHT_SCRIPT = `(function(){function tell(){parent.postMessage({linkflowForm:document.documentElement.scrollHeight},'*')}addEventListener('load',tell);new ResizeObserver(tell).observe(document.body)})()`;

/** Longest name of a question in the list of what is wrong; the wording of a consent is longer. */
const NAMED = 60;

const shorten = (label: string): string =>
  label.length > NAMED ? `${label.slice(0, NAMED - 1).trimEnd()}…` : label;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The pages of `/f/`: complete HTML that works without script. */
export class FormPagesHtml {
  constructor(private readonly organisation: Organisation) {}

  form(form: ShownForm): FormPage {
    const { content, ticket, answers, errors = {}, status, isEmbedded, challenge } = form;
    const { settings, blocks } = content;
    const { language } = settings;
    const wrong = blocks.filter(({ name }) => errors[name] !== undefined);
    const focus = wrong[0]?.name;
    const fields = blocks.map((block) => fieldHtml(block, { language, answers, errors, focus })).join('');
    const body =
      noticeHtml(wrong, { ...form, errors, language }) +
      `<form method="post" class="fields ${settings.layout}" novalidate>` +
      `<input type="hidden" name="${TICKET}" value="${escapeHtml(ticket)}">` +
      `<div class="aside" aria-hidden="true"><label>${escapeHtml(pick(TEXTS.leaveEmpty, language))}<input type="text" name="${HONEYPOT}" tabindex="-1" autocomplete="off"></label></div>` +
      fields +
      (challenge ? challengeHtml(challenge, { language, failed: form.challengeFailed === true }) : '') +
      `<button name="${SEND}" value="1">${escapeHtml(settings.button || pick(TEXTS.send, language))}</button></form>`;
    return this.page(settings, {
      title: settings.title,
      body,
      isEmbedded,
      sources: challenge?.sources,
      ...(status !== undefined && { status }),
    });
  }

  thanks({ settings }: FormContent, isEmbedded = false): FormPage {
    const { language, thanks } = settings;
    const [title, text] = thanks.kind === 'page' ? [thanks.title, thanks.text] : ['', ''];
    return this.message(settings, {
      title: title || pick(TEXTS.thanksTitle, language),
      text: text.trim() || (title === '' ? pick(TEXTS.thanks, language) : ''),
      isEmbedded,
      tick: true,
    });
  }

  /** Asks to look for the mail. */
  checkMail({ settings }: FormContent, address: string, isEmbedded = false): FormPage {
    const { language } = settings;
    return this.message(settings, {
      title: pick(TEXTS.checkMailTitle, language),
      text: format(TEXTS.checkMail, language, { address }),
      isEmbedded,
    });
  }

  /** A page with a button: only pressing it confirms, because mail scanners follow links. */
  confirm({ settings }: FormContent): FormPage {
    const { language, title } = settings;
    const t = (text: Text): string => escapeHtml(pick(text, language));
    return this.page(settings, {
      title: pick(TEXTS.confirmTitle, language),
      body:
        `<p>${escapeHtml(format(TEXTS.confirm, language, { title }))}</p>` +
        `<form method="post"><button name="${CONFIRM}" value="1">${t(TEXTS.confirmButton)}</button></form>`,
      isEmbedded: false,
    });
  }

  closed({ settings }: FormContent, isEmbedded = false): FormPage {
    const { language, closedText } = settings;
    return this.message(settings, {
      title: pick(TEXTS.closedTitle, language),
      text: closedText.trim() || pick(TEXTS.closed, language),
      isEmbedded,
    });
  }

  private message(
    settings: FormSettings,
    {
      title,
      text,
      isEmbedded,
      tick = false,
    }: { title: string; text: string; isEmbedded: boolean; tick?: boolean },
  ): FormPage {
    const body = paragraphs(text);
    return this.page(settings, { title, body, isEmbedded, tick });
  }

  private page(
    { language, colour, showLogo }: FormSettings,
    page: {
      title: string;
      body: string;
      isEmbedded: boolean;
      tick?: boolean;
      sources?: ChallengeSources | undefined;
      status?: number;
    },
  ): FormPage {
    const { title, body, isEmbedded, tick, sources = {}, status } = page;
    const { name, logoUrl, address, privacyUrl } = this.organisation;
    const style = styleFor(colour ?? this.organisation.colour) + STYLE;
    const logo = showLogo && logoUrl ? `<img src="${escapeHtml(logoUrl)}" alt="" height="32">` : '';
    const who =
      showLogo && (name || logo) ? `<span class="who">${logo}<b>${escapeHtml(name)}</b></span>` : '';
    const privacy = privacyUrl
      ? `<a href="${escapeHtml(privacyUrl)}" target="_blank" rel="noopener">${escapeHtml(pick(TEXTS.privacy, language))}</a>`
      : '';
    const foot = [name, address]
      .filter(Boolean)
      .map((line) => `<span>${escapeHtml(line)}</span>`)
      .join('');
    const around = !isEmbedded;
    const html =
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
      `<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${style}</style></head><body>` +
      (around && who ? `<header>${who}</header>` : '') +
      `<main>${tick ? '<div class="tick" aria-hidden="true">✓</div>' : ''}<h1>${escapeHtml(title)}</h1>${body}</main>` +
      (around && (foot || privacy)
        ? `<footer>${foot}${privacy}</footer>`
        : privacy && `<footer>${privacy}</footer>`) +
      (isEmbedded ? `<script>${HEIGHT_SCRIPT}</script>` : '') +
      `</body></html>`;
    const { 'script-src': scripts = [], 'style-src': styles = [], ...others } = sources;
    const allowed: ChallengeSources = {
      'style-src': [hashOf(style), ...styles],
      'script-src': [...(isEmbedded ? [hashOf(HEIGHT_SCRIPT)] : []), ...scripts],
      ...others,
    };
    const policy = [
      "default-src 'none'",
      ...Object.entries(allowed)
        .filter(([, from]) => from.length > 0)
        .map(([directive, from]) => `${directive} ${from.join(' ')}`),
      ...(logoUrl ? [`img-src ${new URL(logoUrl).origin}`] : []),
      "base-uri 'none'",
      // Forms are made to be shown in the pages of the organisation; nothing on them acts for a person who is signed in.
      'frame-ancestors http: https:',
      // Browsers apply it also to the address that follows a submission.
      "form-action 'self' http: https:",
    ].join('; ');
    return { html, policy, ...(status !== undefined && { status }) };
  }
}

/** The challenge, with what is wrong with it, and what is to be done without scripts. */
function challengeHtml(
  { html }: Challenge,
  { language, failed }: { language: Language; failed: boolean },
): string {
  const t = (text: Text): string => escapeHtml(pick(text, language));
  return (
    `<div class="challenge" id="${CHALLENGE}" tabindex="-1" role="group" aria-label="${t(TEXTS.challengeTitle)}"${failed ? ` aria-describedby="${CHALLENGE}-error" autofocus` : ''}>${html}` +
    `<noscript><p class="error">${t(TEXTS.noScript)}</p></noscript>` +
    `${failed ? `<p class="error" id="${CHALLENGE}-error">${t(TEXTS.challenge)}</p>` : ''}</div>`
  );
}

/** What stands above a form that was not sent: the reason, and a link to each answer that is wrong. */
function noticeHtml(
  wrong: readonly FormBlock[],
  {
    notice,
    language,
    errors,
    challengeFailed = false,
  }: Pick<ShownForm, 'notice' | 'challengeFailed'> & {
    language: Language;
    errors: Readonly<Record<string, string>>;
  },
): string {
  if (challengeFailed)
    return `<div class="notice" role="alert"><p><a href="#${CHALLENGE}">${escapeHtml(pick(TEXTS.challenge, language))}</a></p></div>`;
  if (wrong.length === 0)
    return notice
      ? `<div class="notice" role="alert"><p>${escapeHtml(pick(notice, language))}</p></div>`
      : '';
  const entries = wrong.map(
    (block) =>
      `<li><a href="#${ANSWER}${block.name}">${escapeHtml(`${shorten(labelOfBlock(block).replace(/[.:]$/, ''))}: ${errors[block.name] ?? ''}`)}</a></li>`,
  );
  return `<div class="notice" role="alert"><p><b>${escapeHtml(format(TEXTS.wrong, language, { count: wrong.length }))}</b></p><ul>${entries.join('')}</ul></div>`;
}
