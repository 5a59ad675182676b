import { Injectable } from '@nestjs/common';
import { languageOfTag, preferredLanguage, type Language } from '@linkflow/contracts';
import { CrmFactReader } from '@linkflow/crm-port';
import { LinkTokens, Recipients, tokenInUrl } from '@linkflow/links';
import {
  RecipientSubscriptions,
  knownTypes,
  receives,
  type RecipientSubscription,
  type SubscriptionChoice,
} from '@linkflow/mailings/doors';
import { Log, withTimeout } from '@linkflow/platform';
import type { FastifyInstance } from 'fastify';
import { ClickSettings } from '../click.config';
import { neutralReply, showPage, type ClickReply } from '../http/click-messages';
import { BODY_LIMIT_BYTES, sendNeutralPage } from '../http/click-server';
import { SubscriptionPages, type FormKind } from './subscription-pages';

/*
 * Pages on which recipients choose what mail they get.
 *
 *   /s/<token>              what to get: a box for each subscription type, and "unsubscribe from everything"
 *   /s/<token>/unsubscribe  unsubscribe from the type of the mailing, or from everything if it has none; also the address of one-click
 *                           requests (RFC 8058)
 *
 * GET and HEAD change nothing, because mail scanners follow links. A POST changes what its form says (`Form`) and is answered with a page
 * that offers to undo the change. Without script, cookies or state between requests: the undo form contains the choice before the change.
 *
 * A page is in the language that the address names (`?lang=`), else in that of the contact card, in which the mail was written, else in the one
 * that the browser prefers.
 */

const PATH = '/s/';
/** A type id in a form. */
const ID = /^[0-9a-f]{24}$/;
/** The language that the switch of the page has put into the address. */
const CHOSEN = /[?&]lang=(en|nb)\b/;
const LANGUAGE = 'contact.language';
/** Longer than that of a click, because nobody is led on meanwhile. A CRM that is away must not keep anybody from unsubscribing. */
const LANGUAGE_BUDGET_MS = 1_000;
/** The body of a one-click request, as a form or as multipart/form-data. */
const ONE_CLICK =
  /(?:^|&)List-Unsubscribe=One-Click(?:&|$)|name="List-Unsubscribe"\r?\n(?:.+\r?\n)*\r?\nOne-Click\r?\n/i;

export interface SubscriptionRequest {
  method: string;
  url: string;
  body: unknown;
  acceptLanguage: string | undefined;
}

@Injectable()
export class SubscriptionHandler {
  private readonly pages: SubscriptionPages;

  constructor(
    private readonly tokens: LinkTokens,
    private readonly subscriptions: RecipientSubscriptions,
    private readonly recipients: Recipients,
    private readonly facts: CrmFactReader,
    settings: ClickSettings,
    private readonly log: Log,
  ) {
    this.pages = new SubscriptionPages(settings.organisation);
  }

  async handle(request: SubscriptionRequest): Promise<ClickReply> {
    const { url, acceptLanguage } = request;
    const token = tokenInUrl(url, PATH);
    const subject = token === undefined ? null : this.tokens.verify('subscriptions', token);
    if (token === undefined || !subject) return neutralReply('unknown', acceptLanguage);
    try {
      const { subjectId, recipientId } = subject;
      const [recipient, known] = await Promise.all([
        this.subscriptions.find(subjectId, recipientId),
        CHOSEN.test(url) ? undefined : this.languageOf(recipientId),
      ]);
      if (!recipient) return neutralReply('unknown', acceptLanguage);
      return await this.answer(request, { recipient, token, known });
    } catch (error) {
      this.log.error(
        { err: error, mailingId: subject.subjectId },
        'subscriptions could not be read or changed',
      );
      return neutralReply('away', acceptLanguage);
    }
  }

  /**
   * The language of the recipient's contact, if it is one of the product's and read within `LANGUAGE_BUDGET_MS`. Shares the read of the
   * recipient with `RecipientSubscriptions`, and reads the card while the choices are read, so that a page takes no longer.
   */
  private async languageOf(recipientId: string): Promise<Language | undefined> {
    try {
      return await withTimeout(LANGUAGE_BUDGET_MS, () => this.readLanguage(recipientId));
    } catch (error) {
      this.log.debug({ err: error }, 'the language of a contact was not read in time');
      return undefined;
    }
  }

  private async readLanguage(recipientId: string): Promise<Language | undefined> {
    const contactId = (await this.recipients.find(recipientId))?.contactId ?? null;
    if (contactId === null) return undefined;
    const tag = (await this.facts.load([contactId], [LANGUAGE])).get(contactId)?.[LANGUAGE];
    return languageOfTag(typeof tag === 'string' ? tag : '');
  }

