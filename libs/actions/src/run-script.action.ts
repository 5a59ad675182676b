import { RUN_SCRIPT_LIMITS, ScriptError } from '@linkflow/sandbox';
import { z } from 'zod';
import type { ActionPorts, ClickContext } from './action-context';
import { defineAction, type StepResult } from './define-action';
import { Permanent, Retryable } from './failures';
import { labelled, refTo } from './params';
import { scriptVariables } from './script-variables';

/** Names that conditions can ask for as `steps.<id>.<name>`. Others of the script's output are left out. */
const OUTPUT_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,59}$/;

export const runScript = defineAction({
  kind: 'step',
  type: 'run-script',
  version: 1,
  title: { en: 'Run script', nb: 'Kjør skript' },
  summary: {
    en: 'Runs a script in the background. What it returns or sets can be asked for in later conditions.',
    nb: 'Kjører et skript i bakgrunnen. Det skriptet returnerer eller setter, kan brukes i senere betingelser.',
  },
  icon: 'code',
  group: 'script',
  place: 1,
  lane: 'then',
  // A script reaches nothing but its own variables, so that running it again harms nobody.
  risk: 'harmless',
  effect: 'none',
  repeat: { kind: 'every-click' },
  params: z.object({
    scriptId: refTo('script', {
      label: { en: 'Script', nb: 'Skript' },
      missing: { en: 'Choose a script', nb: 'Velg et skript' },
      help: {
        en: 'It has 2 seconds and knows custId, linkId, shipmentId, linkUrl, linkHits and firstHit.',
        nb: 'Det har 2 sekunder og kjenner custId, linkId, shipmentId, linkUrl, linkHits og firstHit.',
      },
    }),
  }),
  defaults: {},
  example: { scriptId: '66b0000000000000000000f1' },
  output: z.looseObject({
    value: labelled(z.string().optional(), { en: 'Result', nb: 'Resultat' }),
    number: labelled(z.number().optional(), { en: 'Result as a number', nb: 'Resultat som tall' }),
    log: labelled(z.array(z.string()).optional(), { en: 'Log', nb: 'Logg' }),
  }),
  run: (ctx, { scriptId }) => carryOut(ctx, ctx.ports, ctx.signal, scriptId),
  simulate: (ctx, { scriptId }) => carryOut(ctx, ctx.ports, ctx.signal, scriptId),
  describe({ scriptId }, say) {
    const script = say.name('script', scriptId);
    return { en: `Run the script ${script.en}`, nb: `Kjør skriptet ${script.nb}` };
  },
});

async function carryOut(
  ctx: ClickContext,
  ports: Pick<ActionPorts, 'scripts' | 'sandbox'>,
  signal: AbortSignal,
  scriptId: string,
): Promise<StepResult<Output>> {
  const [script, variables] = await Promise.all([ports.scripts.sourceOf(scriptId), scriptVariables(ctx)]);
  if (!script) {
    throw new Permanent({
      code: 'script.missing',
      message: { en: 'The script no longer exists', nb: 'Skriptet finnes ikke lenger' },
    });
  }
  try {
    const result = await ports.sandbox.run({
      source: script.source,
      variables,
      limits: RUN_SCRIPT_LIMITS,
      signal,
    });
    return { output: outputOf(variables, result.variables, result.output, result.log) };
  } catch (error) {
    if (error instanceof ScriptError) {
      throw new Permanent({ code: error.code, message: error.text, cause: error });
    }
    if (signal.aborted) throw signal.reason;
    throw new Retryable({
      code: 'script.unavailable',
      message: { en: 'The script could not be started', nb: 'Skriptet lot seg ikke starte' },
      cause: error,
    });
  }
}

type Output = { value?: string; number?: number; log?: string[] } & Record<string, unknown>;

/** What the script set, what it returned (which wins), and what it logged. A single value is told as text, and as a number where it is one. */
function outputOf(
  given: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
  returned: Readonly<Record<string, unknown>>,
  log: string[],
): Output {
  const set = Object.entries(variables).filter(([name, value]) => given[name] !== value);
  const entries = [...set, ...Object.entries(returned)].filter(([name]) => OUTPUT_NAME.test(name));
  const { value, ...output } = Object.fromEntries(entries);
  return {
    ...output,
    ...(value !== undefined && { value: typeof value === 'string' ? value : JSON.stringify(value) }),
    ...(typeof value === 'number' && { number: value }),
    ...(log.length > 0 && { log }),
  };
}
