/** Runs marketers' scripts in an engine of their own: no network, no files, nothing to wait on, and an end to everything. */
export type { Sandbox, ScriptLimits, ScriptResult, ScriptRun, SyntaxProblem } from './sandbox.types';
export { ScriptError, type ScriptErrorCode } from './script-error';
export {
  RETURN_SCRIPT_LIMITS,
  RUN_SCRIPT_LIMITS,
  createSandbox,
  type SandboxOptions,
} from './threaded-sandbox';
