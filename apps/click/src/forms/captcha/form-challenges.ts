import { Injectable } from '@nestjs/common';
import type { FormContent } from '@linkflow/contracts';
import { FormPages } from '@linkflow/forms/pages';
import {
  Clock,
  Log,
  Metrics,
  OutboundConfig,
  OutboundHttp,
  readConfig,
  type Counter,
} from '@linkflow/platform';
import { ClickSettings } from '../../click.config';
import { WindowCounts } from '../window-counts';
import type { Captcha, Challenge, ChallengeResult } from './captcha';
import { ProofOfWork } from './proof-of-work';
import { SITEVERIFY_LIMITS, Siteverify } from './siteverify';
import { SITEVERIFY_SERVICES } from './siteverify-services';

/** The challenges of the forms that ask for one, by the captcha of this installation (`FORM_CAPTCHA`). */
@Injectable()
export class FormChallenges {
  private readonly captcha: Captcha | null;
  private readonly results: Record<ChallengeResult, Counter>;

  constructor(
    settings: ClickSettings,
    pages: FormPages,
    counts: WindowCounts,
    clock: Clock,
    metrics: Metrics,
    log: Log,
  ) {
    this.captcha = captchaOf(settings.captcha, { pages, counts, clock, log });
    const family = metrics.counters(
      'linkflow_form_challenges_total',
      'Challenges of submitted forms, by result: passed, failed or unavailable.',
      ['result'],
    );
    this.results = {
      passed: family.of('passed'),
      failed: family.of('failed'),
      unavailable: family.of('unavailable'),
    };
  }

  /** Undefined if the form has none. @param nonce of the ticket of the page */
  async challenge({ settings }: FormContent, nonce: string): Promise<Challenge | undefined> {
    const { language, captcha } = settings;
    return this.captcha && captcha ? this.captcha.challenge({ language, nonce }) : undefined;
  }

  /** A form without a challenge passes. */
  async check({ settings }: FormContent, posted: URLSearchParams, nonce: string): Promise<ChallengeResult> {
    const { language, captcha } = settings;
    if (!this.captcha || !captcha) return 'passed';
    const result = await this.captcha.check(posted, { language, nonce });
    this.results[result].add();
    return result;
  }
}

interface Parts {
  pages: FormPages;
  counts: WindowCounts;
  clock: Clock;
  log: Log;
}

function captchaOf(settings: ClickSettings['captcha'], { pages, counts, clock, log }: Parts): Captcha | null {
  const { kind, cost } = settings;
  if (kind === 'off') return null;
  if (kind === 'proof-of-work') return new ProofOfWork({ pages, counts, clock, cost });
  const allowed = readConfig(OutboundConfig).OUTBOUND_ALLOW;
  return new Siteverify({
    ...settings,
    service: SITEVERIFY_SERVICES[kind],
    http: new OutboundHttp({ allowed, limits: SITEVERIFY_LIMITS }),
    log,
  });
}
