import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const TXT = 16;
const NO_SUCH_NAME = 3;
const HEADER_BYTES = 12;
/** A string in a TXT record has at most this many bytes; a longer text is divided. */
const STRING_BYTES = 255;

export interface DnsServer {
  /** As `MAIL_DNS_SERVERS` has it. */
  address: string;
  /** Names that were asked for. */
  asked: string[];
  stop(): Promise<void>;
}

/** Starts a DNS server in this process that answers questions for TXT records. `txtOf` returns null to give no answer at all. */
export async function startDnsServer(txtOf: (name: string) => readonly string[] | null): Promise<DnsServer> {
  const asked: string[] = [];
  const socket: Socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const name = nameIn(question);
    asked.push(name);
    const records = txtOf(name);
    if (records) socket.send(answerTo(question, records), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    async stop() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** The question of a message: labels, each with its length before it, up to an empty one. */
function nameIn(message: Buffer): string {
  const labels: string[] = [];
  for (let at = HEADER_BYTES; message[at]; at += 1 + (message[at] ?? 0))
    labels.push(message.toString('latin1', at + 1, at + 1 + (message[at] ?? 0)));
  return labels.join('.').toLowerCase();
}

/** Format of a message: RFC 1035, section 4. */
function answerTo(message: Buffer, records: readonly string[]): Buffer {
  const end = message.indexOf(0, HEADER_BYTES) + 5;
  const header = Buffer.from(message.subarray(0, HEADER_BYTES));
  // A response, with recursion desired and available.
  header.writeUInt16BE(0x8180 | (records.length === 0 ? NO_SUCH_NAME : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, message.subarray(HEADER_BYTES, end), ...records.map(recordOf)]);
}

function recordOf(text: string): Buffer {
  const strings = (text.match(new RegExp(`.{1,${STRING_BYTES}}`, 'gs')) ?? ['']).map((part) =>
    Buffer.concat([Buffer.from([part.length]), Buffer.from(part, 'latin1')]),
  );
  const data = Buffer.concat(strings);
  const head = Buffer.alloc(HEADER_BYTES);
  // A pointer to the name in the question, the type, the class IN, and 60 seconds to live.
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
