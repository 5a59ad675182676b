import { Injectable } from '@nestjs/common';
import {
  MAX_FORM_BODY,
  MAX_SITE,
  UTM_PARAMETERS,
  addressIn,
  errorsIn,
  isHttpUrl,
  readAnswers,
  type FormContent,
  type RawAnswers,
  type SpamReason,
  type SubmissionRecord,
  type Utm,
} from '@linkflow/contracts';
import {
  FormPages,
  FormReader,
  confirmationIdOf,
  submissionIdOf,
  type LiveForm,
  type PageTicket,
} from '@linkflow/forms/pages';
import { LinkTokens, TOKEN_LENGTH } from '@linkflow/links';
import { Clock, Log, withTimeout } from '@linkflow/platform';
import type { FastifyInstance } from 'fastify';
import { ClickSettings } from '../click.config';
import { ClientAddresses } from '../http/client-address';
import { neutralReply, redirectTo, showPage, type ClickReply } from '../http/click-messages';
import { sendNeutralPage } from '../http/click-server';
import { FormChallenges } from './captcha/form-challenges';
import { embedScript } from './embed-script';
import { FormCache } from './form-cache';
import { ANSWER } from './form-fields';
import { CONFIRM, FormPagesHtml, HONEYPOT, SEND, TICKET, type FormPage, type ShownForm } from './form-pages';
import { TEXTS } from './form-page.texts';
import { FormPrefill } from './form-prefill';
import { FormRate } from './form-rate';
import { SubmissionStore } from './submission-store';

/*
 * Forms.
 *
 *   /f/<form id>           the form, for anybody
 *   /f/<token>             the form, for a recipient: the click on a link with the response "open form" leads here
 *   /f/<token>             another token: the page that confirms a submission
 *   /f/<form id>/embed.js  a script that shows the form in a page
 *
 * GET and HEAD change nothing. A POST sends the answers, or confirms a submission by its button. The page carries a signed ticket: the
 * version that it shows, when it was shown, and a number from which the id of the submission follows, so that the same answers are stored
 * once. What a person has typed is in every page that answers a POST, until it is stored.
 */

const PATH = '/f/';
const FORM_ID = /^[0-9a-f]{24}$/;
const SUBMISSION_MS = 1_000;

export interface FormRequest {
  method: string;
  url: string;
  body: unknown;
  acceptLanguage: string | undefined;
  connected: string | undefined;
  forwardedFor: string | undefined;
  referer: string | undefined;
}

/** Which form was asked for, and by which recipient. */
interface Asked {
  formId: string;
  query: URLSearchParams;
  isEmbedded: boolean;
  /** The website in which the form stands. */
  site?: string | undefined;
  recipient?: { token: string; recipientId: string };
}

@Injectable()
export class FormHandler {
  private readonly html: FormPagesHtml;

  constructor(
    private readonly tokens: LinkTokens,
    private readonly pages: FormPages,
    private readonly cache: FormCache,
    private readonly reader: FormReader,
    private readonly prefill: FormPrefill,
    private readonly rate: FormRate,
    private readonly challenges: FormChallenges,
    private readonly store: SubmissionStore,
    private readonly addresses: ClientAddresses,
    private readonly settings: ClickSettings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.html = new FormPagesHtml(settings.organisation);
  }

  async handle(request: FormRequest): Promise<ClickReply> {
    const { url, acceptLanguage } = request;
    const { pathname, searchParams: query } = new URL(url, 'http://form.invalid');
    const [name = '', rest = ''] = pathname.slice(PATH.length).split('/', 2);
    try {
      if (FORM_ID.test(name)) {
        if (rest === 'embed.js') return embedScript(name);
        const isEmbedded = query.has('embed');
        const site = isEmbedded ? siteOf(request.referer) : undefined;
        return await this.answer(request, { formId: name, query, isEmbedded, site });
      }
      const token = name.slice(0, TOKEN_LENGTH);
      const confirmed = this.tokens.verify('confirmation', token);
      if (confirmed) return await this.confirm(request, confirmed);
      const opened = this.tokens.verify('form', token);
      if (!opened) return neutralReply('unknown', acceptLanguage);
      const { subjectId: formId, recipientId } = opened;
      return await this.answer(request, {
        formId,
        query,
        isEmbedded: false,
        recipient: { token, recipientId },
      });
    } catch (error) {
      this.log.error({ err: error }, 'a form could not be shown');
      return neutralReply('away', acceptLanguage);
    }
  }

