import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { FORM_CAPTCHAS } from '@linkflow/contracts';
import { OrganisationConfig, OrganisationPagesConfig, optional, readConfig } from '@linkflow/platform';

const ClickConfig = z
  .object({
    CLICK_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
    CLICK_HOST: z.string().default('0.0.0.0'),
    /** Public origin of apps/click. Browsers send some of the headers that verdicts use only to https. */
    CLICK_URL: z.string().default(''),
    /**
     * `on`: several processes on this machine may listen on the port; the system divides the connections among them. Linux only. A process
     * can then be replaced without refusing anybody.
     */
    CLICK_SHARE_PORT: z.enum(['on', 'off']).default('off'),
    /** A further port of this process alone, for health and metrics where several processes share CLICK_PORT. 0: none. */
    CLICK_ADMIN_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    /** `on`: simple GETs of tracked URLs bypass Node's HTTP server and Fastify (http-fast/index.ts). `off`: no request does. */
    CLICK_FAST_PATH: z.enum(['on', 'off']).default('on'),
    /** How long to wait for Redis to store a click before the click is written to the journal instead, ms. The recipient waits meanwhile. */
    CLICK_BUDGET_MS: z.coerce.number().int().min(1).max(5_000).default(50),
    /** Time for reading the facts that an answer depends on, ms. The recipient waits meanwhile. */
    CLICK_FACTS_BUDGET_MS: z.coerce.number().int().min(1).max(5_000).default(50),
    /** `always`: every click is written to the journal before it is answered. `fallback`: only clicks that Redis did not store in time. */
    CLICK_JOURNAL: z.enum(['always', 'fallback']).default('fallback'),
    /** Folder of the journal. Must be on a disk that outlives the process. */
    JOURNAL_DIR: z.string().min(1).default('.linkflow/journal'),
    /** Maximum size of the journal. Clicks that do not fit are sent to Redis once more, else kept in memory (ClickOutbox). */
    JOURNAL_MAX_MB: z.coerce.number().int().min(1).max(100_000).default(512),
    /** A form that is submitted faster than this after it was shown has to be sent once more, seconds. */
    FORM_MIN_SECONDS: z.coerce.number().min(0).max(60).default(2),
    /** Submissions of one form from one network (IPv4 /24, IPv6 /48) in ten minutes. 0: no limit. */
    FORM_RATE_PER_NETWORK: z.coerce.number().int().min(0).max(100_000).default(60),
    /** How long to wait for Redis to take a submission before it is written to the journal instead, ms. */
    FORM_BUDGET_MS: z.coerce.number().int().min(1).max(5_000).default(300),
    /** How forms check that a person fills them in. apps/api reads it too, to show it in the builder. */
    FORM_CAPTCHA: z.enum(FORM_CAPTCHAS).default('off'),
    /** Iterations of each key of `proof-of-work`; the browser derives 256 keys on average. */
    FORM_CAPTCHA_COST: z.coerce.number().int().min(1).max(1_000_000).default(5_000),
    /** Keys of the other captchas. */
    FORM_CAPTCHA_SITE_KEY: optional(z.string().trim().min(1).max(200)),
    FORM_CAPTCHA_SECRET: optional(z.string().trim().min(1).max(500)),
    /** Addresses of another service that speaks the protocol of the chosen one. */
    FORM_CAPTCHA_SCRIPT_URL: optional(z.url({ protocol: /^https?$/ })),
    FORM_CAPTCHA_VERIFY_URL: optional(z.url({ protocol: /^https?$/ })),
    /** Colour of the buttons on these pages. If white text on it cannot be read well, the text is dark. */
    ORGANISATION_COLOUR: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i)
      .default('#2f5bd8'),
    /** Postal address in the foot of these pages. */
    ORGANISATION_ADDRESS: z.string().trim().max(200).default(''),
    /** Page about the use of personal data, linked in the foot. */
    ORGANISATION_PRIVACY_URL: optional(z.url({ protocol: /^https?$/ })),
    ...OrganisationPagesConfig.shape,
    ...OrganisationConfig.shape,
  })
  .superRefine(({ FORM_CAPTCHA, ...config }, context) => {
    if (FORM_CAPTCHA === 'off' || FORM_CAPTCHA === 'proof-of-work') return;
    for (const name of ['FORM_CAPTCHA_SITE_KEY', 'FORM_CAPTCHA_SECRET'] as const)
      if (config[name] === undefined)
        context.addIssue({ code: 'custom', path: [name], message: `needed for ${FORM_CAPTCHA}` });
  });

/** The settings of apps/click, read once from the environment. */
@Injectable()
export class ClickSettings {
  private readonly read = readConfig(ClickConfig);
  readonly port = this.read.CLICK_PORT;
  readonly host = this.read.CLICK_HOST;
  readonly sharePort = this.read.CLICK_SHARE_PORT === 'on';
  readonly adminPort = this.read.CLICK_ADMIN_PORT;
  readonly isSecure = this.read.CLICK_URL.startsWith('https:');
  readonly fastPath = this.read.CLICK_FAST_PATH === 'on';
  readonly budgetMs = this.read.CLICK_BUDGET_MS;
  readonly factsBudgetMs = this.read.CLICK_FACTS_BUDGET_MS;
  /** The time zone of conditions on days and of the facts about the current time. */
  readonly timeZone = this.read.ORGANISATION_TIME_ZONE;
  /** The language in which facts are formatted as texts in a response, if the language of the contact is not known. */
  readonly language = this.read.ORGANISATION_LANGUAGE;
  readonly organisation = {
    name: this.read.ORGANISATION_NAME,
    logoUrl: this.read.ORGANISATION_LOGO_URL,
    colour: this.read.ORGANISATION_COLOUR,
    address: this.read.ORGANISATION_ADDRESS,
    privacyUrl: this.read.ORGANISATION_PRIVACY_URL,
  };
  readonly forms = {
    minMs: this.read.FORM_MIN_SECONDS * 1_000,
    ratePerNetwork: this.read.FORM_RATE_PER_NETWORK,
    budgetMs: this.read.FORM_BUDGET_MS,
  };
  readonly captcha = {
    kind: this.read.FORM_CAPTCHA,
    cost: this.read.FORM_CAPTCHA_COST,
    siteKey: this.read.FORM_CAPTCHA_SITE_KEY ?? '',
    secret: this.read.FORM_CAPTCHA_SECRET ?? '',
    scriptUrl: this.read.FORM_CAPTCHA_SCRIPT_URL,
    verifyUrl: this.read.FORM_CAPTCHA_VERIFY_URL,
  };
  readonly journal = {
    always: this.read.CLICK_JOURNAL === 'always',
    folder: this.read.JOURNAL_DIR,
    maxBytes: this.read.JOURNAL_MAX_MB * 1024 * 1024,
  };
}
