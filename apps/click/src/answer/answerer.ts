import { Injectable } from '@nestjs/common';
import { isHttpUrl, type Language } from '@linkflow/contracts';
import { walkRespondLane, type Answer, type RespondPorts } from '@linkflow/workflow';
import { confirmPage, textPage } from '../http/pages';
import { redirectTo, showPage, type ClickReply } from '../http/reply';
import { RespondFacts, type ClickContext } from './respond-facts';
import { ReturnScript } from './return-script';

export interface AnswerOptions {
  language: Language;
  byPost: boolean;
  /** The confirm node whose button was pressed; the walk goes on behind it. */
  confirmed: string | undefined;
}

/** Walks the respond lane for one click. */
@Injectable()
export class Answerer {
  constructor(
    private readonly facts: RespondFacts,
    private readonly script: ReturnScript,
  ) {}

  /**
   * @returns `reply`: null if the link has nothing to show. `run`: whether the click starts a run; false while a confirm page waits for
   * its button
   */
  async answer(
    click: ClickContext,
    options: AnswerOptions,
  ): Promise<{ reply: ClickReply | null; run: boolean }> {
    const ports: RespondPorts = {
      now: click.at,
      seed: click.recipientId,
      facts: (names) => this.facts.read(names, click),
      script: (node) => this.script.run(node, click),
    };
    const answer = await walkRespondLane(click.link.workflow, ports, options.confirmed);
    return { reply: replyOf(answer, click, options), run: answer.kind !== 'confirm' };
  }
}

function replyOf(
  answer: Answer,
  { link }: ClickContext,
  { language, byPost }: AnswerOptions,
): ClickReply | null {
  switch (answer.kind) {
    case 'redirect':
      if (!isHttpUrl(answer.url)) return link.fallback;
      // 303 makes the browser send a GET after its POST.
      return redirectTo(answer.url, byPost ? 303 : 302);
    case 'text':
      return showPage(textPage(language, answer.html), { policy: 'authored' });
    case 'confirm':
      return showPage(confirmPage(language, answer), { policy: 'authored' });
  }
}
