import type { Language } from '@linkflow/contracts';
import type { ChallengeSources } from './captcha';

/** A service that shows a challenge by a script, and checks its answer by the protocol `siteverify`. */
export interface SiteverifyService {
  /** Address of the script that shows the challenge. */
  script: (language: Language) => string;
  /** Class of the element in which the script shows it. */
  element: string;
  /** Name of the input with the answer. */
  input: string;
  /** Address that checks an answer. */
  verify: string;
  /** What the page has to allow, as the documentation of the service says. */
  sources: ChallengeSources;
}

const GOOGLE = ['https://www.google.com/recaptcha/', 'https://www.gstatic.com/recaptcha/'];
const HCAPTCHA = ['https://hcaptcha.com', 'https://*.hcaptcha.com'];
const TURNSTILE = ['https://challenges.cloudflare.com'];

export const SITEVERIFY_SERVICES = {
  turnstile: {
    script: () => 'https://challenges.cloudflare.com/turnstile/v0/api.js',
    element: 'cf-turnstile',
    input: 'cf-turnstile-response',
    verify: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    sources: { 'script-src': TURNSTILE, 'frame-src': TURNSTILE },
  },
  hcaptcha: {
    script: (language) => `https://js.hcaptcha.com/1/api.js?hl=${shortLanguage(language)}`,
    element: 'h-captcha',
    input: 'h-captcha-response',
    verify: 'https://api.hcaptcha.com/siteverify',
    sources: {
      'script-src': HCAPTCHA,
      'frame-src': HCAPTCHA,
      'style-src': HCAPTCHA,
      'connect-src': HCAPTCHA,
    },
  },
  recaptcha: {
    script: (language) => `https://www.google.com/recaptcha/api.js?hl=${shortLanguage(language)}`,
    element: 'g-recaptcha',
    input: 'g-recaptcha-response',
    verify: 'https://www.google.com/recaptcha/api/siteverify',
    sources: { 'script-src': GOOGLE, 'frame-src': [...GOOGLE, 'https://recaptcha.google.com/recaptcha/'] },
  },
} satisfies Record<string, SiteverifyService>;

/** Codes of languages that these services name otherwise. */
const SERVICE_CODES: Partial<Record<Language, string>> = { nb: 'no' };
const shortLanguage = (language: Language): string => SERVICE_CODES[language] ?? language;
