import { defineReasons, phrase } from '@linkflow/contracts';
import { RUN_SCRIPT_LIMITS, SCRIPT_REASONS, ScriptError } from '@linkflow/sandbox';
import { z } from 'zod';
import { Permanent, Retryable, type ActionPorts, type EventContext } from './action-context';
import { defineAction, labelled, refTo, type StepResult } from './define-action';

/** Names that conditions can use as `steps.<node>.<name>`. Other names in the output of a script are dropped. */
const OUTPUT_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,59}$/;

const reason = defineReasons({
  'script.missing': { en: 'The script no longer exists', nb: 'Skriptet finnes ikke lenger' },
  'script.unavailable': { en: 'The script could not be started', nb: 'Skriptet lot seg ikke starte' },
});

export const runScript = defineAction({
  kind: 'step',
  type: 'run-script',
  title: { en: 'Run script', nb: 'Kjør skript' },
  summary: {
    en: 'Runs a script in the background. What it returns or sets can be asked for in later conditions.',
    nb: 'Kjører et skript i bakgrunnen. Det skriptet returnerer eller setter, kan brukes i senere betingelser.',
  },
  icon: 'code',
  group: 'script',
  place: 1,
  lane: 'then',
  // A script can change nothing outside its own variables.
  risk: 'harmless',
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
  reasons: [reason, SCRIPT_REASONS],
  defaults: {},
  example: { scriptId: '66b0000000000000000000f1' },
  output: z.looseObject({
    value: labelled(z.string().optional(), { en: 'Result', nb: 'Resultat' }),
    number: labelled(z.number().optional(), { en: 'Result as a number', nb: 'Resultat som tall' }),
    log: labelled(z.array(z.string()).optional(), { en: 'Log', nb: 'Logg' }),
  }),
  run: (ctx, { scriptId }) => carryOut(ctx, ctx.ports, ctx.signal, scriptId),
  simulate: (ctx, { scriptId }) => carryOut(ctx, ctx.ports, ctx.signal, scriptId),
  describe({ scriptId }, names) {
    const script = names.name('script', scriptId);
    return phrase({ en: 'Run the script {script}', nb: 'Kjør skriptet {script}' }, { script });
  },
});

async function carryOut(
  ctx: EventContext,
  ports: Pick<ActionPorts, 'scripts' | 'sandbox'>,
  signal: AbortSignal,
  scriptId: string,
): Promise<StepResult<Output>> {
  const [script, variables] = await Promise.all([ports.scripts.sourceOf(scriptId), scriptVariables(ctx)]);
  if (!script) {
    throw new Permanent(reason('script.missing'));
  }
  try {
    const result = await ports.sandbox.run({
      source: script.source,
      variables,
      limits: RUN_SCRIPT_LIMITS,
      key: scriptId,
      signal,
    });
    return { output: outputOf(variables, result.variables, result.output, result.log) };
  } catch (error) {
    if (error instanceof ScriptError) {
      throw new Permanent({ ...error.reason, cause: error });
    }
    if (signal.aborted) throw signal.reason;
    throw new Retryable({ ...reason('script.unavailable'), cause: error });
  }
}

type Output = { value?: string; number?: number; log?: string[] } & Record<string, unknown>;

/**
 * Output of the step: variables that the script set, the value that it returned (which has precedence), and its log. A single value
 * becomes `value` as text, and also `number` if it is one.
 */
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

/** Variables of a script whose value is a fact, with the name of the fact. */
const FACTS = { linkUrl: 'link.url', linkHits: 'link.hits', firstHit: 'click.first' } as const;

/** The variables of a script. All are texts, as in the product that this one replaces; for example, `firstHit` is '1' or '0'. */
async function scriptVariables(ctx: EventContext): Promise<Record<string, string>> {
  const facts = await ctx.facts(Object.values(FACTS));
  return {
    custId: ctx.contactId ?? '',
    linkId: ctx.context.linkId ?? '',
    shipmentId: ctx.context.mailingId ?? '',
    linkUrl: text(facts[FACTS.linkUrl]),
    linkHits: text(facts[FACTS.linkHits]),
    firstHit: text(facts[FACTS.firstHit]),
  };
}

function text(fact: unknown): string {
  if (typeof fact === 'boolean') return fact ? '1' : '0';
  return typeof fact === 'string' || typeof fact === 'number' ? String(fact) : '';
}
