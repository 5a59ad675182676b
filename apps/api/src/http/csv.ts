import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Spreadsheets execute a cell that begins with one of these as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line of a file, with semicolons, as Norwegian spreadsheets expect. A cell that would be a formula begins with an apostrophe. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(';')}\r\n`;

/** Sends rows as a CSV file while they are read. The byte order mark makes spreadsheets read the file as UTF-8. */
export async function sendCsv(
  reply: FastifyReply,
  fileName: string,
  rows: AsyncIterable<readonly string[]>,
): Promise<void> {
  await reply
    .headers({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${encodedName(fileName)}`,
      'cache-control': 'no-store',
    })
    .send(Readable.from(lines(rows)));
}

/** The name as an extended value of a header (RFC 8187). */
const encodedName = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

async function* lines(rows: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  yield '\ufeff';
  for await (const row of rows) yield csvLine(row);
}
