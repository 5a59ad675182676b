import { createHash } from 'node:crypto';
import { pick, type Language, type SubscriptionChoice, type Text } from '@linkflow/contracts';
import type { RecipientSubscription, SubscriptionTypeDoc } from '@linkflow/mailings/doors';
import { escapeHtml } from '../http/pages';

/** What the form of a page asks for. */
export type FormKind = 'leave' | 'leave-all' | 'save' | 'undo';

/** How the organisation presents itself to recipients. */
export interface Organisation {
  name: string;
  logoUrl?: string | undefined;
  /** `#rrggbb` */
  colour: string;
  address: string;
  privacyUrl?: string | undefined;
}

export interface SubscriptionPage {
  recipient: RecipientSubscription;
  language: Language;
  /** Path of the page on which people choose. */
  path: string;
  /** `?lang=…` if the person has chosen a language; else empty. */
  query: string;
}

interface DonePage extends SubscriptionPage {
  kind: FormKind;
  before: SubscriptionChoice;
  after: SubscriptionChoice;
}

const PAPER = { light: '#ffffff', dark: '#15181e' };
const INK = { light: '#1b1f27', dark: '#e8eaf0' };
/** Contrast at which text of normal size can be read (WCAG 2.2, level AA). */
const READABLE = 4.5;

/** The pages of `/s/`: complete HTML without scripts. Nothing is loaded but the logo. */
export class SubscriptionPages {
  /** Content security policy of the pages. */
  readonly policy: string;
  private readonly style: string;

  constructor(private readonly organisation: Organisation) {
    this.style = styleFor(organisation.colour);
    const hash = createHash('sha256').update(this.style).digest('base64');
    const images = organisation.logoUrl ? ` img-src ${new URL(organisation.logoUrl).origin};` : '';
    this.policy = `default-src 'none'; style-src 'sha256-${hash}';${images} base-uri 'none'; frame-ancestors 'none'; form-action 'self'`;
  }

  /** Boxes for the types, and a button that leaves everything. */
  choose(page: SubscriptionPage): string {
    const { recipient, language } = page;
    const { types, choice } = recipient;
    const t = (text: Text): string => escapeHtml(pick(text, language));
    const save = `<form method="post"><input type="hidden" name="do" value="save">${types
      .map((type) => boxOf(type, !choice.all && !choice.typeIds.includes(type._id), language))
      .join('')}<button>${t(TEXTS.save)}</button></form>`;
    const again: SubscriptionChoice = { all: false, typeIds: choice.typeIds };
    const all = choice.all
      ? types.length === 0
        ? undoForm(again, t(TEXTS.joinAgain))
        : ''
      : `<form method="post"><input type="hidden" name="do" value="leave-all"><button class="second">${t(TEXTS.leaveAll)}</button></form>`;
    return this.page(page, {
      title: TEXTS.chooseTitle,
      body:
        `<p class="quiet">${t(TEXTS.appliesTo)} ${escapeHtml(masked(recipient.email))}</p>` +
        (choice.all ? `<p>${t(TEXTS.leftAll)}</p>` : '') +
        (types.length > 0 ? save : '') +
        all +
        `<p class="quiet">${t(TEXTS.transactional)}</p>`,
    });
  }

  /** Asks whether to leave the type of the mailing. */
  leave(page: SubscriptionPage): string {
    const { recipient, language } = page;
    const t = (text: Text): string => escapeHtml(pick(text, language));
    const { type, choice } = recipient;
    const hasLeft = type ? choice.all || choice.typeIds.includes(type._id) : choice.all;
    if (hasLeft) return this.done({ ...page, kind: 'leave', before: choice, after: choice });
    return this.page(page, {
      title: type ? about(TEXTS.leaveTypeTitle, type) : TEXTS.leaveAllTitle,
      body:
        `<p class="quiet">${t(TEXTS.appliesTo)} ${escapeHtml(masked(recipient.email))}</p>` +
        `<form method="post"><input type="hidden" name="do" value="leave"><button>${t(TEXTS.leave)}</button></form>` +
        this.chooseLink(page) +
        `<p class="quiet">${t(TEXTS.transactional)}</p>`,
    });
  }

