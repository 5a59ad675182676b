import { Injectable } from '@nestjs/common';
import {
  Permanent,
  Postponed,
  Retryable,
  WebhookParams,
  answerValues,
  filledCall,
  takenAnswer,
} from '@linkflow/actions';
import {
  MAX_TRIAL_BODY,
  phrase,
  type CodedReason,
  type TryWebhook,
  type WebhookTrial,
} from '@linkflow/contracts';
import { CrmNames } from '@linkflow/crm-port';
import { EngineConfig } from '@linkflow/engine';
import { FactReader } from '@linkflow/facts';
import { LinksService } from '@linkflow/links';
import { AppError, Clock, newId, readConfig } from '@linkflow/platform';
import { WebhookSecrets, WebhookSender, type WebhookCall, type WebhookOutcome } from '@linkflow/webhooks';
import { createNames } from '@linkflow/workflow';
import { SimulatedClick } from '../links/simulated-click';
import { SimulationPorts } from '../links/simulator';
import { reasonView } from '../runs/run-views';

/** Shown in place of the values of secrets and signatures. */
const HIDDEN = '••••••';

/** Calls webhooks that are being set up, once, so that their authors see what is sent and what comes back. */
@Injectable()
export class WebhookTrials {
  constructor(
    private readonly links: LinksService,
    private readonly names: CrmNames,
    private readonly facts: FactReader,
    private readonly ports: SimulationPorts,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError `not-found` if the link or the contact does not exist; `validation.failed` with the parameters that are not complete, before
   * anything is sent
   */
  async run({ linkId, contactId, params: given }: TryWebhook): Promise<WebhookTrial> {
    const params = parsed(given);
    const { signingSecretId, headerSecretId, answer: fields } = params;
    const call: WebhookCall = {
      ...(await this.filled(linkId, contactId, params)),
      id: `test_${newId()}`,
      signingSecretId,
      headerSecretId,
      readsAnswer: true,
    };
    const began = performance.now();
    const outcome = await this.sender.tryOut(call);
    const tookMs = Math.round(performance.now() - began);
    const request = { ...(await this.shownRequest(call)) };
    return { request, answer: shownAnswer(outcome), tookMs, ...valuesOf(outcome, fields) };
  }

  private async filled(
    linkId: string,
    contactId: string | null,
    params: WebhookParams,
  ): Promise<Pick<WebhookCall, 'url' | 'method' | 'headers' | 'body'>> {
    const [link, contact] = await Promise.all([
      this.links.get(linkId),
      this.names.refOf('contact', contactId),
    ]);
    if (contact?.missing) throw new AppError('not-found', 'There is no such contact');
    const { ORGANISATION_LANGUAGE: language, ORGANISATION_TIME_ZONE: timeZone } = readConfig(EngineConfig);
    const click = new SimulatedClick({
      linkId,
      linkName: link.name,
      linkUrl: link.draft.url,
      contactId,
      startedAt: this.clock.now(),
      organisation: { language, timeZone },
      ports: this.ports.all,
      facts: this.facts,
      nodes: new Map(),
    });
    const names = createNames({ nameOf: () => undefined, facts: [] });
    const context = click.contextOf({ nodeId: 'test', names, signal: NEVER, traces: [] });
    try {
      return await filledCall(context, params);
    } catch (error) {
      if (error instanceof Permanent) throw incomplete([]);
      throw error;
    }
  }

  /** The request as it was sent, without the values of secrets. */
  private async shownRequest({
    id,
    method,
    url,
    headers,
    body,
    signingSecretId,
    headerSecretId,
  }: WebhookCall): Promise<WebhookTrial['request']> {
    const secretHeader = headerSecretId && (await this.secrets.headerName(headerSecretId));
    const all = {
      ...headers,
      ...(secretHeader && { [secretHeader.toLowerCase()]: HIDDEN }),
      'webhook-id': id,
      ...(signingSecretId !== null && { 'webhook-signature': HIDDEN }),
    };
    return { method, url, headers: listed(all), body: body ?? null };
  }
}

const NEVER = new AbortController().signal;

function parsed(params: Record<string, unknown>): WebhookParams {
  const { data, error } = WebhookParams.safeParse(params);
  if (data) return data;
  throw incomplete(error.issues.map(({ path }) => path.join('.')));
}

const incomplete = (paths: readonly string[]): AppError =>
  new AppError('validation.failed', 'The step is not complete.', {
    issues: paths.map((path) => ({
      code: 'params.invalid',
      path: `params.${path}`,
      message: phrase({ en: 'This is not right yet', nb: 'Dette er ikke riktig ennå' }),
    })),
  });

function shownAnswer(outcome: WebhookOutcome): WebhookTrial['answer'] {
  if (outcome.kind !== 'answered') return null;
  const { status, headers, body, bodyState } = outcome;
  const text = (body ?? '').slice(0, MAX_TRIAL_BODY).toWellFormed();
  return {
    status,
    headers: listed(headers),
    body: text,
    isCut: bodyState !== 'whole' || text.length < (body ?? '').length,
  };
}

/** What the step would give to later steps, or why it would not succeed. */
function valuesOf(
  outcome: WebhookOutcome,
  fields: WebhookParams['answer'],
): Pick<WebhookTrial, 'values' | 'problem'> {
  try {
    const answer = takenAnswer(outcome, { readsAnswer: fields.length > 0 });
    return { values: answerValues(answer, fields), problem: null };
  } catch (error) {
    return { values: {}, problem: reasonView(reasonOf(error)) };
  }
}

function reasonOf(error: unknown): CodedReason {
  if (error instanceof Permanent || error instanceof Retryable || error instanceof Postponed)
    return error.reason;
  throw error;
}

const listed = (headers: Readonly<Record<string, string>>): { name: string; value: string }[] =>
  Object.entries(headers)
    .map(([name, value]) => ({ name, value }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
