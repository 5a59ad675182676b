import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Log, OutboundHttp, OutboundLimits } from '@linkflow/platform';
import { escapeHtml } from '../../http/pages';
import type { Captcha, Challenge, ChallengeResult, ChallengeSources, ChallengedPage } from './captcha';
import type { SiteverifyService } from './siteverify-services';

/** Limits of a call: the person waits meanwhile. */
export const SITEVERIFY_LIMITS: OutboundLimits = { connectMs: 2_000, answerMs: 3_000, totalMs: 4_000 };
const MAX_ANSWER_BYTES = 16_384;
/** Longest answer of a person; those of hCaptcha have some thousand characters. */
const MAX_RESPONSE = 16_384;
/** After the service has failed, it is not asked during this time, ms. */
const PAUSE_MS = 5_000;
/** Answers that were checked are known for this time, because a service takes each only once and buttons are pressed twice, ms. */
const KNOWN_MS = 600_000;
const MAX_KNOWN = 10_000;

/** Error codes that are about the answer of the person. All others are about this installation, or the service itself. */
const WRONG_ANSWER = new Set([
  'missing-input-response',
  'invalid-input-response',
  'timeout-or-duplicate',
  // hCaptcha
  'expired-input-response',
  'already-seen-response',
  'invalid-or-already-seen-response',
]);

const Answer = z.object({ success: z.boolean(), 'error-codes': z.array(z.string()).default([]) });

interface SiteverifyOptions {
  service: SiteverifyService;
  siteKey: string;
  secret: string;
  /** Other addresses than those of the service. */
  scriptUrl: string | undefined;
  verifyUrl: string | undefined;
  http: OutboundHttp;
  log: Log;
}

/**
 * Turnstile, hCaptcha, reCAPTCHA, and services that speak the same protocol: a script of theirs shows the challenge and puts its answer into
 * the form; we send the answer with our secret to the service, which says whether it is good. The address of the person is not sent.
 */
export class Siteverify implements Captcha {
  private readonly known = new LRUCache<string, Promise<ChallengeResult>>({ max: MAX_KNOWN, ttl: KNOWN_MS });
  private pausedUntil = 0;

  constructor(private readonly options: SiteverifyOptions) {}

  challenge({ language }: ChallengedPage): Promise<Challenge> {
    const { service, siteKey, scriptUrl } = this.options;
    const script = scriptUrl ?? service.script(language);
    const html =
      `<div class="${service.element}" data-sitekey="${escapeHtml(siteKey)}" data-language="${language}"></div>` +
      `<script src="${escapeHtml(script)}" async defer></script>`;
    return Promise.resolve({ html, sources: this.sources() });
  }

  check(posted: URLSearchParams, { nonce }: ChallengedPage): Promise<ChallengeResult> {
    const answer = posted.get(this.options.service.input) ?? '';
    const key = createHash('sha256').update(`${nonce} ${answer}`).digest('base64');
    const known = this.known.get(key);
    if (known) return known;
    const result = this.ask(answer);
    this.known.set(key, result);
    void result.then((found) => found === 'passed' || this.known.delete(key));
    return result;
  }

  /** An empty answer is sent, too: only so is known whether the service is away and could not show its challenge. */
  private async ask(response: string): Promise<ChallengeResult> {
    if (response.length > MAX_RESPONSE) return 'failed';
    if (performance.now() < this.pausedUntil) return 'unavailable';
    try {
      const { success, 'error-codes': codes } = await this.request(response);
      if (success) return 'passed';
      const other = codes.filter((code) => !WRONG_ANSWER.has(code));
      if (other.length === 0) return 'failed';
      // Such as a wrong secret. The service answers, so the next answer of a person is sent to it.
      this.options.log.error({ codes: other }, 'a captcha could not be checked, so its form is held');
    } catch (error) {
      this.pausedUntil = performance.now() + PAUSE_MS;
      this.options.log.error({ err: error }, 'the service of the captcha is away, so forms are held');
    }
    return 'unavailable';
  }

  private async request(response: string): Promise<z.infer<typeof Answer>> {
    const { service, siteKey, secret, verifyUrl, http } = this.options;
    const { status, body } = await http.send({
      url: verifyUrl ?? service.verify,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ secret, response, sitekey: siteKey }).toString(),
      maxBody: MAX_ANSWER_BYTES,
    });
    // Errors may be sent with 400.
    if (status !== 200 && status !== 400) throw new Error(`The service answered ${status}`);
    return Answer.parse(JSON.parse(body.toString('utf8')));
  }

  private sources(): ChallengeSources {
    const { service, scriptUrl } = this.options;
    if (scriptUrl === undefined) return service.sources;
    const { origin } = new URL(scriptUrl);
    return { 'script-src': [origin], 'frame-src': [origin], 'style-src': [origin], 'connect-src': [origin] };
  }
}
