/** Runs marketers' scripts in an engine of their own: no network, no files, no clock to wait on, and an end to everything. */
export type { Sandbox, ScriptLimits, ScriptResult, ScriptRun, SyntaxProblem } from './sandbox.types';
