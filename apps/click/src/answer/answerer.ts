import { Injectable } from '@nestjs/common';
import { isHttpUrl, type Language } from '@linkflow/contracts';
import { walkRespondLane, type Answer, type RespondPorts } from '@linkflow/workflow';
import { redirectTo, showPage, type Outgoing } from '../door/outgoing';
import { confirmPage, textPage } from '../pages/answer-pages';
import type { AskedClick } from './asked-click';
import { RespondFacts } from './respond-facts';
import { ReturnScript } from './return-script';

/** What to send, and whether the click's work may begin. */
export interface Answered {
  /** Null: this link has nothing to show. */
  outgoing: Outgoing | null;
  /** False while a confirm page waits for its button. */
  run: boolean;
}

/** How somebody asked. */
export interface AskedHow {
  language: Language;
  byPost: boolean;
  /** The confirm page whose button was pressed. */
  confirmed?: string;
}

/** Walks the response lane for one click. */
@Injectable()
export class Answerer {
  constructor(
    private readonly facts: RespondFacts,
    private readonly script: ReturnScript,
  ) {}

  async answer(click: AskedClick, how: AskedHow): Promise<Answered> {
    const ports: RespondPorts = {
      now: click.at,
      seed: click.recipientId,
      facts: (names) => this.facts.read(names, click),
      script: (node) => this.script.run(node, click),
    };
    const answer = await walkRespondLane(click.link.workflow, ports, how.confirmed);
    return { outgoing: outgoingOf(answer, click, how), run: answer.kind !== 'confirm' };
  }
}

function outgoingOf(answer: Answer, { link }: AskedClick, { language, byPost }: AskedHow): Outgoing | null {
  switch (answer.kind) {
    case 'redirect': {
      if (!isHttpUrl(answer.url)) return link.fallback;
      // After a POST the browser has to be told to GET.
      return redirectTo(answer.url, byPost ? 303 : 302);
    }
    case 'text':
      return showPage(textPage(language, answer.html), { policy: 'authored' });
    case 'confirm':
      return showPage(confirmPage(language, answer), { policy: 'authored' });
  }
}
