import { isIP } from 'node:net';
import { z } from 'zod';

/** How to reach an SMTP server, from `SMTP_URL`. */
export interface SmtpServerOptions {
  host: string;
  port: number;
  /** `implicit`: TLS from the start (smtps). `required`: STARTTLS or no mail. `auto`: STARTTLS if the server offers it. */
  tls: 'implicit' | 'required' | 'auto' | 'off';
  /** Whether the certificate must be valid for the host. */
  verify: boolean;
  auth: { user: string; pass: string } | null;
  /** Name of this machine in EHLO. */
  name?: string;
  /** Most connections of one process. */
  connections: number;
  /** Messages after which a connection is replaced. */
  messages: number;
}

const Parameters = z.strictObject({
  tls: z.enum(['required', 'auto', 'off']).optional(),
  verify: z.enum(['on', 'off']).default('on'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9.:[\]-]{1,255}$/)
    .optional(),
  connections: z.coerce.number().int().min(1).max(100).default(10),
  messages: z.coerce.number().int().min(1).max(100_000).default(1_000),
});

/**
 * `smtp://user:password@host:587?tls=required&connections=10`, or `smtps://…` for TLS from the start. A password is sent over an
 * unencrypted connection only to this machine, or with `tls=off`. The error never contains the value, which may contain a password.
 */
export const SmtpUrl = z.string().transform((text, context): SmtpServerOptions => {
  const parsed = parse(text);
  if (typeof parsed !== 'string') return parsed;
  context.addIssue({ code: 'custom', message: parsed });
  return z.NEVER;
});

/** The options, or what is wrong with the URL. */
function parse(text: string): SmtpServerOptions | string {
  if (!URL.canParse(text)) return 'not a URL; write special characters of the password as %xx';
  const url = new URL(text);
  const isImplicit = url.protocol === 'smtps:';
  if (!isImplicit && url.protocol !== 'smtp:') return 'the URL must begin with smtp:// or smtps://';
  if (url.hostname === '') return 'the URL has no host';
  const query = Parameters.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) return 'the URL has an unknown or invalid parameter';
  const user = decoded(url.username);
  const pass = decoded(url.password);
  if (user === undefined || pass === undefined) return 'user or password is not encoded for a URL';
  if ((user === '') !== (pass === '')) return 'the URL needs both user and password, or neither';
  const { tls, verify, name, connections, messages } = query.data;
  if (isImplicit && tls !== undefined) return 'smtps:// does not combine with the parameter tls';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const usual = user !== '' && !isThisMachine(host) ? 'required' : 'auto';
  return {
    host,
    port: url.port === '' ? (isImplicit ? 465 : 587) : Number(url.port),
    tls: isImplicit ? 'implicit' : (tls ?? usual),
    verify: verify === 'on',
    auth: user === '' ? null : { user, pass },
    ...(name !== undefined && { name }),
    connections,
    messages,
  };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || (isIP(host) === 4 && host.startsWith('127.')) || host === '::1';
