/**
 * Runs before each file of tests that share a process: gives every file the environment variables that the process began with. Files set
 * variables that apps in their process read, and modules are loaded once per process, so nothing else would reset them.
 */
const shared = globalThis as { environmentAtStart?: NodeJS.ProcessEnv };

const atStart = (shared.environmentAtStart ??= { ...process.env });
for (const name of Object.keys(process.env)) if (!(name in atStart)) delete process.env[name];
Object.assign(process.env, atStart);
