import { inspect } from 'node:util';
import { RELEASE_SYNC, Scope, newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten';
import { LOG_CAP, PRELUDE } from './script-prelude.mjs';

/** Stack of the script's engine. The thread's own stack is much larger, as one level costs far more there (see script-thread.ts). */
const STACK_BYTES = 256 * 1024;
/** Put aside before a script begins and freed when it has ended, so that there is room to read its result or its failure. */
const BALLAST_BYTES = 512 * 1024;
const CHECK_BYTES = 8 * 1024 * 1024;
const PAGE_BYTES = 64 * 1024;
/** What the engine's build takes for itself: its stack and its data. */
const OWN_BYTES = 5 * 1024 * 1024;
/** The build asks for at least this much, of which a script can use about 11 MB. */
const LEAST_PAGES = 256;
const FILE = 'script';

/**
 * @typedef {import('quickjs-emscripten').QuickJSContext} Vm
 * @typedef {import('quickjs-emscripten').QuickJSHandle} Handle
 * @typedef {{ timeMs: number, memoryBytes: number, outputBytes: number }} Limits
 * @typedef {{ code: string, detail?: string, line?: number }} Failure
 * @typedef {{ result: { variables: Record<string, string>, output: Record<string, unknown>, log: string[] } }} Success
 * @typedef {{ failure: Failure }} Refusal
 */

/** Node has it; TypeScript knows of it only where there is a browser. */
const { WebAssembly } =
  /** @type {{ WebAssembly: { Memory: new (size: { initial: number, maximum: number }) => object } }} */ (
    /** @type {unknown} */ (globalThis)
  );

/** @type {{ pages: number, quickjs: import('quickjs-emscripten').QuickJSWASMModule } | undefined} */
let engine;

/**
 * The engine whose WebAssembly memory can't grow past what a script may have. QuickJS has a limit of its own, but this build of it
 * counts an allocation as 8 bytes, however large it is (measured: a script with 8 MB to use took 500), so the ceiling is here.
 * @param {number} memoryBytes
 */
async function engineFor(memoryBytes) {
  const pages = Math.max(LEAST_PAGES, Math.ceil((OWN_BYTES + memoryBytes) / PAGE_BYTES));
  if (engine?.pages !== pages) {
    const wasmMemory = new WebAssembly.Memory({ initial: LEAST_PAGES, maximum: pages });
    engine = {
      pages,
      quickjs: await newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory })),
    };
  }
  return engine.quickjs;
}

/**
 * Runs one script in a runtime of its own, which is thrown away afterwards: a fresh one costs 0.4 ms, and a script finds
 * nothing of the one before it.
 * @param {{ source: string, variables: Record<string, string>, limits: Limits }} script
 * @param {() => boolean} isAborted
 * @returns {Promise<Success | Refusal>}
 */
export async function runScript({ source, variables, limits }, isAborted) {
  const outcome = await inRuntime(limits.memoryBytes, (runtime, vm, scope) => {
    /** @type {string | undefined} */
    let stopped;
    const readable = asReadable(vm, scope, source);
    if ('failure' in readable) return readable;

    const prelude = scope.manage(vm.unwrapResult(vm.evalCode(PRELUDE, 'prelude', { strict: true })));
    const given = scope.manage(vm.newString(JSON.stringify({ variables, log: LOG_CAP })));
    const collect = scope.manage(vm.unwrapResult(vm.callFunction(prelude, vm.undefined, given)));

    const ballast = scope.manage(vm.newArrayBuffer(new ArrayBuffer(BALLAST_BYTES)));
    const deadline = performance.now() + limits.timeMs;
    runtime.setInterruptHandler(() => {
      if (performance.now() > deadline) stopped = 'script.timeout';
      else if (isAborted()) stopped = 'script.aborted';
      return stopped !== undefined;
    });
    /** @param {ReturnType<Vm['evalCode']>} ended @returns {Handle | Refusal} */
    const valueOf = (ended) => {
      if (ballast.alive) ballast.dispose();
      if (!ended.error) return scope.manage(ended.value);
      scope.manage(ended.error);
      if (stopped) return { failure: { code: stopped } };
      return { failure: failureOf(vm.dump(ended.error), readable.lineOffset) };
    };

    const program = vm.evalCode(readable.code, FILE, { strict: true });
    const value = valueOf(
      readable.isFunction && !program.error
        ? vm.callFunction(scope.manage(program.value), vm.undefined)
        : program,
    );
    if ('failure' in value) return value;
    const json = valueOf(vm.callFunction(collect, vm.undefined, value));
    if ('failure' in json) return json;
    const text = vm.getString(json);
    if (Buffer.byteLength(text) > limits.outputBytes) return { failure: { code: 'script.output' } };
    const result = { output: {}, ...JSON.parse(text) };
    // A script may bend how its own engine writes JSON. What it gave is data like any other: looked at before it is believed.
    return isResult(result)
      ? { result }
      : { failure: { code: 'script.threw', detail: 'its result is not plain data' } };
  });
  // The engine's own code doesn't look at every allocation that fails. A new one costs 2 ms, and only after such a script.
  if ('failure' in outcome && outcome.failure.code === 'script.memory') engine = undefined;
  return outcome;
}

