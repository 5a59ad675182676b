import type { FastifyInstance } from 'fastify';

/** Content security policy of the ui: only our own files run; images of mailings may come from anywhere. */
const POLICY = {
  'default-src': "'self'",
  'img-src': "'self' http: https: data:",
  // Mantine writes its CSS variables into style elements.
  'style-src': "'self' 'unsafe-inline'",
  'font-src': "'self' data:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'self'",
};

/** @returns the policy with some directives replaced */
export const policyWith = (overrides: Partial<typeof POLICY>): string =>
  Object.entries({ ...POLICY, ...overrides })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');

const COMMON: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'content-security-policy': policyWith({}),
};

/** Sets the headers on every response; a handler that needs another value sets it later. Responses of the API are never cached. */
export function registerSecurityHeaders(fastify: FastifyInstance, { https }: { https: boolean }): void {
  // Applies to this host only (no includeSubDomains), because its subdomains may have no https.
  const headers = https ? { ...COMMON, 'strict-transport-security': 'max-age=31536000' } : COMMON;
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header('x-request-id', request.id);
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    done();
  });
}
