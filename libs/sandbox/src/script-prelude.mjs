/**
 * What a script finds when it starts. Runs inside QuickJS, in strict mode, and gives back the function that collects the result.
 * It holds no function of the host: everything a script can reach lives and dies with its own engine, and leaves it as one JSON text.
 */
export const PRELUDE = `(function (given) {
  const { stringify, parse } = JSON;
  const { defineProperty, create, keys } = Object;
  const isArray = Array.isArray;
  const text = String;
  const { variables, log: cap } = parse(given);
  const store = create(null);
  const log = [];
  const fixed = (name, value) =>
    defineProperty(globalThis, name, { value, writable: false, enumerable: false, configurable: true });

  for (const name of keys(variables)) {
    store[name] = variables[name];
    fixed(name, variables[name]);
  }
  const setVariable = (name, value) => {
    store[text(name)] = value === undefined || value === null ? '' : text(value);
  };
  fixed('getVariable', (name) => store[text(name)] ?? '');
  fixed('setVariable', setVariable);
  defineProperty(globalThis, 'returnUrl', {
    get: () => store.returnUrl ?? '',
    set: (value) => setVariable('returnUrl', value),
    configurable: true,
  });
  const show = (value) => {
    if (typeof value === 'string') return value;
    try {
      return stringify(value) ?? text(value);
    } catch {
      return text(value);
    }
  };
  const write = (...values) => {
    if (log.length > cap.entries) return;
    log[log.length] =
      log.length === cap.entries ? '…' : values.map(show).join(' ').slice(0, cap.characters);
  };
  fixed('console', { log: write, info: write, warn: write, error: write, debug: write });

  return (value) => {
    const output =
      value === undefined ? {} : typeof value === 'object' && value !== null && !isArray(value) ? value : { value };
    return stringify({ variables: store, output, log });
  };
})`;

/** How much a script may write with `console.log`: the rest is cut off, not an error. */
export const LOG_CAP = { entries: 100, characters: 1000 };
