/**
 * Nest's own settings, for the Node that we ask for. They are for an older one, where each field of an object is defined by a call:
 * a twentieth of a run.
 * @param {import('@rspack/core').Configuration} config
 */
export default (config) => {
  let compiled = false;
  for (const rule of config.module?.rules ?? []) {
    if (!rule || typeof rule !== 'object' || !Array.isArray(rule.use)) continue;
    for (const use of rule.use) {
      if (!use || typeof use !== 'object' || use.loader !== 'builtin:swc-loader') continue;
      const { jsc, ...options } = /** @type {import('@rspack/core').SwcLoaderOptions} */ (use.options);
      use.options = { ...options, jsc: { ...jsc, target: 'es2022' } };
      compiled = true;
    }
  }
  if (!compiled) throw new Error('Nest compiles with something else now; what it is told here does nothing.');
  return config;
};