  private async answer(request: FormRequest, asked: Asked): Promise<ClickReply> {
    const form = await this.cache.find(asked.formId);
    if (!form) return neutralReply('unknown', request.acceptLanguage);
    if (request.method === 'POST') return this.receive(request, asked, form);
    const { formId, version, content } = form;
    if (this.isClosed(form)) return reply(this.html.closed(content, asked.isEmbedded));
    const card = asked.recipient
      ? await this.prefill.fromCard(content, { ...asked.recipient, parameter: asked.query.get('p') })
      : {};
    const answers = { ...card, ...this.prefill.fromAddress(content, asked.query) };
    const shownAt = this.clock.now().getTime();
    const ticket = this.pages.issue({ formId, version, shownAt, site: asked.site });
    return this.show(content, asked, { ticket, answers });
  }

  /** Stores a submission, or shows the form again with the answers and the reason. */
  private async receive(request: FormRequest, asked: Asked, form: LiveForm): Promise<ClickReply> {
    const { formId } = form;
    const posted = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
    const text = posted.get(TICKET) ?? '';
    const ticket = this.pages.read(text);
    const now = this.clock.now().getTime();
    const version = ticket?.formId === formId ? ticket.version : undefined;
    const content = version === undefined ? null : await this.cache.version(formId, version);
    if (!ticket || !content) {
      const fresh = this.pages.issue({ formId, version: form.version, shownAt: now });
      return this.show(form.content, asked, {
        ticket: fresh,
        answers: answersIn(form.content, posted),
        notice: TEXTS.again,
        status: 422,
      });
    }
    if (this.isClosed(form)) return reply(this.html.closed(content, asked.isEmbedded));
    const answers = answersIn(content, posted);
    const shown = { ticket: text, answers };
    const { values, errors } = readAnswers(content, answers);
    if (Object.keys(errors).length > 0)
      return this.show(content, asked, {
        ...shown,
        errors: errorsIn(errors, content.settings.language),
        status: 422,
      });
    if (now - ticket.shownAt < this.settings.forms.minMs)
      return this.show(content, asked, { ...shown, notice: TEXTS.again, status: 422 });
    const address = this.addresses.of(request.connected, request.forwardedFor);
    if (!(await this.rate.isAllowed(formId, address)))
      return this.show(content, asked, { ...shown, notice: TEXTS.tooMany, status: 429 });
    const challenged = await this.challenges.check(content, posted, ticket.nonce);
    if (challenged === 'failed')
      return this.show(content, asked, { ...shown, challengeFailed: true, status: 422 });
    const record = this.recordOf({
      asked,
      posted,
      answers,
      content,
      ticket,
      isUnchecked: challenged === 'unavailable',
    });
    if (!(await this.store.add(record)))
      return this.show(content, asked, { ...shown, notice: TEXTS.away, status: 503 });
    return this.thank(content, asked, addressIn(content, values));
  }

  private recordOf({
    asked: { formId: form, query, recipient },
    posted,
    answers,
    content,
    ticket: { version, nonce, site },
    isUnchecked,
  }: {
    asked: Asked;
    posted: URLSearchParams;
    answers: RawAnswers;
    content: FormContent;
    ticket: PageTicket;
    isUnchecked: boolean;
  }): SubmissionRecord {
    const choice = recipient && this.pages.readPrefill(recipient.token, query.get('p') ?? '');
    return {
      id: submissionIdOf({ nonce }, answers),
      at: this.clock.now().getTime(),
      form,
      kind: 'submission',
      version,
      answers: Object.fromEntries(Object.entries(answers).map(([name, texts]) => [name, [...texts]])),
      language: content.settings.language,
      utm: utmIn(query),
      spam: spamIn(posted),
      ...(recipient && { recipient: recipient.recipientId }),
      ...(choice && { link: choice.linkId }),
      ...(isUnchecked && { unchecked: true }),
      ...(site !== undefined && { site }),
    };
  }

  private thank(content: FormContent, { isEmbedded }: Asked, address: string | null): ClickReply {
    const { doubleOptIn } = content.settings;
    if (doubleOptIn && address !== null) return reply(this.html.checkMail(content, address, isEmbedded));
    return this.finished(content, isEmbedded);
  }

  /** The page, or the address, that follows a submission. */
  private finished(content: FormContent, isEmbedded: boolean): ClickReply {
    const { thanks } = content.settings;
    if (thanks.kind === 'redirect' && isHttpUrl(thanks.url)) return redirectTo(thanks.url, 303);
    return reply(this.html.thanks(content, isEmbedded));
  }

