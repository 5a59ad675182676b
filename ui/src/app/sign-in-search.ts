export interface SignInSearch {
  /** Where to go afterwards; only ever a path of our own. */
  back?: string;
}
export function signInSearch(raw: Record<string, unknown>): SignInSearch {
  const back = raw.back;
  return { back: typeof back === 'string' && /^\/(?![/\\])/.test(back) ? back : undefined };
}
