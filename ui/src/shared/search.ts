/** Parses one search parameter of the URL. Returns undefined if the value is missing or invalid. */
type Param<T> = (value: unknown) => T | undefined;

/** The search parameters of a page, all optional. */
type SearchOf<P> = { [K in keyof P]?: P[K] extends Param<infer T> ? T : never };

/** Returns a function that parses the search parameters of a page. It drops unknown parameters; an invalid one becomes undefined. */
export const searchOf =
  <P extends Record<string, Param<unknown>>>(params: P) =>
  (raw: Record<string, unknown>): SearchOf<P> =>
    Object.fromEntries(Object.entries(params).map(([name, read]) => [name, read(raw[name])])) as SearchOf<P>; // each value was parsed by its own function

/**
 * A text, cut to `max` characters. The router parses `q=123` as a number and `q=true` as a boolean, so these are converted back to
 * text.
 */
export const textParam =
  (max: number): Param<string> =>
  (value) =>
    ['string', 'number', 'boolean'].includes(typeof value)
      ? String(value).slice(0, max) || undefined
      : undefined;

export const flagParam: Param<true> = (value) => (value === true ? true : undefined);

export const choiceParam =
  <const T extends string>(choices: readonly T[]): Param<T> =>
  (value) =>
    choices.find((choice) => choice === value);

/** A comma-separated list of choices. Unknown ones are dropped, and the rest is put in the order of `choices`. */
export const choicesParam =
  (choices: readonly string[]): Param<string> =>
  (value) =>
    typeof value === 'string'
      ? choices.filter((choice) => value.split(',').includes(choice)).join(',') || undefined
      : undefined;

/** A text that matches `pattern`. Any other value is invalid. */
export const patternParam =
  (pattern: RegExp): Param<string> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

export const idParam = patternParam(/^[0-9a-f]{24}$/);

/** A date with time, converted to the API's format (ISO 8601, UTC). */
export const instantParam: Param<string> = (value) => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
};

/** A whole number that is at least `min`. */
export const countParam =
  (min: number): Param<number> =>
  (value) => {
    const count = Number(value);
    return Number.isInteger(count) && count >= min ? count : undefined;
  };

/** The search parameters of every list. Defaults are left out, so the URL of a list in its default state has no parameters. */
const LIST = {
  q: textParam(200),
  page: countParam(2),
  /** Name of the sort field; with a leading minus the order is descending. */
  sort: patternParam(/^-?[A-Za-z][A-Za-z.]{0,50}$/),
  /** True while the dialog for a new record is open. It is a URL parameter so that the finder can link to the open dialog. */
  new: flagParam,
};
export type ListSearch = SearchOf<typeof LIST>;
export const listSearch = searchOf(LIST);

/** Parses the search parameters of a list that has further parameters, such as filters. */
export const listSearchWith = <P extends Record<string, Param<unknown>>>(params: P) =>
  searchOf({ ...LIST, ...params });
