import { createHash } from 'node:crypto';
import { LANGUAGES, pick, type Language, type Text } from '@linkflow/contracts';
import {
  knownTypes,
  receives,
  type RecipientSubscription,
  type SubscriptionChoice,
  type SubscriptionTypeDoc,
} from '@linkflow/mailings/doors';
import { escapeHtml } from '../http/pages';
import { styleFor } from './page-style';
import { TEXTS } from './subscription-page.texts';

/** What the form of a page asks for. */
export type FormKind = 'unsubscribe' | 'unsubscribe-all' | 'save' | 'undo';

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

  /** Boxes for the types, and a button that unsubscribes from everything. */
  choose(page: SubscriptionPage): string {
    const { recipient, language } = page;
    const { types, choice } = recipient;
    const t = (text: Text): string => escapeHtml(pick(text, language));
    const save = `<form method="post"><input type="hidden" name="do" value="save">${types
      .map((type) => boxOf(type, receives(choice, type), language))
      .join('')}<button>${t(TEXTS.save)}</button></form>`;
    const again: SubscriptionChoice = { ...choice, all: false };
    const all = choice.all
      ? types.length === 0
        ? undoForm(again, recipient, t(TEXTS.subscribeAgain))
        : ''
      : `<form method="post"><input type="hidden" name="do" value="unsubscribe-all"><button class="second">${t(TEXTS.unsubscribeAll)}</button></form>`;
    return this.page(page, {
      title: TEXTS.chooseTitle,
      body:
        `<p class="quiet">${t(TEXTS.appliesTo)} ${escapeHtml(masked(recipient.email))}</p>` +
        (choice.all ? `<p>${t(TEXTS.unsubscribedAll)}</p>` : '') +
        (types.length > 0 ? save : '') +
        all +
        `<p class="quiet">${t(TEXTS.transactional)}</p>`,
    });
  }

  /** Asks whether to unsubscribe from the type of the mailing. */
  unsubscribe(page: SubscriptionPage): string {
    const { recipient, language } = page;
    const t = (text: Text): string => escapeHtml(pick(text, language));
    const { type, choice } = recipient;
    const isUnsubscribed = type ? !receives(choice, type) : choice.all;
    if (isUnsubscribed) return this.done({ ...page, kind: 'unsubscribe', before: choice, after: choice });
    return this.page(page, {
      title: type ? about(TEXTS.unsubscribeTypeTitle, type) : TEXTS.unsubscribeAllTitle,
      body:
        `<p class="quiet">${t(TEXTS.appliesTo)} ${escapeHtml(masked(recipient.email))}</p>` +
        `<form method="post"><input type="hidden" name="do" value="unsubscribe"><button>${t(TEXTS.unsubscribe)}</button></form>` +
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
      unsubscribe: type
        ? [about(TEXTS.unsubscribedTypeTitle, type), TEXTS.unsubscribed]
        : [TEXTS.unsubscribedAllTitle, TEXTS.unsubscribedFromAll],
      'unsubscribe-all': [TEXTS.unsubscribedAllTitle, TEXTS.unsubscribedFromAll],
      save: [TEXTS.savedTitle, after.all ? TEXTS.unsubscribedAll : TEXTS.saved],
      undo: [TEXTS.undoneTitle, TEXTS.undone],
    }[kind] as [Text, Text];
    const label = kind === 'save' || before.all !== after.all ? TEXTS.undo : TEXTS.undoUnsubscribe;
    return this.page(page, {
      title,
      isDone: true,
      body:
        `<p>${t(text)}</p>${undo ? undoForm(undo, recipient, t(label)) : ''}${this.chooseLink(page)}` +
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
    const other = LANGUAGES.find((each) => each !== language) ?? language;
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

/** A form that restores a choice. It leaves out types on which the recipient cannot decide here, so that it stays small. */
function undoForm(
  { all, unsubscribed, consented }: SubscriptionChoice,
  recipient: RecipientSubscription,
  label: string,
): string {
  const existing = new Set(knownTypes(recipient).map(({ _id }) => _id));
  const fields = (name: string, ids: readonly string[]): string =>
    ids
      .filter((id) => existing.has(id))
      .map((id) => `<input type="hidden" name="${name}" value="${id}">`)
      .join('');
  return (
    `<form method="post"><input type="hidden" name="do" value="undo"><input type="hidden" name="all" value="${all ? '1' : '0'}">` +
    `${fields('unsubscribed', unsubscribed)}${fields('consented', consented)}<button class="second">${label}</button></form>`
  );
}

/**
 * The choice that "undo" restores; null if there is nothing to undo. If the person had unsubscribed before, as after a reload of the page,
 * "undo" subscribes again, which is a consent.
 */
function undoOf({ kind, before, after, recipient: { type } }: DonePage): SubscriptionChoice | null {
  if (kind === 'undo') return null;
  if (!isSame(before, after)) return before;
  if (kind === 'save') return null;
  if (kind === 'unsubscribe-all' || !type) return { ...before, all: false };
  return {
    all: false,
    unsubscribed: before.unsubscribed.filter((id) => id !== type._id),
    consented: [...before.consented, ...(type.requiresConsent ? [type._id] : [])],
  };
}

const isSame = (one: SubscriptionChoice, other: SubscriptionChoice): boolean =>
  one.all === other.all &&
  hasSame(one.unsubscribed, other.unsubscribed) &&
  hasSame(one.consented, other.consented);

const hasSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((id) => others.includes(id));

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