/** @param {Record<string, unknown>} given @returns {given is Success['result']} */
function isResult({ variables, output, log }) {
  /** @type {(value: unknown) => value is object} */
  const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const areTexts = (/** @type {unknown[]} */ values) => values.every((value) => typeof value === 'string');
  return (
    isRecord(variables) &&
    areTexts(Object.values(variables)) &&
    isRecord(output) &&
    Array.isArray(log) &&
    areTexts(log)
  );
}

/**
 * @param {string} source
 * @returns {Promise<{ problem: { message: string, line?: number } | null }>}
 */
export async function checkScript(source) {
  const outcome = await inRuntime(CHECK_BYTES, (_runtime, vm, scope) => asReadable(vm, scope, source));
  if (!('failure' in outcome)) return { problem: null };
  const { detail = 'nested too deeply', line } = outcome.failure;
  return { problem: { message: detail, line } };
}

/**
 * @template T
 * @param {number} memoryBytes
 * @param {(runtime: import('quickjs-emscripten').QuickJSRuntime, vm: Vm, scope: Scope) => T} work
 * @returns {Promise<T | Refusal>}
 */
async function inRuntime(memoryBytes, work) {
  const quickjs = await engineFor(memoryBytes);
  try {
    const runtime = quickjs.newRuntime();
    runtime.setMemoryLimit(memoryBytes);
    runtime.setMaxStackSize(STACK_BYTES);
    const vm = runtime.newContext();
    const scope = new Scope();
    const result = work(runtime, vm, scope);
    scope.dispose();
    vm.dispose();
    runtime.dispose();
    return result;
  } catch (error) {
    // The host's stack ran out or WebAssembly met a trap inside the engine. Its memory can't be trusted any more, not even to tidy up.
    engine = undefined;
    return { failure: { code: error instanceof RangeError ? 'script.too-deep' : 'script.memory' } };
  }
}

/**
 * A script is a program, whose value is that of its last expression, or, where it says `return`, the body of a function.
 * @param {Vm} vm
 * @param {Scope} scope
 * @param {string} source
 * @returns {{ code: string, isFunction: boolean, lineOffset: number } | Refusal}
 */
function asReadable(vm, scope, source) {
  const compile = (/** @type {string} */ code) => {
    const compiled = vm.evalCode(code, FILE, { strict: true, compileOnly: true });
    return compiled.error ? scope.manage(compiled.error) : void compiled.value.dispose();
  };
  const asProgram = compile(source);
  if (!asProgram) return { code: source, isFunction: false, lineOffset: 0 };
  const body = `(function () {\n${source}\n})`;
  const asBody = compile(body);
  if (!asBody) return { code: body, isFunction: true, lineOffset: 1 };
  const first = failureOf(vm.dump(asProgram), 0);
  const failure = first.detail?.includes('return not in a function') ? failureOf(vm.dump(asBody), 1) : first;
  return { failure: { ...failure, code: 'script.syntax' } };
}

/**
 * @param {unknown} thrown
 * @param {number} lineOffset
 * @returns {Failure}
 */
function failureOf(thrown, lineOffset) {
  // With no room left even for an error, the engine throws null.
  if (thrown === null) return { code: 'script.memory' };
  if (typeof thrown === 'string') return { code: 'script.threw', detail: cut(thrown) };
  if (typeof thrown !== 'object') return { code: 'script.threw', detail: inspect(thrown) };
  const { name, message, stack } = /** @type {Record<string, unknown>} */ (thrown);
  if (name === 'InternalError' && (message === undefined || message === 'out of memory')) {
    return { code: 'script.memory' };
  }
  if (typeof message !== 'string') return { code: 'script.threw', detail: cut(JSON.stringify(thrown)) };
  if (name === 'InternalError' && message === 'stack overflow') return { code: 'script.too-deep' };
  const line = typeof stack === 'string' ? /\bscript:(\d+)/.exec(stack)?.[1] : undefined;
  return {
    code: 'script.threw',
    detail: cut(message),
    ...(line && { line: Math.max(1, Number(line) - lineOffset) }),
  };
}

/** A message as long as a person reads. @param {string} text */
const cut = (text) => text.slice(0, 500);
