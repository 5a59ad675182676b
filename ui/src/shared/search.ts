/** The search parameters of every list. A missing parameter means the default, so the default list has a plain address. */
export interface ListSearch {
  q?: string;
  page?: number;
  /** A field of the list; a leading minus sorts descending. */
  sort?: string;
  /** The dialog for a new record is open. In the address, so that the finder can link to it. */
  new?: true;
}

/** The router parses `q=123` as a number and `q=true` as a boolean; this turns them back into text. */
export function textParam(value: unknown, max = 200): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).slice(0, max);
  return text === '' ? undefined : text;
}

function pageParam(value: unknown): number | undefined {
  const page = Number(value);
  return Number.isInteger(page) && page > 1 ? page : undefined;
}

export function choiceParam<const T extends readonly string[]>(
  value: unknown,
  choices: T,
): T[number] | undefined {
  return choices.find((choice) => choice === value);
}

/** An id, or one of the given words; anything else is dropped. */
export function idParam(value: unknown, ...words: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  return /^[0-9a-f]{24}$/.test(value) || words.includes(value) ? value : undefined;
}

/** An instant, normalised to the ISO form of the API. */
export function instantParam(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** Several of the choices, separated by commas. */
export function choicesParam<const T extends readonly string[]>(
  value: unknown,
  choices: T,
): T[number][] | undefined {
  if (typeof value !== 'string') return undefined;
  const wanted = new Set(value.split(','));
  const known = choices.filter((choice) => wanted.has(choice));
  return known.length > 0 ? known : undefined;
}

export function listSearch(raw: Record<string, unknown>): ListSearch {
  return {
    q: textParam(raw.q),
    page: pageParam(raw.page),
    sort: sortParam(raw.sort),
    new: raw.new === true ? true : undefined,
  };
}

function sortParam(value: unknown): string | undefined {
  return typeof value === 'string' && /^-?[A-Za-z][A-Za-z.]{0,50}$/.test(value) ? value : undefined;
}
