/** What a script may use up. Past a limit it ends with a coded {@link ScriptError}. */
export interface ScriptLimits {
  /** Running time of the script itself, in ms; waiting for a free thread does not count. */
  timeMs: number;
  /** What it may keep in memory, in bytes. Ends it there or up to 3 MB later, and never below 11 MB for many large blocks. */
  memoryBytes: number;
  /** Variables, output and log together, in bytes of JSON. */
  outputBytes: number;
}

export interface ScriptRun {
  source: string;
  /** What `getVariable(name)` and the globals of the same names give. */
  variables: Readonly<Record<string, string>>;
  limits?: Partial<ScriptLimits>;
  signal?: AbortSignal;
  /** Called when it has a thread: until then it waited for the scripts before it. */
  begun?: () => void;
}

export interface ScriptResult {
  /** The variables as the script left them: those given, and those it set. */
  variables: Record<string, string>;
  /** What the script returned when that is an object, else `{ value }`, and `{}` when it returned nothing. JSON only. */
  output: Record<string, unknown>;
  /** What it wrote with `console.log`, one entry a call, in order. */
  log: string[];
}

/** Runs what marketers write, apart from everything else. */
export interface Sandbox {
  /** @throws ScriptError when the script fails or takes too much; the signal's reason when it was aborted. */
  run(script: ScriptRun): Promise<ScriptResult>;
  /** Null when the source can be read, else what is wrong and where. */
  checkSyntax(source: string): Promise<SyntaxProblem | null>;
  /** Ends its threads. A later run starts new ones. */
  close(): Promise<void>;
}

export interface SyntaxProblem {
  message: string;
  /** Line of the source, from 1; absent when the engine doesn't say. */
  line?: number;
}
