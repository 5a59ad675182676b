import { once } from 'node:events';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** A message that the server has taken. */
export interface TakenMail {
  from: string;
  to: string;
  source: string;
}

/** What the server does with one address. `drop-…`: it breaks the connection. */
export type Conduct =
  | { at: 'rcpt' | 'data'; code: number; text: string }
  | { at: 'drop-in-content' | 'drop-after-content' | 'drop-after-taking' };

export interface MailServer {
  port: number;
  taken: TakenMail[];
  /** Number of connections since the start. */
  readonly connected: number;
  /** Number of connections that are open. */
  readonly open: number;
  stop(): Promise<void>;
}

/**
 * Starts an SMTP server in this process. `conductOf` decides what happens to a recipient; undefined: its mail is taken.
 * @param port 0: a free one
 */
export async function startMailServer(
  conductOf: (address: string) => Conduct | undefined = () => undefined,
  options: SMTPServerOptions = {},
  port = 0,
): Promise<MailServer> {
  const taken: TakenMail[] = [];
  let connected = 0;
  const drop = ({ id }: SMTPServerSession): void => {
    for (const connection of server.connections) if (connection.id === id) connection._socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key || options.onAuth ? [] : ['STARTTLS', 'AUTH'],
    logger: false,
    onConnect(_session, callback) {
      connected += 1;
      callback();
    },
    onRcptTo({ address }, _session, callback) {
      const conduct = conductOf(address);
      if (conduct?.at === 'rcpt') callback(refusal(conduct));
      else callback();
    },
    onData(stream, session, callback) {
      const { mailFrom, rcptTo } = session.envelope;
      const to = rcptTo.map(({ address }) => address).join();
      const conduct = conductOf(to);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (conduct?.at === 'drop-in-content') drop(session);
      });
      stream.on('end', () => {
        if (conduct?.at === 'drop-in-content') return;
        if (conduct?.at === 'data') return callback(refusal(conduct));
        if (conduct?.at === 'drop-after-content') return drop(session);
        const source = Buffer.concat(chunks).toString('latin1');
        taken.push({ from: mailFrom ? mailFrom.address : '', to, source });
        if (conduct?.at === 'drop-after-taking') return drop(session);
        callback(null, 'taken');
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    taken,
    get connected() {
      return connected;
    },
    get open() {
      return server.connections.size;
    },
    stop: () =>
      new Promise((resolve) => {
        for (const connection of server.connections) connection._socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const refusal = ({ code, text }: { code: number; text: string }): Error =>
  Object.assign(new Error(text), { responseCode: code });