  /** What was changed, with a button that undoes it. */
  done(page: DonePage): string {
    const { recipient, language, kind, before, after } = page;
    const t = (text: Text): string => escapeHtml(pick(text, language));
    if (recipient.isTest)
      return this.page(page, {
        title: TEXTS.testTitle,
        body: `<p>${t(TEXTS.test)}</p>${this.chooseLink(page)}`,
      });
    const { type } = recipient;
    const undo = undoOf(page);
    const [title, text] = {
      leave: type ? [about(TEXTS.leftTypeTitle, type), TEXTS.left] : [TEXTS.leftAllTitle, TEXTS.left],
      'leave-all': [TEXTS.leftAllTitle, TEXTS.left],
      save: [TEXTS.savedTitle, after.all ? TEXTS.leftAll : TEXTS.saved],
      undo: [TEXTS.undoneTitle, TEXTS.undone],
    }[kind] as [Text, Text];
    const label = kind === 'save' || before.all !== after.all ? TEXTS.undo : TEXTS.undoLeave;
    return this.page(page, {
      title,
      isDone: true,
      body:
        `<p>${t(text)}</p>${undo ? undoForm(undo, t(label)) : ''}${this.chooseLink(page)}` +
        (kind === 'undo' ? '' : `<p class="quiet">${t(TEXTS.transactional)}</p>`),
    });
  }

  private chooseLink({ path, query, language }: SubscriptionPage): string {
    return `<p><a href="${path}${query}">${escapeHtml(pick(TEXTS.choose, language))}</a></p>`;
  }

  private page(
    { language }: SubscriptionPage,
    { title, body, isDone = false }: { title: Text; body: string; isDone?: boolean },
  ): string {
    const { name, logoUrl, address, privacyUrl } = this.organisation;
    const heading = escapeHtml(pick(title, language));
    const other: Language = language === 'nb' ? 'en' : 'nb';
    const logo = logoUrl ? `<img src="${escapeHtml(logoUrl)}" alt="" height="32">` : '';
    const foot =
      (address ? `<span>${escapeHtml([name, address].filter(Boolean).join(', '))}</span>` : '') +
      (privacyUrl
        ? `<a href="${escapeHtml(privacyUrl)}">${escapeHtml(pick(TEXTS.privacy, language))}</a>`
        : '');
    return (
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
      `<meta name="robots" content="noindex"><title>${heading}</title><style>${this.style}</style></head><body>` +
      `<header><span class="who">${logo}<b>${escapeHtml(name)}</b></span><a href="?lang=${other}" lang="${other}" hreflang="${other}">${LANGUAGE_NAMES[other]}</a></header>` +
      `<main>${isDone ? '<span class="tick" aria-hidden="true">✓</span>' : ''}<h1>${heading}</h1>${body}</main>${foot && `<footer>${foot}</footer>`}</body></html>`
    );
  }
}

function boxOf(
  { _id, name, description }: SubscriptionTypeDoc,
  isChecked: boolean,
  language: Language,
): string {
  const detail = pick(description, language);
  return (
    `<input type="hidden" name="shown" value="${_id}"><label><input type="checkbox" name="type" value="${_id}"${isChecked ? ' checked' : ''}>` +
    `<span><b>${escapeHtml(pick(name, language))}</b>${detail && `<span class="quiet">${escapeHtml(detail)}</span>`}</span></label>`
  );
}

/** A form that restores a choice. */
const undoForm = ({ all, typeIds }: SubscriptionChoice, label: string): string =>
  `<form method="post"><input type="hidden" name="do" value="undo"><input type="hidden" name="all" value="${all ? '1' : '0'}">${typeIds
    .map((id) => `<input type="hidden" name="left" value="${escapeHtml(id)}">`)
    .join('')}<button class="second">${label}</button></form>`;

/**
 * The choice that "undo" restores; null if there is nothing to undo. If the person had left before, as after a reload of the page, "undo"
 * joins again.
 */
function undoOf({ kind, before, after, recipient: { type } }: DonePage): SubscriptionChoice | null {
  if (kind === 'undo') return null;
  const isSame =
    before.all === after.all &&
    before.typeIds.length === after.typeIds.length &&
    before.typeIds.every((id) => after.typeIds.includes(id));
  if (!isSame) return before;
  if (kind === 'save') return null;
  return {
    all: false,
    typeIds: kind === 'leave' && type ? before.typeIds.filter((id) => id !== type._id) : before.typeIds,
  };
}

/** Hides most of an address, because mails are forwarded. */
export function masked(email: string): string {
  const at = email.lastIndexOf('@');
  const local = [...email.slice(0, at)];
  return `${local.slice(0, local.length > 3 ? 2 : 1).join('')}•••${email.slice(at)}`;
}

const about = ({ en, nb }: Text, type: SubscriptionTypeDoc): Text => ({
  en: en.replace('{name}', () => pick(type.name, 'en')),
  nb: nb.replace('{name}', () => pick(type.name, 'nb')),
});

const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', nb: 'Norsk' };

