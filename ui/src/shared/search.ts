/** What every list keeps in the address. Absent means the default, so that a plain list has a plain address. */
export interface ListSearch {
  q?: string;
  page?: number;
  /** A field of the list; a leading minus turns the order round. */
  sort?: string;
  /** The dialog for a new one is open; so the finder and an empty page can lead to it. */
  new?: true;
}

/** The router reads `q=123` as a number and `q=true` as a truth; a search is always words. */
export function textParam(value: unknown, max = 200): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).slice(0, max);
  return text === '' ? undefined : text;
}

export function pageParam(value: unknown): number | undefined {
  const page = Number(value);
  return Number.isInteger(page) && page > 1 ? page : undefined;
}

export function choiceParam<const T extends readonly string[]>(
  value: unknown,
  choices: T,
): T[number] | undefined {
  return choices.find((choice) => choice === value);
}

/** An id, or one of the given words; anything else is dropped instead of being sent to the API. */
export function idParam(value: unknown, ...words: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  return /^[0-9a-f]{24}$/.test(value) || words.includes(value) ? value : undefined;
}

/** A point in time, in the one way in which the API takes it. */
export function instantParam(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** Several of the choices, comma-separated. */
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
