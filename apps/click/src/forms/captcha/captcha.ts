import type { Language } from '@linkflow/contracts';

/** Content security policy directives, with the sources that a challenge adds to those of the page. */
export type ChallengeSources = Partial<
  Record<'script-src' | 'frame-src' | 'style-src' | 'connect-src', readonly string[]>
>;

/** What the form shows above its button. */
export interface Challenge {
  /** HTML of the challenge. It stands inside an element with the id `CHALLENGE`. */
  html: string;
  sources: ChallengeSources;
}

/** The page with a challenge. `nonce` is that of its ticket, and stays the same when the page is shown again. */
export interface ChallengedPage {
  language: Language;
  nonce: string;
}

/**
 * `passed`: a person, as far as the challenge can tell; `failed`: the answer is missing, wrong or too old; `unavailable`: it could not be
 * checked, so a colleague has to decide.
 */
export type ChallengeResult = 'passed' | 'failed' | 'unavailable';

/** Id of the element around a challenge. The list of what is wrong leads to it. */
export const CHALLENGE = 'challenge';

/** A challenge that tells people from machines, on forms that ask for it. */
export interface Captcha {
  challenge(page: ChallengedPage): Promise<Challenge>;
  /** Never rejects. */
  check(posted: URLSearchParams, page: ChallengedPage): Promise<ChallengeResult>;
}
