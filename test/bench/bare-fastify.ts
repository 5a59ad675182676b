import fastify from 'fastify';

/** What everything is held against: a Fastify that answers 302 and does nothing else. Port in argv, ready on stdout. */
const server = fastify({ logger: false });
server.get('/c/:token', (_request, reply) => {
  void reply
    .code(302)
    .header('location', 'https://example.com/takk')
    .header('cache-control', 'no-store')
    .send();
});
await server.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
process.stdout.write('ready\n');
