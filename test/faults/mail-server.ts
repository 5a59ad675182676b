import { appendFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

/*
 * An SMTP server as a process of its own, which a test kills. It writes what happens to a file before it answers: `data <address>` when it
 * is ready for the content, `taken <address>` when it has all of it.
 */
const [port, file = ''] = process.argv.slice(2);
const note = (what: string, address: string): void => appendFileSync(file, `${what} ${address}\n`);

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, { envelope }, callback) {
    const address = envelope.rcptTo[0]?.address ?? '';
    note('data', address);
    stream.resume();
    stream.on('end', () => {
      note('taken', address);
      callback(null, 'taken');
    });
  },
});
server.on('error', () => undefined);
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
