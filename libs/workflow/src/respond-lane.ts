import { isAddressFromData, isHttpUrl, mendAddress, type LinkAnswer } from '@linkflow/contracts';
import { asRecord } from './checks/node-params';
import type { CompiledNode, CompiledWorkflow, Answer } from './compiled-workflow';
import { evaluateCondition } from './conditions/evaluate-condition';
import type { EvaluationTime } from './conditions/operators';
import { mergeHtml, mergeText, type MergeValues } from './merge-text';

/** Data and functions that `walkRespondLane` needs from its caller. */
export interface RespondPorts {
  now: Date;
  /** Time zone of the organisation (IANA), for conditions on days. */
  timeZone: string;
  /** Seed for `split` nodes: the recipient's id, so that a recipient always gets the same branch. */
  seed: string;
  /**
   * Reads facts. Called at most once per walk, and only if a node needs facts. A fact that cannot be read in time is absent from the
   * result, so conditions treat it as unknown.
   */
  facts(names: readonly string[]): Promise<Record<string, unknown>>;
  /** Formats facts as texts for the pages that a recipient reads. A fact without a text is absent or empty. */
  texts(values: Readonly<Record<string, unknown>>): Promise<Record<string, string>>;
  /**
   * Runs the script of a `return-script` node. Must return `{}` if the script fails or exceeds its time limit.
   * @param texts the facts in the values of its parameters, as texts
   */
  script(node: CompiledNode, texts: Readonly<Record<string, string>>): Promise<{ returnUrl?: string }>;
  /** Called for each node of the path, in order. */
  passed?(nodeId: string): void;
}

/**
 * Decides the answer to a click: that of the first response node on the path or, if there is none, a redirect to the link's URL. If a
 * `return-script` node sets an address, that address replaces the address of a later redirect and the link's URL. Returns the answer
 * itself and not a promise if it is the same for every click.
 * @param confirmed id of the `confirm` node whose button was pressed; the walk continues after that node. If this version does not
 * contain the node, because another version was published meanwhile, the answer is a redirect to the link's URL
 */
export function walkRespondLane(
  compiled: CompiledWorkflow,
  ports: RespondPorts,
  confirmed?: string,
): Answer | Promise<Answer> {
  if (confirmed === undefined) return compiled.constantAnswer ?? walk(compiled, ports, compiled.respondStart);
  const node = compiled.nodes.get(confirmed);
  return walk(compiled, ports, node?.passPort ? (node.targets.get(node.passPort) ?? null) : null);
}

async function walk(compiled: CompiledWorkflow, ports: RespondPorts, start: string | null): Promise<Answer> {
  let read: Promise<Record<string, unknown>> | undefined;
  const none = Promise.resolve({});
  const factsFor = (needed: boolean) =>
    needed ? (read ??= ports.facts(compiled.facts.respond)) : (read ?? none);
  let returnUrl: string | undefined;
  let nodeId = start;
  // At most as many iterations as nodes, so that the loop ends even if the graph has a cycle.
  for (let left = compiled.nodes.size; left > 0 && nodeId !== null; left--) {
    const node = compiled.nodes.get(nodeId);
    if (!node) break;
    ports.passed?.(nodeId);
    const facts = await factsFor(
      node.facts.length > 0 || (node.type === 'redirect' && compiled.url.includes('{{')),
    );
    const texts = hasTexts(node) && node.facts.length > 0 ? await ports.texts(only(facts, node.facts)) : {};
    const answer = answerOf(compiled, node, { values: facts, texts, returnUrl });
    if (answer) return answer;
    if (node.type === 'return-script') returnUrl = (await ports.script(node, texts)).returnUrl ?? returnUrl;
    const port = (await decidePort(node, ports.seed, evaluate(facts, ports))) ?? node.passPort;
    nodeId = port === null ? null : (node.targets.get(port) ?? null);
  }
  return answerAtEnd(compiled, await factsFor(compiled.url.includes('{{')), returnUrl);
}

const evaluate = (facts: Record<string, unknown>, time: EvaluationTime) => async (condition: unknown) =>
  (await evaluateCondition(condition, facts, time)).result;

type Facts = Readonly<Record<string, unknown>>;

/** The types of nodes with merge fields in texts that are not addresses. */
const WITH_TEXTS: readonly string[] = ['show-text', 'confirm', 'return-script'];
const hasTexts = ({ type }: CompiledNode): boolean => WITH_TEXTS.includes(type);

const only = (facts: Facts, names: readonly string[]): Facts =>
  Object.fromEntries(names.flatMap((name) => (Object.hasOwn(facts, name) ? [[name, facts[name]]] : [])));

/** What an answer contains besides the parameters of its node. */
interface AnswerValues extends MergeValues {
  /** The address that a script set. */
  returnUrl?: string | undefined;
}

/** Returns the answer of a response node; null for nodes of other types. */
export function answerOf(compiled: CompiledWorkflow, node: CompiledNode, given: AnswerValues): Answer | null {
  const merged = (name: string) => mergeText(textOf(node.params[name]), given.texts, { escape: 'none' });
  const html = () => mergeHtml(textOf(node.params.html), given);
  switch (node.type) {
    case 'redirect':
      return redirect(compiled, textOf(node.params.url), given.values, given.returnUrl);
    case 'show-text':
      return { kind: 'text', nodeId: node.id, html: html() };
    case 'confirm':
      return {
        kind: 'confirm',
        nodeId: node.id,
        title: merged('title'),
        html: html(),
        button: merged('button'),
      };
    case 'open-form':
      return {
        kind: 'form',
        nodeId: node.id,
        formId: textOf(node.params.formId),
        prefill: Array.isArray(node.params.prefill) ? node.params.prefill.map(textOf) : [],
      };
    case 'open-subscriptions':
      return { kind: 'subscriptions', nodeId: node.id, page: subscriptionsPageOf(node) };
    default:
      return null;
  }
}

