import { Injectable } from '@nestjs/common';
import { isHttpUrl, type ClickAnswer, type Language } from '@linkflow/contracts';
import { FormPages } from '@linkflow/forms/pages';
import { LinkTokens } from '@linkflow/links';
import { withTimeout } from '@linkflow/platform';
import { walkRespondLane, type Answer, type RespondPorts } from '@linkflow/workflow';
import { ClickSettings } from '../click.config';
import { redirectTo, redirectWithin, showPage, type ClickReply } from '../http/click-messages';
import { PAGE_POLICY, confirmPage, textPage } from '../http/pages';
import { RespondFacts, type ClickContext } from './respond-facts';
import { ReturnScript } from './return-script';

/** Maximum length of the redirect URL that is recorded with a click, in characters. A longer URL is cut off. */
const MAX_RECORDED_URL = 2_000;

/** Longest wait for the mailing in which the recipient got the link, ms. The page of the recipient has no address without it, so this is longer than the wait for facts. */
const MAILING_BUDGET_MS = 1_000;

interface AnswerOptions {
  language: Language;
  byPost: boolean;
  /** Id of the confirm node whose button was pressed: the walk continues after it. If undefined, the walk starts at the trigger. */
  confirmed: string | undefined;
}

/** Decides the answer to a click by walking the respond lane of the link's workflow. */
@Injectable()
export class Answerer {
  constructor(
    private readonly facts: RespondFacts,
    private readonly script: ReturnScript,
    private readonly tokens: LinkTokens,
    private readonly forms: FormPages,
    private readonly settings: ClickSettings,
  ) {}

  /**
   * Decides the answer to one click.
   * @returns `reply`: null if neither the workflow nor the link has a usable URL. `run`: whether the click starts a run; false if the reply
   * is a confirm page, because its button has not been pressed yet. `answer`: what is recorded with the click
   */
  async answer(
    request: Pick<ClickContext, 'at' | 'link' | 'recipientId'>,
    options: AnswerOptions,
  ): Promise<{ reply: ClickReply | null; run: boolean; answer: ClickAnswer }> {
    const click: ClickContext = { ...request, missedFacts: new Set(), scriptProblems: new Map() };
    const path: string[] = [];
    const ports: RespondPorts = {
      now: click.at,
      timeZone: this.settings.timeZone,
      seed: click.recipientId,
      facts: (names) => this.facts.read(names, click),
      texts: (values) => this.facts.texts(values, click),
      script: (node, texts) => this.script.run(node, click, texts),
      passed: (nodeId) => path.push(nodeId),
    };
    const decided = await walkRespondLane(click.link.workflow, ports, options.confirmed);
    const answer = await this.withAnalytics(decided, click);
    return {
      reply: await this.replyOf(answer, click, options),
      run: answer.kind !== 'confirm',
      answer: recordOf(answer, path, click),
    };
  }

  /**
   * Null if the answer has no usable address, or the recipient does not exist any more.
   * @throws if the recipient could not be read in time
   */
  private replyOf(
    answer: Answer,
    click: ClickContext,
    options: AnswerOptions,
  ): ClickReply | null | Promise<ClickReply | null> {
    switch (answer.kind) {
      case 'form':
        return this.openForm(answer, click, options);
      case 'subscriptions':
        return this.openSubscriptions(answer, click, options);
      default:
        return ownReplyOf(answer, click, options);
    }
  }

  /** Sends the recipient to a page of its own, with a token for the mailing in which it got the link. */
  private async openSubscriptions(
    { page }: Extract<Answer, { kind: 'subscriptions' }>,
    click: ClickContext,
    { byPost }: AnswerOptions,
  ): Promise<ClickReply | null> {
    const mailingId = await withTimeout(MAILING_BUDGET_MS, () => this.facts.mailingOf(click));
    if (mailingId === undefined) return null;
    const token = this.tokens.sign('subscriptions', mailingId, click.recipientId);
    return redirectWithin(
      page === 'unsubscribe' ? `/s/${token}/unsubscribe` : `/s/${token}`,
      byPost ? 303 : 302,
    );
  }

  /** Sends the recipient to the page of a form, with a token that says who it is and which answers are filled in. */
  private openForm(
    { formId, prefill: names }: Extract<Answer, { kind: 'form' }>,
    { link: { linkId }, recipientId }: ClickContext,
    { byPost }: AnswerOptions,
  ): ClickReply {
    const token = this.tokens.sign('form', formId, recipientId);
    const prefill = this.forms.prefill(token, { linkId, names });
    return redirectWithin(`/f/${token}?p=${prefill}`, byPost ? 303 : 302);
  }

  /** Adds the parameters of the recipient's mailing to the URL of a redirect. */
  private async withAnalytics(answer: Answer, click: ClickContext): Promise<Answer> {
    const { analytics, workflow } = click.link;
    if (answer.kind !== 'redirect' || !analytics) return answer;
    const url = isHttpUrl(answer.url) ? answer.url : workflow.url;
    return { ...answer, url: await this.facts.withAnalytics(url, click) };
  }
}

/** The reply to an answer that needs nothing but itself. */
function ownReplyOf(
  answer: Exclude<Answer, { kind: 'form' | 'subscriptions' }>,
  { link }: ClickContext,
  { language, byPost }: AnswerOptions,
): ClickReply | null {
  switch (answer.kind) {
    case 'redirect':
      if (!isHttpUrl(answer.url)) return link.fallback;
      // 303 makes the browser send a GET after its POST.
      return redirectTo(answer.url, byPost ? 303 : 302);
    case 'text':
      return showPage(textPage(language, answer.html), { policy: PAGE_POLICY.authored });
    case 'confirm':
      return showPage(confirmPage(language, answer), { policy: PAGE_POLICY.authored });
  }
}

function recordOf(
  answer: Answer,
  path: string[],
  { missedFacts, scriptProblems }: ClickContext,
): ClickAnswer {
  const record: ClickAnswer = { kind: answer.kind, path };
  if (answer.kind === 'redirect') record.url = answer.url.slice(0, MAX_RECORDED_URL);
  if (missedFacts.size > 0) record.missedFacts = [...missedFacts];
  if (scriptProblems.size > 0) record.scriptProblems = Object.fromEntries(scriptProblems);
  return record;
}
