/** Runs scripts of marketers in QuickJS, without network, files, timers or promises, and with limits on time, memory and output. */
export {
  RETURN_SCRIPT_LIMITS,
  RUN_SCRIPT_LIMITS,
  createSandbox,
  type Sandbox,
  type SandboxOptions,
  type ScriptResult,
  type ScriptRun,
  type SyntaxProblem,
} from './sandbox';
export { SCRIPT_REASONS, ScriptError, type ScriptErrorCode, type ScriptLimits } from './script-error';