/** Returns the answer if no response node was on the path: a redirect to the address that a script set, or to the link's URL. */
export function answerAtEnd(compiled: CompiledWorkflow, facts: Facts, returnUrl: string | undefined): Answer {
  return redirect(compiled, compiled.url, facts, returnUrl);
}

/**
 * Redirects to the first valid http(s) address among the script's (`returnUrl`), the node's (`template`) and the link's. Addresses are
 * checked after their merge fields are replaced, so that neither a fact nor a script can produce an address with another scheme.
 */
function redirect(
  compiled: CompiledWorkflow,
  template: string,
  facts: Facts,
  returnUrl: string | undefined,
): Answer {
  const candidates = [returnUrl?.trim(), merge(template, facts), merge(compiled.url, facts)];
  return {
    kind: 'redirect',
    url: candidates.find((url) => url !== undefined && isHttpUrl(url)) ?? compiled.url,
  };
}

function merge(template: string, facts: Facts): string {
  const address = mendAddress(template);
  // Data must not decide to which website a recipient is sent; a version published by an early release may contain such an address.
  return isAddressFromData(address) ? '' : mergeText(address, facts, { escape: 'url' });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Returns the answer if it is the same for every click: the respond lane is empty or starts with a response node, and the answer uses no
 * facts. Otherwise null.
 */
export function constantAnswerOf(compiled: CompiledWorkflow): Answer | null {
  const node = compiled.respondStart === null ? undefined : compiled.nodes.get(compiled.respondStart);
  const urlHasFields = compiled.url.includes('{{');
  if (!node) return urlHasFields ? null : answerAtEnd(compiled, {}, undefined);
  if (node.facts.length > 0 || (node.type === 'redirect' && urlHasFields)) return null;
  return answerOf(compiled, node, { values: {}, texts: {} });
}

/** What clicks are answered with, for people who read about a link. */
export interface PlainAnswer {
  kind: LinkAnswer;
  /** For `redirect` the address, with merge fields as they are written; else that of the link. */
  url: string;
}

/** Tells by the first node of the respond lane what clicks are answered with. */
export function plainAnswerOf({ url, respondStart, nodes }: CompiledWorkflow): PlainAnswer {
  const node = respondStart === null ? undefined : nodes.get(respondStart);
  switch (node?.type) {
    case undefined:
      return { kind: 'redirect', url };
    case 'redirect': {
      const address = mendAddress(textOf(node.params.url));
      return { kind: 'redirect', url: isAddressFromData(address) || !isHttpUrl(address) ? url : address };
    }
    case 'show-text':
      return { kind: 'text', url };
    case 'confirm':
      return { kind: 'confirm', url };
    case 'open-form':
      return { kind: 'form', url };
    case 'open-subscriptions':
      return { kind: subscriptionsPageOf(node), url };
    default:
      return { kind: 'varies', url };
  }
}

const subscriptionsPageOf = ({ params }: CompiledNode): 'unsubscribe' | 'subscriptions' =>
  params.page === 'subscriptions' ? 'subscriptions' : 'unsubscribe';

/** The properties of a node that decide through which port it is left. */
export interface FlowNode {
  id: string;
  type: string;
  params: Readonly<Record<string, unknown>>;
}

/**
 * Decides the port through which a flow node is left. `condition`: `yes` or `no`. `choose`: the id of the first case that is true, or
 * `otherwise`. `split`: the id of a share. Returns null for other node types and for a split without shares.
 * @param seed seed for splits: the recipient's id
 * @param evaluate evaluates a condition; called for the cases of a `choose` node in order, until one is true
 */
export async function decidePort(
  node: FlowNode,
  seed: string,
  evaluate: (condition: unknown) => Promise<boolean>,
): Promise<string | null> {
  switch (node.type) {
    case 'condition':
      return (await evaluate(node.params.condition)) ? 'yes' : 'no';
    case 'choose':
      for (const item of listOf(node.params.cases)) {
        const { id, condition } = asRecord(item);
        if (typeof id === 'string' && (await evaluate(condition))) return id;
      }
      return 'otherwise';
    case 'split':
      return stableShare(`${seed}:${node.id}`, listOf(node.params.shares).flatMap(shareOf));
    default:
      return null;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function shareOf(item: unknown): Share[] {
  const { id, weight } = asRecord(item);
  return typeof id === 'string' && typeof weight === 'number' ? [{ id, weight }] : [];
}

/** A port of a split (`id`) and its relative weight. */
export interface Share {
  id: string;
  weight: number;
}

/**
 * Selects a share by a hash of the seed, so that each share is selected in proportion to its weight. The same seed gets the same share on
 * every machine.
 * @returns the id of the share; null if no weight is above zero
 */
export function stableShare(seed: string, shares: readonly Share[]): string | null {
  const usable = shares.filter((share) => Number.isFinite(share.weight) && share.weight > 0);
  const total = usable.reduce((sum, share) => sum + share.weight, 0);
  let point = fraction(seed) * total;
  for (const share of usable) {
    point -= share.weight;
    if (point < 0) return share.id;
  }
  return usable.at(-1)?.id ?? null;
}

/**
 * Hashes the seed to a number, 0 ≤ n < 1: FNV-1a over the UTF-16 code units, then the finaliser of MurmurHash3, because for similar short
 * seeds the high bits of FNV alone are badly distributed.
 */
function fraction(seed: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
