import fastify from 'fastify';

/** The baseline of the click benchmarks: a Fastify server that only answers 302. Its port is the first argument. Prints `ready`. */
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
