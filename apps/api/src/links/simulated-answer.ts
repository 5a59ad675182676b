import {
  scriptParamReason,
  scriptVariables,
  type EventContext,
  type SimulationContext,
} from '@linkflow/actions';
import { isHttpUrl, phrase, verbatim, type Reason, type Text } from '@linkflow/contracts';
import { RETURN_SCRIPT_LIMITS, ScriptError } from '@linkflow/sandbox';
import {
  excerpt,
  fillScriptParams,
  mergeText,
  walkRespondLane,
  type Answer,
  type CompiledNode,
  type CompiledWorkflow,
  type Names,
  type RespondPorts,
} from '@linkflow/workflow';
import { reasonView } from '../runs/run-views';

/** The result of the script of a `return-script` node: the address that it chooses, or why it chooses none. */
export type ScriptAnswer = { url: string } | { url: null; reason?: Reason };

/** The answer that the recipient would get. */
export interface SimulatedAnswer {
  answer: Answer;
  /** The results of the scripts, by node id. */
  scripts: ReadonlyMap<string, ScriptAnswer>;
}

export interface AnswerRequest {
  workflow: CompiledWorkflow;
  ports: Pick<RespondPorts, 'now' | 'timeZone' | 'seed' | 'facts' | 'texts'>;
  /** Returns the context of the script of a node. */
  contextOf(node: CompiledNode): EventContext & Pick<SimulationContext, 'ports' | 'signal'>;
}

/** Answers as apps/click would: with the values of merge fields, and with the addresses that scripts choose. */
export async function simulateAnswer({
  workflow,
  ports,
  contextOf,
}: AnswerRequest): Promise<SimulatedAnswer> {
  const scripts = new Map<string, ScriptAnswer>();
  const answer = await walkRespondLane(workflow, {
    ...ports,
    script: async (node, texts) => {
      const chosen = await addressOf(node, contextOf(node), texts);
      scripts.set(node.id, chosen);
      return chosen.url === null ? {} : { returnUrl: chosen.url };
    },
  });
  return { answer, scripts };
}

async function addressOf(
  { params }: CompiledNode,
  ctx: ReturnType<AnswerRequest['contextOf']>,
  texts: Readonly<Record<string, string>>,
): Promise<ScriptAnswer> {
  const { scriptId, values } = params;
  if (typeof scriptId !== 'string') return { url: null };
  const script = await ctx.ports.scripts.sourceOf(scriptId);
  if (!script) return { url: null };
  const filled = await fillScriptParams(script.params, values, (text) =>
    mergeText(text, texts, { escape: 'none' }),
  );
  if ('problem' in filled) return { url: null, reason: reasonView(scriptParamReason(filled)) };
  try {
    const { variables } = await ctx.ports.sandbox.run({
      source: script.source,
      variables: await scriptVariables(ctx),
      params: filled.params,
      limits: RETURN_SCRIPT_LIMITS,
      key: scriptId,
      signal: ctx.signal,
    });
    const { returnUrl = '' } = variables;
    return { url: isHttpUrl(returnUrl) ? returnUrl : null };
  } catch (error) {
    if (error instanceof ScriptError) return { url: null, reason: reasonView(error.reason) };
    throw error;
  }
}

const EMPTY_TEXT: Text = { en: 'an empty page', nb: 'en tom side' };

/** One sentence about the answer of a response node. */
export function answerSentence(answer: Answer, names: Names): Text {
  switch (answer.kind) {
    case 'redirect':
      return phrase({ en: 'Sends to {url}', nb: 'Sender til {url}' }, { url: answer.url });
    case 'text':
      return excerpt(answer.html, EMPTY_TEXT, names);
    case 'confirm':
      return phrase(
        { en: '{page}, with the button “{button}”', nb: '{page}, med knappen «{button}»' },
        { page: excerpt(answer.title, EMPTY_TEXT, names), button: answer.button },
      );
    case 'form':
      return phrase(
        { en: 'Opens the form {form}', nb: 'Åpner skjemaet {form}' },
        { form: names.name('form', answer.formId) },
      );
    case 'subscriptions':
      return answer.page === 'unsubscribe'
        ? { en: 'Opens the page for unsubscribing', nb: 'Åpner siden for avmelding' }
        : { en: 'Opens the page for choosing mailings', nb: 'Åpner siden for valg av utsendelser' };
  }
}

/** One sentence about a `return-script` node and the result of its script. `usual`: the sentence about the node alone. */
export function scriptSentence(script: ScriptAnswer, usual: Text): Text {
  return script.url === null
    ? phrase({ en: '{usual}: it chooses no address', nb: '{usual}: det velger ingen adresse' }, { usual })
    : phrase({ en: '{usual}: {url}', nb: '{usual}: {url}' }, { usual, url: verbatim(script.url) });
}
