import { simpleParser, type ParsedMail } from 'mailparser';
import type { MailServer, TakenMail } from './mail-server';

/** The first message that a mail server has taken for an address. */
export function firstTo({ taken }: Pick<MailServer, 'taken'>, address: string): TakenMail {
  const mail = taken.find(({ to }) => to === address);
  if (!mail) throw new Error(`Nothing was sent to ${address}`);
  return mail;
}

/** The first message to an address as a mail program reads it. */
export const messageTo = (server: Pick<MailServer, 'taken'>, address: string): Promise<ParsedMail> =>
  simpleParser(Buffer.from(firstTo(server, address).source, 'latin1'));

/** The names of the headers of a message, in lower case, each as often as it occurs. */
export const headerNames = ({ source }: Pick<TakenMail, 'source'>): string[] =>
  (source.split('\r\n\r\n')[0] ?? '')
    .split(/\r\n(?![ \t])/)
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());

/** The address of the link with this text. */
export function linkIn({ html }: Pick<ParsedMail, 'html'>, text: string): string {
  for (const [, href = '', content = ''] of (html || '').matchAll(
    /<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)<\/a>/gs,
  )) {
    if (content.replace(/<[^>]+>/g, '').trim() === text) return href.replaceAll('&amp;', '&');
  }
  throw new Error(`The message has no link "${text}"`);
}
