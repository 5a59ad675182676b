import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { HOLD_MINUTES, LinkTrust, Strictness, type ClickRecord } from '@linkflow/contracts';
import { Batcher, readConfig } from '@linkflow/platform';
import { LINKS, type LinkDoc } from '../library/links.repository';
import { Networks, SETTLE_SECONDS, builtInNetworks, settlingMs } from '../verdicts';
import type { ClickDoc } from './click-documents';

/** How an installation treats clicks that may be a machine's. Links may have their own strictness and window (`LinkTrust`). */
const ClickTrustConfig = z.object({
  /** How much must speak against a click until it counts as suspect or as a machine's. `off`: verdicts are only shown. */
  CLICK_STRICTNESS: z.enum([...Strictness.options, 'off']).default('normal'),
  /**
   * How long costly steps of a click that looks like a person's wait for what else comes, seconds after the click; soon after delivery, six
   * times as long; 0: not at all.
   */
  CLICK_SETTLE_SECONDS: z.coerce.number().int().min(0).max(120).default(SETTLE_SECONDS),
  /** How long costly steps of a suspect click are held, minutes after the click. */
  CLICK_HOLD_MINUTES: z.coerce.number().int().min(HOLD_MINUTES.min).max(HOLD_MINUTES.max).default(30),
  /** What happens then with a click that is still suspect: it stays held for a colleague, or its steps are executed. */
  CLICK_UNSURE: z.enum(['hold', 'release']).default('hold'),
  /** When costly steps that nobody has released are dropped, days after the click. */
  CLICK_LAPSE_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  /** A file of networks that replaces or extends the built-in one (docs/clicks.md). */
  CLICK_NETWORKS_FILE: z.string().optional(),
});

/**
 * The networks of the installation.
 * @throws if the file of the setting cannot be read or is not valid
 */
function configuredNetworks(): Networks {
  const { CLICK_NETWORKS_FILE: path } = readConfig(ClickTrustConfig);
  if (path === undefined) return new Networks(builtInNetworks);
  return new Networks(JSON.parse(readFileSync(path, 'utf8')), builtInNetworks);
}

export const networksProvider = { provide: Networks, useFactory: configuredNetworks };

/**
 * Whether costly steps of a click that looks like a person's wait for what comes within seconds. Not after a pressed button: what speaks for
 * the person was there before.
 */
export const settles = ({ kind, seen }: Pick<ClickRecord, 'kind' | 'seen'>): boolean =>
  kind === 'click' && seen !== undefined;

/** When a click has settled that looks like a person's. */
export const settledAt = (
  { at, judgement }: Pick<ClickDoc, 'at' | 'judgement'>,
  { settleMs }: Pick<ClickPolicy, 'settleMs'>,
): Date => new Date(at.getTime() + (judgement ? settlingMs(judgement, settleMs) : settleMs));

/** What applies to the clicks on one link. */
export interface ClickPolicy {
  /** Null: verdicts are only shown, and all steps are executed. */
  strictness: Strictness | null;
  settleMs: number;
  holdMs: number;
  unsure: 'hold' | 'release';
  lapseMs: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** How long a policy is used before the link is read again, ms. */
const FRESH_MS = 5_000;

/** The policies of links, cached for some seconds. */
@Injectable()
export class ClickPolicies {
  private readonly config = readConfig(ClickTrustConfig);
  private readonly cache = new LRUCache<string, ClickPolicy>({ max: 5_000, ttl: FRESH_MS });
  private readonly standard = this.policyOf({});

  constructor(private readonly batcher: Batcher) {}

  /** Awaits nothing if the policy is cached. A link that does not exist has the policy of the installation. */
  of(linkId: string): ClickPolicy | Promise<ClickPolicy> {
    return this.cache.get(linkId) ?? this.load(linkId);
  }

  private async load(linkId: string): Promise<ClickPolicy> {
    const link = await this.batcher.read<LinkDoc>(LINKS, linkId);
    const policy = link?.trust ? this.policyOf(link.trust) : this.standard;
    this.cache.set(linkId, policy);
    return policy;
  }

  private policyOf({ strictness, holdMinutes }: LinkTrust): ClickPolicy {
    const { CLICK_STRICTNESS, CLICK_SETTLE_SECONDS, CLICK_HOLD_MINUTES, CLICK_UNSURE, CLICK_LAPSE_DAYS } =
      this.config;
    const chosen = strictness ?? CLICK_STRICTNESS;
    return {
      strictness: chosen === 'off' ? null : chosen,
      settleMs: CLICK_SETTLE_SECONDS * SECOND_MS,
      holdMs: (holdMinutes ?? CLICK_HOLD_MINUTES) * MINUTE_MS,
      unsure: CLICK_UNSURE,
      lapseMs: CLICK_LAPSE_DAYS * DAY_MS,
    };
  }
}