  private async answer(
    { method, url, body, acceptLanguage }: SubscriptionRequest,
    {
      recipient,
      token,
      known,
    }: { recipient: RecipientSubscription; token: string; known: Language | undefined },
  ): Promise<ClickReply> {
    const isUnsubscribePage = url.slice(PATH.length + token.length).includes('/unsubscribe');
    const [, chosen] = CHOSEN.exec(url) ?? [];
    const language = (chosen as Language | undefined) ?? known ?? preferredLanguage(acceptLanguage);
    const page = {
      recipient,
      language,
      path: PATH + token,
      query: chosen === undefined ? '' : `?lang=${chosen}`,
    };
    const form = method === 'POST' ? formIn(body, recipient) : null;
    if (!form) return this.reply(isUnsubscribePage ? this.pages.unsubscribe(page) : this.pages.choose(page));
    const { kind, source } = form;
    const change = await this.subscriptions.choose(recipient, form.next, { source, language });
    return this.reply(this.pages.done({ ...page, kind, ...change }));
  }

  private reply(html: string): ClickReply {
    return showPage(html, { policy: this.pages.policy, more: ['Vary', 'Accept-Language'] });
  }
}

interface Form {
  kind: FormKind;
  source: 'page' | 'one-click';
  next(before: SubscriptionChoice): SubscriptionChoice;
}

/** Null if the body is no form of these pages. */
function formIn(body: unknown, recipient: RecipientSubscription): Form | null {
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : '';
  const unsubscribe = unsubscribing(recipient);
  if (ONE_CLICK.test(text)) return { kind: 'unsubscribe', source: 'one-click', next: unsubscribe };
  const fields = new URLSearchParams(text);
  const ids = (name: string): string[] => [...new Set(fields.getAll(name))].filter((id) => ID.test(id));
  const source = 'page';
  switch (fields.get('do')) {
    case 'unsubscribe':
      return { kind: 'unsubscribe', source, next: unsubscribe };
    case 'unsubscribe-all':
      return { kind: 'unsubscribe-all', source, next: (before) => ({ ...before, all: true }) };
    case 'save':
      return { kind: 'save', source, next: saved(recipient, { shown: ids('shown'), wanted: ids('type') }) };
    case 'undo': {
      const choice = {
        all: fields.get('all') === '1',
        unsubscribed: ids('unsubscribed'),
        consented: ids('consented'),
      };
      return { kind: 'undo', source, next: restored(recipient, choice) };
    }
    default:
      return null;
  }
}

const unsubscribing =
  ({ type }: RecipientSubscription) =>
  (before: SubscriptionChoice): SubscriptionChoice =>
    type
      ? { ...before, unsubscribed: [...new Set([...before.unsubscribed, type._id])] }
      : { ...before, all: true };

/**
 * Types without a box on the page stay unchanged. Choosing a type also takes back unsubscribing from everything. A box that the person has
 * ticked is a consent; one that was ticked already is no change. Neither is the empty box of a type that needs consent, if the person has
 * not decided on it yet.
 */
const saved =
  ({ types }: RecipientSubscription, { shown, wanted }: { shown: string[]; wanted: string[] }) =>
  (before: SubscriptionChoice): SubscriptionChoice => {
    const listed = types.filter(({ _id }) => shown.includes(_id));
    const decided = [...before.unsubscribed, ...before.consented];
    const unsubscribed = listed.filter(
      ({ _id, requiresConsent }) => !wanted.includes(_id) && (!requiresConsent || decided.includes(_id)),
    );
    const ticked = listed.filter((type) => wanted.includes(type._id) && !receives(before, type));
    return {
      all: before.all && !listed.some(({ _id }) => wanted.includes(_id)),
      unsubscribed: [...without(before.unsubscribed, idsOf(listed)), ...idsOf(unsubscribed)],
      consented: [...new Set([...before.consented, ...idsOf(ticked)])],
    };
  };

/** The choice before a change. Only types that exist can be restored. */
const restored =
  (recipient: RecipientSubscription, choice: SubscriptionChoice) =>
  (before: SubscriptionChoice): SubscriptionChoice => {
    const existing = idsOf(knownTypes(recipient));
    const restore = (field: 'unsubscribed' | 'consented'): string[] => [
      ...without(before[field], existing),
      ...choice[field].filter((id) => existing.includes(id)),
    ];
    return { all: choice.all, unsubscribed: restore('unsubscribed'), consented: restore('consented') };
  };

const idsOf = (types: readonly { _id: string }[]): string[] => types.map(({ _id }) => _id);
const without = (ids: readonly string[], others: readonly string[]): string[] =>
  ids.filter((id) => !others.includes(id));

/** The Fastify route of these pages. Its body is read as bytes, by the parser that `registerClickRoute` has added. */
export function registerSubscriptionRoute(fastify: FastifyInstance, handler: SubscriptionHandler): void {
  fastify.route({
    method: ['GET', 'HEAD', 'POST'],
    url: `${PATH}*`,
    bodyLimit: BODY_LIMIT_BYTES,
    handler: async (request, reply) => {
      reply.hijack();
      const answer = await handler.handle({
        method: request.method,
        url: request.url,
        body: request.body,
        acceptLanguage: request.headers['accept-language'],
      });
      if (!fastify.server.listening) reply.raw.setHeader('Connection', 'close');
      answer.send(reply.raw, request.method);
    },
    errorHandler: sendNeutralPage,
  });
}
