import { createHash } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { z } from 'zod';
import type { FormPages } from '@linkflow/forms/pages';
import type { Clock } from '@linkflow/platform';
import type { WindowCounts } from '../window-counts';
import type { Captcha, Challenge, ChallengeResult, ChallengedPage } from './captcha';
import { PROOF_OF_WORK_SCRIPT, SOLUTION, proofOfWorkHtml } from './proof-of-work-script';

/** How long a challenge can be solved and sent, seconds. Afterwards the page is shown again, with a new one. */
const VALID_SECONDS = 4 * 3_600;
/** Submissions that one solution is good for: a person may go back and correct an answer, or press the button twice. */
const MAX_USES = 5;
const ALGORITHM = 'PBKDF2/SHA-256';
/** One key in 256 begins with it, so that the browser derives 256 keys on average. */
const KEY_PREFIX = '00';

const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(PROOF_OF_WORK_SCRIPT).digest('base64')}'`;

/** What the script of the page sends, as JSON in base64. */
const Payload = z.object({
  challenge: z.object({
    parameters: z.object({
      algorithm: z.literal(ALGORITHM),
      nonce: z.string().max(64),
      salt: z.string().max(64),
      cost: z.int(),
      keyLength: z.int(),
      keyPrefix: z.string().max(64),
      expiresAt: z.int(),
      data: z.object({ page: z.string().max(64) }),
    }),
    signature: z.string().max(200),
  }),
  solution: z.object({ counter: z.int().min(0).max(0xff_ff_ff_ff), derivedKey: z.string().max(200) }),
});

interface ProofOfWorkOptions {
  pages: FormPages;
  counts: WindowCounts;
  clock: Clock;
  /** Iterations of each key. */
  cost: number;
}

/**
 * The browser has to compute for a moment while the person writes. Nobody has to do anything, no other service sees who fills in forms, and
 * a program that sends many forms pays for each. The challenge is signed, so it needs no storage, and belongs to one page.
 */
export class ProofOfWork implements Captcha {
  constructor(private readonly options: ProofOfWorkOptions) {}

  async challenge({ language, nonce }: ChallengedPage): Promise<Challenge> {
    const { pages, clock, cost } = this.options;
    const challenge = await createChallenge({
      algorithm: ALGORITHM,
      cost,
      keyPrefix: KEY_PREFIX,
      deriveKey,
      expiresAt: Math.floor(clock.now().getTime() / 1_000) + VALID_SECONDS,
      data: { page: nonce },
      hmacSignatureSecret: pages.challengeSecrets[0] ?? '',
    });
    return { html: proofOfWorkHtml(challenge, language), sources: { 'script-src': [SCRIPT_SOURCE] } };
  }

  async check(posted: URLSearchParams, { nonce }: ChallengedPage): Promise<ChallengeResult> {
    const payload = payloadIn(posted.get(SOLUTION) ?? '');
    if (payload?.challenge.parameters.data.page !== nonce) return 'failed';
    if (!(await this.isSolved(payload))) return 'failed';
    const uses = await this.options.counts.count(
      'form-challenge',
      payload.challenge.signature,
      VALID_SECONDS,
    );
    // While Redis is away, the solution may be used again.
    return uses !== undefined && uses > MAX_USES ? 'failed' : 'passed';
  }

  private async isSolved(payload: z.infer<typeof Payload>): Promise<boolean> {
    for (const hmacSignatureSecret of this.options.pages.challengeSecrets) {
      const { verified } = await verifySolution({ ...payload, deriveKey, hmacSignatureSecret });
      if (verified) return true;
    }
    return false;
  }
}

function payloadIn(text: string): z.infer<typeof Payload> | null {
  try {
    return Payload.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}
