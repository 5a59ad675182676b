/** A message that `MimeTemplate` wrote, taken apart again for people. */
export interface ReadMessage {
  headers: { name: string; value: string }[];
  text: string;
  html: string;
}

/** Takes a message of our own apart: multipart/alternative with two parts in quoted-printable. It is not a parser for other messages. */
export function readMessage(message: Buffer): ReadMessage {
  const source = message.toString('utf8');
  const { head, body } = divided(source);
  const headers = headersOf(head);
  const boundary = /boundary="([^"]+)"/.exec(valueOf(headers, 'Content-Type'))?.[1] ?? '';
  const parts = body
    .split(`\r\n--${boundary}`)
    .slice(1, -1)
    .map((part) => divided(part.replace(/^\r\n/, '')));
  const contentOf = (type: string): string => {
    const part = parts.find(({ head: own }) => valueOf(headersOf(own), 'Content-Type').startsWith(type));
    return part ? fromQuotedPrintable(part.body) : '';
  };
  return { headers, text: contentOf('text/plain'), html: contentOf('text/html') };
}

function divided(source: string): { head: string; body: string } {
  const end = source.indexOf('\r\n\r\n');
  // The body begins with the line break that belongs to its first boundary.
  return { head: source.slice(0, end), body: source.slice(end + 4 - 2).replace(/^\r\n(?!--)/, '') };
}

function headersOf(head: string): ReadMessage['headers'] {
  return head
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')
    .map((line) => {
      const at = line.indexOf(':');
      return { name: line.slice(0, at), value: decodedWords(line.slice(at + 1).trim()) };
    })
    .filter(({ name }) => name !== '');
}

const valueOf = (headers: ReadMessage['headers'], name: string): string =>
  headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value ?? '';

const decodedWords = (value: string): string =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/gi, (_, base64: string) =>
      Buffer.from(base64, 'base64').toString(),
    );

function fromQuotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