  private async confirm(
    { method, body, acceptLanguage }: FormRequest,
    { subjectId: form, recipientId: submission }: { subjectId: string; recipientId: string },
  ): Promise<ClickReply> {
    const live = await this.cache.find(form);
    if (!live) return neutralReply('unknown', acceptLanguage);
    const found = await this.submittedTo(live, submission);
    if (!found) return neutralReply('unknown', acceptLanguage);
    const { content, isProcessed } = found;
    // A person who opens the link again has no need to press again.
    if (method !== 'POST' && isProcessed) return this.finished(content, false);
    const posted = new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '');
    if (method !== 'POST' || !posted.has(CONFIRM)) return reply(this.html.confirm(content));
    const at = this.clock.now().getTime();
    const id = confirmationIdOf(submission);
    const isStored = await this.store.add({ id, at, form, kind: 'confirmation', submission });
    return isStored ? this.finished(content, false) : neutralReply('away', acceptLanguage);
  }

  /** The version of a submission, and whether it was processed; while MongoDB is away, the live version. Null if the submission was deleted. */
  private async submittedTo(
    { formId, content }: LiveForm,
    submissionId: string,
  ): Promise<{ content: FormContent; isProcessed: boolean } | null> {
    try {
      const found = await withTimeout(SUBMISSION_MS, () => this.reader.submission(submissionId));
      if (found?.formId !== formId) return null;
      return {
        content: (await this.cache.version(formId, found.version)) ?? content,
        isProcessed: found.status === 'processed',
      };
    } catch {
      return { content, isProcessed: false };
    }
  }

  private isClosed({ content: { settings }, submissions }: LiveForm): boolean {
    const { closesAt, maxSubmissions } = settings;
    if (closesAt !== null && new Date(closesAt) <= this.clock.now()) return true;
    return maxSubmissions !== null && submissions >= maxSubmissions;
  }

  /** The form, with a new challenge where it has one. */
  private async show(
    content: FormContent,
    { isEmbedded }: Asked,
    shown: Omit<ShownForm, 'content' | 'isEmbedded' | 'challenge'>,
  ): Promise<ClickReply> {
    const nonce = this.pages.read(shown.ticket)?.nonce ?? '';
    const challenge = await this.challenges.challenge(content, nonce);
    return reply(this.html.form({ content, isEmbedded, challenge, ...shown }));
  }
}

const reply = ({ html, policy, status }: FormPage): ClickReply =>
  showPage(html, { policy, ...(status !== undefined && { status }) });

/** The texts that were posted for the blocks of a form. */
function answersIn({ blocks }: FormContent, posted: URLSearchParams): RawAnswers {
  return Object.fromEntries(
    blocks.flatMap(({ name, type }) => {
      if (type === 'heading' || type === 'paragraph') return [];
      const texts = posted.getAll(ANSWER + name);
      return texts.length > 0 ? [[name, texts.slice(0, MAX_TEXTS)]] : [];
    }),
  );
}

/** Most texts of one question: each answer of a choice can be ticked once. */
const MAX_TEXTS = 200;

/** The origin of the page around a form. Undefined if the browser does not say. */
function siteOf(referer: string | undefined): string | undefined {
  const origin = referer === undefined ? undefined : URL.parse(referer)?.origin;
  return origin !== undefined && isHttpUrl(origin) && origin.length <= MAX_SITE ? origin : undefined;
}

function spamIn(posted: URLSearchParams): SpamReason[] {
  const reasons: SpamReason[] = [];
  if ((posted.get(HONEYPOT) ?? '') !== '') reasons.push('honeypot');
  if (!posted.has(SEND)) reasons.push('no-button');
  return reasons;
}

function utmIn(query: URLSearchParams): Utm {
  const utm: Utm = {};
  for (const name of UTM_PARAMETERS) {
    const value = query.get(`utm_${name}`)?.trim();
    if (value) utm[name] = value.toWellFormed().slice(0, 200);
  }
  return utm;
}

/** The Fastify route of forms. Its body is read as bytes, by the parser that `registerClickRoute` has added. */
export function registerFormRoute(fastify: FastifyInstance, handler: FormHandler): void {
  fastify.route({
    method: ['GET', 'HEAD', 'POST'],
    url: `${PATH}*`,
    bodyLimit: MAX_FORM_BODY,
    handler: async (request, response) => {
      response.hijack();
      const forwarded = request.headers['x-forwarded-for'];
      const answer = await handler.handle({
        method: request.method,
        url: request.url,
        body: request.body,
        acceptLanguage: request.headers['accept-language'],
        connected: request.socket.remoteAddress,
        referer: request.headers.referer,
        forwardedFor: Array.isArray(forwarded) ? forwarded.join(', ') : forwarded,
      });
      if (!fastify.server.listening) response.raw.setHeader('Connection', 'close');
      answer.send(response.raw, request.method);
    },
    errorHandler: sendNeutralPage,
  });
}