const TEXTS = {
  chooseTitle: { en: 'What would you like from us?', nb: 'Hva vil du ha fra oss?' },
  appliesTo: { en: 'For', nb: 'Gjelder' },
  save: { en: 'Save my choices', nb: 'Lagre valgene' },
  leaveAll: { en: 'Unsubscribe me from everything', nb: 'Meld meg av alt' },
  joinAgain: { en: 'I want mail from you again', nb: 'Jeg vil ha e-post fra dere igjen' },
  leftAll: { en: 'You have unsubscribed from everything.', nb: 'Du er meldt av alt.' },
  transactional: {
    en: 'You still get messages about agreements that you have with us.',
    nb: 'Beskjeder om avtaler du har med oss, får du uansett.',
  },
  leaveTypeTitle: { en: 'Unsubscribe from “{name}”?', nb: 'Vil du melde deg av «{name}»?' },
  leaveAllTitle: { en: 'Unsubscribe from our mailings?', nb: 'Vil du melde deg av e-post fra oss?' },
  leave: { en: 'Yes, unsubscribe me', nb: 'Ja, meld meg av' },
  choose: { en: 'Choose what you want from us', nb: 'Velg hva du vil ha fra oss' },
  leftTypeTitle: { en: 'You have unsubscribed from “{name}”', nb: 'Du er meldt av «{name}»' },
  leftAllTitle: { en: 'You have unsubscribed from everything', nb: 'Du er meldt av alt' },
  left: {
    en: 'We will not send it to you any more. One more may arrive if it is on its way already.',
    nb: 'Vi sender det ikke til deg lenger. Det kan likevel komme ett brev til hvis det alt er på vei.',
  },
  savedTitle: { en: 'Your choices are saved', nb: 'Valgene dine er lagret' },
  saved: {
    en: 'From now on we send you what you have chosen.',
    nb: 'Fra nå av sender vi deg det du har valgt.',
  },
  undo: { en: 'Undo', nb: 'Angre' },
  undoLeave: { en: 'Undo, I want it after all', nb: 'Angre, jeg vil ha det likevel' },
  undoneTitle: { en: 'Undone', nb: 'Angret' },
  undone: { en: 'Everything is as it was before.', nb: 'Alt er som det var før.' },
  testTitle: { en: 'This was a test', nb: 'Dette var en test' },
  test: {
    en: 'The link comes from a test message. Nothing was changed.',
    nb: 'Lenken kommer fra en testmelding. Ingenting er endret.',
  },
  privacy: { en: 'How we use information about you', nb: 'Slik bruker vi opplysninger om deg' },
} satisfies Record<string, Text>;

/** The style sheet with a colour of the organisation. Where it cannot be read, the colour of the text is used instead. */
export function styleFor(colour: string): string {
  const onColour = contrast(colour, PAPER.light) >= READABLE ? '#ffffff' : '#000000';
  const ink = (mode: 'light' | 'dark'): string =>
    contrast(colour, PAPER[mode]) >= READABLE ? colour : INK[mode];
  return `
:root{color-scheme:light dark;--ink:${INK.light};--quiet:#5a6272;--paper:${PAPER.light};--line:#e2e5ea;--own:${colour};--on-own:${onColour};--own-ink:${ink('light')}}
@media (prefers-color-scheme:dark){:root{--ink:${INK.dark};--quiet:#a3abba;--paper:${PAPER.dark};--line:#2b303a;--own-ink:${ink('dark')}}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{width:100%;max-width:40rem;margin:0 auto;padding:1rem 1.25rem;overflow-wrap:anywhere}
header{display:flex;align-items:center;justify-content:space-between;gap:1rem;min-height:58px;border-bottom:1px solid var(--line);color:var(--own-ink)}
header a,footer a{color:var(--quiet);font-size:.95rem}
.who{display:flex;align-items:center;gap:.6rem}
.who img{max-width:10rem}
main{flex:1;padding-top:1.6rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}
p{margin:0 0 1rem}
.quiet{color:var(--quiet);font-size:1rem;display:block}
a{color:var(--own-ink)}
label{display:flex;gap:.9rem;padding:.8rem 0;border-top:1px solid var(--line);cursor:pointer}
input[type=checkbox]{width:24px;height:24px;flex:none;margin:.1rem 0;accent-color:var(--own)}
form{margin:0 0 .9rem}
button{width:100%;min-height:52px;margin-top:.9rem;padding:.6rem 1rem;font:inherit;font-weight:600;border:1px solid var(--own);border-radius:.5rem;background:var(--own);color:var(--on-own);cursor:pointer}
button.second{background:transparent;border-color:var(--own-ink);color:var(--own-ink)}
:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
.tick{display:inline-flex;align-items:center;justify-content:center;width:48px;height:48px;margin-bottom:.8rem;border-radius:50%;border:2px solid var(--own-ink);color:var(--own-ink);font-size:1.4rem}
footer{border-top:1px solid var(--line);color:var(--quiet);font-size:.95rem}
footer>*{display:block}
`;
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [light = 1, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
