import { LinkTokens, deriveKeys } from '@linkflow/links';
import { MailWork, render } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { median, type Figure } from './median';

const ROUNDS = 5;
const MESSAGES = 10_000;
const CHARS = 54_000;
const LINKS = 29;

/** A mail of a usual size: 54 kB, 29 tracked links, merge fields in text and in an address. */
function aMail(): string {
  const filler =
    '<p style="margin:0 0 12px;font-family:Arial,sans-serif;color:#1b1f27">Mer sol på taket, mindre på regningen.</p>\n';
  const links = Array.from(
    { length: LINKS },
    () => `<a href="{{link:${newId()}}}">Les mer, {{contact.firstName|du}}</a>\n`,
  );
  const room = CHARS - links.join('').length;
  const part = filler.repeat(Math.floor(room / LINKS / filler.length));
  const body = links.map((link) => part + link).join('');
  return `<!doctype html>\n<html><head><title>Hei</title></head><body>${body}<a href="https://x.example/?n={{contact.firstName}}">x</a></body></html>`;
}

/** Messages of a compiled mail that one core makes in a second, each with an HMAC for every link. */
export async function benchMailRendering(): Promise<Figure[]> {
  const work = new MailWork();
  const html = aMail();
  const mail = await work.compile({ subject: 'Hei {{contact.firstName}}', html });
  await work.onApplicationShutdown();
  const tokens = new LinkTokens(deriveKeys([{ id: 1, secret: Buffer.alloc(32, 7) }]));
  const facts = { values: { 'contact.firstName': 'Kari' }, texts: { 'contact.firstName': 'Kari' } };
  const rates: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    // Time of the processor, because other processes may use the machine.
    const start = process.cpuUsage();
    for (let n = 0; n < MESSAGES; n += 1) {
      const recipientId = n.toString(16).padStart(24, '0');
      const message = render(mail.html, {
        facts,
        urlOf: (id) => `https://click.example.com/c/${tokens.sign('click', id, recipientId)}`,
      });
      bytes += message.length;
    }
    const { user, system } = process.cpuUsage(start);
    rates.push((1_000_000 * MESSAGES) / (user + system));
  }
  const links = mail.html.filter((segment) => typeof segment === 'object' && segment.kind === 'link').length;
  return [
    {
      name: '(mail) messages rendered a second on one core',
      value: median(rates),
      unit: 'a second',
      aim: { atLeast: 15_000 },
      detail: `${Math.round(bytes / ROUNDS / MESSAGES / 1_000)} kB with ${links} signed links`,
    },
  ];
}
