import {
  defineReasons,
  headerProblem,
  mendAddress,
  type CodedReason,
  type WebhookMethod,
} from '@linkflow/contracts';
import { isTemporary, type WebhookAnswer, type WebhookCall, type WebhookOutcome } from '@linkflow/webhooks';
import { factsInText, fillJson, isJsonTemplate, mergeText } from '@linkflow/workflow';
import { COMMON_REASONS, Permanent, Postponed, Retryable, type EventContext } from './action-context';

export const CALL_REASONS = defineReasons({
  'webhook.url': {
    en: 'The address of the webhook cannot be called',
    nb: 'Adressen til webhooken kan ikke kalles',
  },
  'webhook.address': {
    en: 'The server has an address inside a private network, and such servers are not called',
    nb: 'Serveren har en adresse i et privat nett, og slike servere kalles ikke',
  },
  'webhook.secret-missing': {
    en: 'The secret of the webhook no longer exists',
    nb: 'Hemmeligheten til webhooken finnes ikke lenger',
  },
  'webhook.redirect': {
    en: 'The server answered {status}: it redirects to another address, and redirects are not followed',
    nb: 'Serveren svarte {status}: den viser videre til en annen adresse, og det følges ikke',
  },
  'webhook.refused': {
    en: 'The server refused the call with {status}',
    nb: 'Serveren avviste kallet med {status}',
  },
  'webhook.temporary': {
    en: 'The server answered {status} and could not take the call',
    nb: 'Serveren svarte {status} og kunne ikke ta imot kallet',
  },
  'webhook.no-answer': {
    en: '{code, select, name {The name of the server could not be found} connect {The server could not be reached} tls {The server has no valid certificate for its name} timeout {The server did not answer in time} closed {The server ended the connection without an answer} other {The server gave an answer that is not HTTP}}',
    nb: '{code, select, name {Navnet på serveren ble ikke funnet} connect {Serveren kunne ikke nås} tls {Serveren har ikke noe gyldig sertifikat for navnet sitt} timeout {Serveren svarte ikke i tide} closed {Serveren brøt forbindelsen uten å svare} other {Serveren ga et svar som ikke er HTTP}}',
  },
  'webhook.paused': {
    en: 'The server did not answer several calls, so calls to it are paused for a while',
    nb: 'Serveren svarte ikke på flere kall, så kall til den er satt på pause en stund',
  },
});

/** Whether calls with this method have a body. */
const hasBody = (method: WebhookMethod): boolean => method !== 'GET' && method !== 'DELETE';

/** What a `call-webhook` step sends, before its merge fields are filled in. */
interface CallTemplate {
  url: string;
  method: WebhookMethod;
  body: string;
  headers: readonly { name: string; value: string }[];
}

/** What is sent in every call. */
const OWN_HEADERS = { 'user-agent': 'Linkflow', accept: 'application/json' };

/**
 * Fills in the merge fields of a call. In the URL they are percent-encoded, in the body they become JSON, in headers text.
 * @throws Permanent if the parameters are not complete
 */
export async function filledCall(
  ctx: Pick<EventContext, 'facts' | 'merge'>,
  params: CallTemplate,
): Promise<Pick<WebhookCall, 'url' | 'method' | 'headers' | 'body'>> {
  const { method } = params;
  const template = hasBody(method) ? params.body.trim() : '';
  const headers: Record<string, string> = { ...OWN_HEADERS };
  for (const { name, value } of params.headers) {
    if (headerProblem(name)) throw new Permanent(COMMON_REASONS('params.invalid'));
    headers[name.trim().toLowerCase()] = headerText(await ctx.merge(value));
  }
  if (template !== '' && !isJsonTemplate(template)) throw new Permanent(COMMON_REASONS('params.invalid'));
  const address = mendAddress(params.url);
  const values = await ctx.facts([...new Set([...factsInText(address), ...factsInText(template)])]);
  const body = template === '' ? undefined : fillJson(template, values);
  if (body !== undefined) headers['content-type'] = 'application/json; charset=utf-8';
  return { url: mergeText(address, values, { escape: 'url' }), method, headers, body };
}

/** A value as a header can have it: in one line, as the bytes of UTF-8. */
function headerText(text: string): string {
  // eslint-disable-next-line no-control-regex
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return Buffer.from(line, 'utf8').toString('latin1');
}

/**
 * The answer of a call that the server has taken (2xx).
 * @throws Permanent if a repeat would end in the same way; Retryable; Postponed while the server answers nobody
 */
export function takenAnswer(
  outcome: WebhookOutcome,
  { readsAnswer }: { readsAnswer: boolean },
): WebhookAnswer {
  switch (outcome.kind) {
    case 'paused':
      throw new Postponed({ ...CALL_REASONS('webhook.paused'), until: outcome.until });
    case 'refused':
      throw new Permanent(REFUSED[outcome.code]);
    case 'failed':
      throw laterOf(CALL_REASONS('webhook.no-answer', { code: outcome.code }), outcome, null);
    case 'answered':
      return takenOf(outcome, readsAnswer);
  }
}

function takenOf(answer: WebhookAnswer, readsAnswer: boolean): WebhookAnswer {
  const { status } = answer;
  const params = { status: String(status) };
  if (isTemporary(status))
    throw laterOf(CALL_REASONS('webhook.temporary', params), answer, answer.retryAfter);
  if (status < 200 || status >= 400) throw new Permanent(CALL_REASONS('webhook.refused', params));
  if (status >= 300) throw new Permanent(CALL_REASONS('webhook.redirect', params));
  // The server has taken the call. It recognises the repeat, and may then answer with the whole.
  if (readsAnswer && answer.bodyState === 'cut')
    throw laterOf(CALL_REASONS('webhook.no-answer', { code: 'closed' }), answer, null);
  return answer;
}

/** A probe failed because the server answers nobody, which is not the fault of its step. */
function laterOf(
  reason: CodedReason,
  { pause }: Pick<WebhookAnswer, 'pause'>,
  retryAfter: Date | null,
): Retryable | Postponed {
  if (pause?.probe) return new Postponed({ ...reason, until: pause.until });
  const after = [retryAfter, pause?.until].flatMap((time) => time?.getTime() ?? []);
  return new Retryable({ ...reason, ...(after.length > 0 && { after: new Date(Math.max(...after)) }) });
}

const REFUSED: Record<Extract<WebhookOutcome, { kind: 'refused' }>['code'], CodedReason> = {
  url: CALL_REASONS('webhook.url'),
  scheme: CALL_REASONS('webhook.url'),
  'user-info': CALL_REASONS('webhook.url'),
  port: CALL_REASONS('webhook.url'),
  address: CALL_REASONS('webhook.address'),
  secret: CALL_REASONS('webhook.secret-missing'),
};
