import type { FastifyInstance } from 'fastify';

/** Nothing but our own files runs in our pages; pictures of mailings may come from anywhere. */
const POLICY = {
  'default-src': "'self'",
  'img-src': "'self' http: https: data:",
  // Mantine writes its variables into style elements.
  'style-src': "'self' 'unsafe-inline'",
  'font-src': "'self' data:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'self'",
};

/** The policy of our pages, for one that needs some of it otherwise. */
export const policyWith = (other: Partial<typeof POLICY>): string =>
  Object.entries({ ...POLICY, ...other })
    .map(([what, from]) => `${what} ${from}`)
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

/** On every answer; a handler that needs another value sets it afterwards. What the API says is never kept by a cache. */
export function registerSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(COMMON).header('x-request-id', request.id);
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    done();
  });
}
