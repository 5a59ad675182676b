import { defineReasons, type CodedReason, type ScriptOutput } from '@linkflow/contracts';
import { RUN_SCRIPT_LIMITS, SCRIPT_REASONS, ScriptError, type ScriptResult } from '@linkflow/sandbox';
import { fillScriptParams, type ScriptParamProblem } from '@linkflow/workflow';
import { z } from 'zod';
import { Permanent, Retryable, type ActionPorts, type EventContext } from './action-context';
import { defineAction, labelled, refTo, type StepResult } from './define-action';
import { asType, givenBy } from './script-outputs';
import { scriptValues } from './script-values';

const reason = defineReasons({
  'script.missing': { en: 'The script no longer exists', nb: 'Skriptet finnes ikke lenger' },
  'script.output-type': {
    en: '“{name}” should be {type, select, number {a number} boolean {yes or no} date {a date} list {a list} other {a text}}, but the script gives something else',
    nb: '«{name}» skal være {type, select, number {et tall} boolean {ja eller nei} date {en dato} list {en liste} other {en tekst}}, men skriptet gir noe annet',
  },
  'script.param-missing': {
    en: '“{label}” is not filled in, but the script needs it',
    nb: '«{label}» er ikke fylt inn, men skriptet trenger det',
  },
  'script.param-invalid': {
    en: '“{label}” has a value that the script does not take any more',
    nb: '«{label}» har en verdi som skriptet ikke lenger tar imot',
  },
  'script.unavailable': { en: 'The script could not be started', nb: 'Skriptet lot seg ikke starte' },
});

export const runScript = defineAction({
  kind: 'step',
  type: 'run-script',
  title: { en: 'Run script', nb: 'Kjør skript' },
  summary: {
    en: 'Runs a script in the background. Later steps can use what it returns or sets, in conditions and in texts.',
    nb: 'Kjører et skript i bakgrunnen. Senere steg kan bruke det skriptet returnerer eller setter, i betingelser og i tekster.',
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
        en: 'It has 2 seconds, and knows the person, the link, the mailing, and how often the link was clicked.',
        nb: 'Det har 2 sekunder og kjenner personen, koblingen, utsendelsen og hvor mange ganger koblingen er klikket.',
      },
    }),
    values: scriptValues(),
  }),
  reasons: [reason, SCRIPT_REASONS],
  defaults: {},
  example: { scriptId: '66b0000000000000000000f1', values: { greeting: 'Hi {{contact.firstName}}' } },
  output: z
    .looseObject({
      value: labelled(z.string().nullable().optional(), { en: 'Result', nb: 'Resultat' }),
      number: labelled(z.number().optional(), { en: 'Result as a number', nb: 'Resultat som tall' }),
      log: labelled(z.array(z.string()).optional(), { en: 'Log', nb: 'Logg' }),
    })
    // The step also has the outputs that the script declares.
    .meta({ ui: { outputsOf: 'scriptId' } }),
  run: (ctx, params) => carryOut(ctx, ctx.ports, ctx.signal, params),
  simulate: (ctx, params) => carryOut(ctx, ctx.ports, ctx.signal, params),
  sentence: {
    cases: [
      {
        when: { values: 'given' },
        text: { en: 'Run the script {scriptId} with {values}', nb: 'Kjør skriptet {scriptId} med {values}' },
      },
      { text: { en: 'Run the script {scriptId}', nb: 'Kjør skriptet {scriptId}' } },
    ],
  },
});

async function carryOut(
  ctx: EventContext,
  ports: Pick<ActionPorts, 'scripts' | 'sandbox'>,
  signal: AbortSignal,
  { scriptId, values }: { scriptId: string; values: Record<string, unknown> },
): Promise<StepResult<Output>> {
  const [script, variables] = await Promise.all([ports.scripts.sourceOf(scriptId), scriptVariables(ctx)]);
  if (!script) {
    throw new Permanent(reason('script.missing'));
  }
  const filled = await fillScriptParams(script.params, values, (text) => ctx.merge(text));
  if ('problem' in filled) throw new Permanent(scriptParamReason(filled));
  let result: ScriptResult;
  try {
    result = await ports.sandbox.run({
      source: script.source,
      variables,
      params: filled.params,
      limits: RUN_SCRIPT_LIMITS,
      key: scriptId,
      signal,
    });
  } catch (error) {
    if (error instanceof ScriptError) {
      throw new Permanent({ ...error.reason, cause: error });
    }
    if (signal.aborted) throw signal.reason;
    throw new Retryable({ ...reason('script.unavailable'), cause: error });
  }
  return { output: outputOf(variables, result, script.outputs) };
}

/** Says which parameter has no value that fits what the script declares. */
export const scriptParamReason = ({ problem, param }: ScriptParamProblem): CodedReason =>
  reason(`script.param-${problem}`, { label: param.label });

type Output = { value?: string | null; number?: number; log?: string[] } & Record<string, unknown>;

/**
 * Output of the step: what the script gives to later steps, and its log. A single value becomes `value` as text, and also `number` if it
 * is one.
 *
 * @throws Permanent for a value that does not have the declared type
 */
function outputOf(
  given: Readonly<Record<string, string>>,
  { variables, output, log }: ScriptResult,
  declared: readonly ScriptOutput[],
): Output {
  const { value, ...values } = givenBy({ given, variables, output });
  for (const { name, type } of declared) {
    if (!Object.hasOwn(values, name)) continue;
    const fitting = asType(values[name], type);
    if (fitting === undefined) throw new Permanent(reason('script.output-type', { name, type }));
    values[name] = fitting;
  }
  return {
    ...values,
    ...(value !== undefined && {
      value: typeof value === 'string' || value === null ? value : JSON.stringify(value),
    }),
    ...(typeof value === 'number' && { number: value }),
    ...(log.length > 0 && { log }),
  };
}

/** Variables of a script whose value is a fact, with the name of the fact. */
const FACTS = { linkUrl: 'link.url', linkHits: 'link.hits', firstHit: 'click.first' } as const;

/** The variables of a script. All are texts, as in the product that this one replaces; for example, `firstHit` is '1' or '0'. */
export async function scriptVariables(ctx: EventContext): Promise<Record<string, string>> {
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
