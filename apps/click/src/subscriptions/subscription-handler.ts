import { Injectable } from '@nestjs/common';
import { preferredLanguage, type Language, type SubscriptionChoice } from '@linkflow/contracts';
import { LinkTokens, tokenInUrl } from '@linkflow/links';
import { RecipientSubscriptions, type RecipientSubscription } from '@linkflow/mailings/doors';
import { Log } from '@linkflow/platform';
import type { FastifyInstance } from 'fastify';
import { ClickSettings } from '../click.config';
import { neutralReply, showPage, type ClickReply } from '../http/click-messages';
import { BODY_LIMIT_BYTES, sendNeutralPage } from '../http/click-server';
import { SubscriptionPages, type FormKind } from './subscription-pages';

/*
 * Pages on which recipients leave mailings.
 *
 *   /s/<token>        what to get: a box for each subscription type, and "leave everything"
 *   /s/<token>/leave  leave the type of the mailing, or everything if it has none; also the address of one-click requests (RFC 8058)
 *
 * GET and HEAD change nothing, because mail scanners follow links. A POST changes what its form says (`Form`) and is answered with a page
 * that offers to undo the change. Without script, cookies or state between requests: the undo form contains the choice before the change.
 */

const PATH = '/s/';
/** A type id in a form. */
const ID = /^[0-9a-f]{24}$/;
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
      const recipient = await this.subscriptions.find(subject.subjectId, subject.recipientId);
      if (!recipient) return neutralReply('unknown', acceptLanguage);
      return await this.answer(request, recipient, token);
    } catch (error) {
      this.log.error(
        { err: error, mailingId: subject.subjectId },
        'subscriptions could not be read or changed',
      );
      return neutralReply('away', acceptLanguage);
    }
  }

  private async answer(
    { method, url, body, acceptLanguage }: SubscriptionRequest,
    recipient: RecipientSubscription,
    token: string,
  ): Promise<ClickReply> {
    const isLeavePage = url.slice(PATH.length + token.length).includes('/leave');
    const [, chosen] = /[?&]lang=(en|nb)\b/.exec(url) ?? [];
    const language = (chosen as Language | undefined) ?? preferredLanguage(acceptLanguage);
    const page = {
      recipient,
      language,
      path: PATH + token,
      query: chosen === undefined ? '' : `?lang=${chosen}`,
    };
    const form = method === 'POST' ? formIn(body, recipient) : null;
    if (!form) return this.reply(isLeavePage ? this.pages.leave(page) : this.pages.choose(page));
    const before = await this.subscriptions.choose(recipient, form.next, form.source);
    const after = recipient.isTest ? before : form.next(before);
    return this.reply(this.pages.done({ ...page, kind: form.kind, before, after }));
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
  const leave = leaving(recipient);
  if (ONE_CLICK.test(text)) return { kind: 'leave', source: 'one-click', next: leave };
  const fields = new URLSearchParams(text);
  const ids = (name: string): string[] => [...new Set(fields.getAll(name))].filter((id) => ID.test(id));
  const source = 'page';
  switch (fields.get('do')) {
    case 'leave':
      return { kind: 'leave', source, next: leave };
    case 'leave-all':
      return { kind: 'leave-all', source, next: (before) => ({ ...before, all: true }) };
    case 'save':
      return {
        kind: 'save',
        source,
        next: (before) => saved(before, { shown: ids('shown'), wanted: ids('type') }),
      };
    case 'undo':
      return { kind: 'undo', source, next: restored(recipient, fields.get('all') === '1', ids('left')) };
    default:
      return null;
  }
}

const leaving =
  ({ type }: RecipientSubscription) =>
  (before: SubscriptionChoice): SubscriptionChoice =>
    type ? { ...before, typeIds: [...new Set([...before.typeIds, type._id])] } : { ...before, all: true };

/** Types without a check box on the page stay unchanged. Choosing a type also takes back leaving everything. */
function saved(
  before: SubscriptionChoice,
  { shown, wanted }: { shown: string[]; wanted: string[] },
): SubscriptionChoice {
  const others = before.typeIds.filter((id) => !shown.includes(id));
  const unwanted = shown.filter((id) => !wanted.includes(id));
  return { all: before.all && wanted.length === 0, typeIds: [...others, ...unwanted] };
}

/** The choice before a change. Only types that exist can be restored. */
function restored({ types, type }: RecipientSubscription, all: boolean, left: string[]) {
  const existing = new Set([...types, ...(type ? [type] : [])].map(({ _id }) => _id));
  return (before: SubscriptionChoice): SubscriptionChoice => ({
    all,
    typeIds: [...before.typeIds.filter((id) => !existing.has(id)), ...left.filter((id) => existing.has(id))],
  });
}

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
