import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { EmailAddress } from '@linkflow/contracts';
import { optional, readConfig } from '@linkflow/platform';
import { z } from 'zod';
import type { DkimSettings } from './dkim';
import type { Mailbox } from './header-text';
import { SmtpUrl } from './smtp-url';

const Domain = z.string().regex(/^(?=.{1,253}$)([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/i);
const Rate = z.coerce.number().min(0).max(100_000);

const SendingConfig = z.object({
  /** Without it, messages go to the built-in outbox. */
  SMTP_URL: optional(SmtpUrl),
  /** Sender of mailings that have none of their own: an address, or `Name <address>`. */
  MAIL_FROM: optional(z.string().transform(toMailbox)),
  /** Domains from which mailings may be sent, with commas between them. Without it, all may be used. */
  MAIL_FROM_DOMAINS: optional(commaList(Domain)),
  /** DNS servers that are asked about the sender, as `address` or `address:port`. Without it, those of the machine. */
  MAIL_DNS_SERVERS: optional(
    commaList(z.string().refine(isDnsServer, { error: 'an IP address, or one with a port' })),
  ),
  MAIL_DKIM_DOMAIN: optional(Domain),
  MAIL_DKIM_SELECTOR: optional(z.string().regex(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i)),
  /** RSA key in PEM format. Line breaks may be written as `\n`. */
  MAIL_DKIM_KEY: optional(z.string()),
  /** File with the key. */
  MAIL_DKIM_KEY_FILE: optional(z.string()),
  /** Domain of the envelope sender, to which bounces go. Without it, bounces go to the sender of the mailing. */
  MAIL_BOUNCE_DOMAIN: optional(Domain),
  /** `on`: each message has a link that people cannot see, so that machines give themselves away (docs/clicks.md). */
  MAIL_HIDDEN_LINK: z.enum(['on', 'off']).default('off'),
  /** Messages a second, over all workers. 0: no limit. */
  MAIL_RATE_PER_SECOND: Rate.default(0),
  /** The same for each domain of recipients. */
  MAIL_RATE_PER_DOMAIN: Rate.default(0),
  /** How long a message is tried again, hours. */
  MAIL_RETRY_HOURS: z.coerce.number().positive().max(240).default(48),
  /** Delay before the second try, ms. It doubles with each further one, up to an hour. */
  MAIL_RETRY_MS: z.coerce.number().int().min(100).default(60_000),
  /** How long a worker may be silent before another takes over the recipients that it has not begun, ms. */
  MAIL_LEASE_MS: z.coerce.number().int().min(500).default(60_000),
  /** How long the mail server may take for an answer, ms. */
  MAIL_ANSWER_MS: z.coerce.number().int().min(500).default(300_000),
  /** Interval at which waiting mailings are looked for, and progress is announced, ms. */
  MAIL_RECONCILE_MS: z.coerce.number().int().min(100).default(2_000),
  /** Interval at which each worker looks whether the mail server can be used, ms. */
  MAIL_PROBE_MS: z.coerce.number().int().min(100).default(30_000),
  PUBLIC_URL: optional(z.url()),
});

/** Settings of the sending, checked at the start of the app. */
export interface SendingSettings extends Omit<z.infer<typeof SendingConfig>, 'PUBLIC_URL'> {
  dkim: DkimSettings | null;
  /** Sender of mailings without one. With the outbox there always is one, so that the product can be tried without any setting. */
  from: Mailbox | null;
}

export function readSendingSettings(): SendingSettings {
  const { PUBLIC_URL, ...config } = readConfig(SendingConfig);
  const host = URL.canParse(PUBLIC_URL ?? '') ? new URL(PUBLIC_URL ?? '').hostname : 'localhost';
  const outboxSender = { name: '', address: `no-reply@${host}` };
  return {
    ...config,
    dkim: dkimOf(config),
    from: config.MAIL_FROM ?? (config.SMTP_URL ? null : outboxSender),
  };
}

function commaList<T extends z.ZodType<string, string>>(item: T) {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim().toLowerCase()))
    .pipe(z.array(item));
}

function isDnsServer(text: string): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d{1,5})?|([\d.]+)(?::\d{1,5})?)$/.exec(text) ?? [];
  return isIP(bracketed ?? plain ?? text) !== 0;
}

function dkimOf(config: z.infer<typeof SendingConfig>): DkimSettings | null {
  const {
    MAIL_DKIM_DOMAIN: domain,
    MAIL_DKIM_SELECTOR: selector,
    MAIL_DKIM_KEY,
    MAIL_DKIM_KEY_FILE,
  } = config;
  const key =
    MAIL_DKIM_KEY?.replaceAll('\\n', '\n') ??
    (MAIL_DKIM_KEY_FILE && readFileSync(MAIL_DKIM_KEY_FILE, 'utf8'));
  if (domain && selector && key) return { domain, selector, privateKey: key };
  if (!domain && !selector && !key) return null;
  throw new Error('DKIM needs MAIL_DKIM_DOMAIN, MAIL_DKIM_SELECTOR and MAIL_DKIM_KEY or MAIL_DKIM_KEY_FILE.');
}

function toMailbox(text: string, context: z.core.$RefinementCtx<string>): Mailbox {
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]+)>$/.exec(text.trim()) ?? [];
  const address = EmailAddress.safeParse(bracketed ?? text);
  if (address.success) return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: address.data };
  context.addIssue({ code: 'custom', message: 'an address, or a name followed by <address>' });
  return z.NEVER;
}
