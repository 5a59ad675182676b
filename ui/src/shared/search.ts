/** Reads one parameter of the address; undefined when it is missing or invalid. */
type Param<T> = (value: unknown) => T | undefined;

/** The search of a page: every parameter is optional. */
type SearchOf<P> = { [K in keyof P]?: P[K] extends Param<infer T> ? T : never };

/** Reads the search of a page, parameter by parameter. */
export const searchOf =
  <P extends Record<string, Param<unknown>>>(params: P) =>
  (raw: Record<string, unknown>): SearchOf<P> =>
    Object.fromEntries(Object.entries(params).map(([name, read]) => [name, read(raw[name])])) as SearchOf<P>; // each value was read by the function for its name

/** The router parses `q=123` as a number and `q=true` as a boolean; this turns them back into text. */
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

/** Several of the choices, in the order of the choices and separated by commas. */
export const choicesParam =
  (choices: readonly string[]): Param<string> =>
  (value) =>
    typeof value === 'string'
      ? choices.filter((choice) => value.split(',').includes(choice)).join(',') || undefined
      : undefined;

/** Text of one form; anything else is dropped. */
export const patternParam =
  (pattern: RegExp): Param<string> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

export const idParam = patternParam(/^[0-9a-f]{24}$/);

/** An instant, normalised to the ISO form of the API. */
export const instantParam: Param<string> = (value) => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
};

/** A whole number that is not smaller than `min`. */
export const countParam =
  (min: number): Param<number> =>
  (value) => {
    const count = Number(value);
    return Number.isInteger(count) && count >= min ? count : undefined;
  };

/** The parameters of every list. A missing parameter means the default, so the default list has a plain address. */
const LIST = {
  q: textParam(200),
  page: countParam(2),
  /** A field of the list; a leading minus sorts descending. */
  sort: patternParam(/^-?[A-Za-z][A-Za-z.]{0,50}$/),
  /** The dialog for a new record is open. In the address, so that the finder can link to it. */
  new: flagParam,
};
export type ListSearch = SearchOf<typeof LIST>;
export const listSearch = searchOf(LIST);

/** The search of a list with parameters of its own, such as filters. */
export const listSearchWith = <P extends Record<string, Param<unknown>>>(params: P) =>
  searchOf({ ...LIST, ...params });
