import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { FormatFinder, UnreadableFile, rowsOf, type FileFormat, type FileRow } from './recipient-file';

async function read(file: string | Buffer, chunkSize = 7): Promise<{ format: FileFormat; rows: FileRow[] }> {
  const bytes = Buffer.from(file);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) chunks.push(bytes.subarray(at, at + chunkSize));
  const finder = new FormatFinder();
  const stored = await buffer(Readable.from(chunks).pipe(finder));
  const format = await finder.format();
  const rows: FileRow[] = [];
  for await (const row of rowsOf(Readable.from([stored]), format)) rows.push(row);
  return { format, rows };
}

const people = (rows: readonly FileRow[]) =>
  rows.map((row) => ('problem' in row ? [row.line, row.problem.code] : [row.name, row.email]));

describe('a file of recipients', () => {
  it.each([
    ['semicolons', 'Navn;E-post\nKari;kari@x.no\n'],
    ['commas', 'name,email\r\nKari,kari@x.no\r\n'],
    ['tabs', 'Name\tE-mail address\nKari\tkari@x.no'],
    ['a row that names the separator', 'sep=;\r\nNavn;E-post\r\nKari;kari@x.no'],
    ['columns in another order, with more of them', 'id;epost;land;navn\n1;kari@x.no;NO;Kari\n'],
    ['no heading, name first', 'Kari;kari@x.no\n'],
    ['no heading, address first', 'kari@x.no;Kari\n'],
    ['a heading that is not known', 'Who;Where\nKari;kari@x.no\n'],
    ['a byte order mark', '\ufeffNavn;E-post\nKari;kari@x.no\n'],
    ['first and last name', 'Fornavn;Etternavn;E-post\nKari;;kari@x.no\n'],
    ['a heading “Address” over the e-mail addresses', 'Name;Address\nKari;kari@x.no\n'],
    ['a street under “Adresse”', 'Navn;Adresse;E-post\nKari;Storgata 1;kari@x.no\n'],
    [
      'a street under “Adresse”, and no other known heading',
      'Navn;Adresse;Hvor\nKari;Storgata 1;kari@x.no\n',
    ],
    ['an empty column with a heading of addresses', 'Navn;E-post;Mail\nKari;;kari@x.no\n'],
    ['quotes and separators in them', '"Navn";"E-post";"Notat"\n"Kari";"kari@x.no";"a;b\nc"\n'],
  ])('with %s is read', async (_what, file) => {
    expect(people((await read(file)).rows)).toEqual([['Kari', 'kari@x.no']]);
  });

  it('with addresses only is read', async () => {
    expect(people((await read('kari@x.no\nola@x.no\n')).rows)).toEqual([
      ['', 'kari@x.no'],
      ['', 'ola@x.no'],
    ]);
  });

  it.each([
    ['UTF-8', Buffer.from('Åse Bjørk;ase@x.no\n')],
    ['windows-1252', Buffer.from('Åse Bjørk;ase@x.no\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffÅse Bjørk;ase@x.no\n', 'utf16le')],
  ])('in %s keeps its letters, also across chunks', async (_encoding, file) => {
    for (const size of [1, 3, 1_000])
      expect(people((await read(file, size)).rows)).toEqual([['Åse Bjørk', 'ase@x.no']]);
  });

  it('is windows-1252 if its only letter that is not UTF-8 is far from the beginning', async () => {
    const file = Buffer.concat([
      Buffer.from('Kari;kari@x.no\n'.repeat(10_000)),
      Buffer.from('Åse;ase@x.no\n', 'latin1'),
    ]);
    const { format, rows } = await read(file, 65_536);
    expect(format.encoding).toBe('windows-1252');
    expect(people(rows).at(-1)).toEqual(['Åse', 'ase@x.no']);
  });

  it('has its bad rows named by line, and the others are read', async () => {
    const file = `Navn;E-post\nKari;kari@x.no\nOla;\n\nPer;per(at)x.no\n${'x'.repeat(201)};lang@x.no\n"5"" rør";ror@x.no\n`;
    expect(people((await read(file)).rows)).toEqual([
      ['Kari', 'kari@x.no'],
      [3, 'row.no-address'],
      [5, 'row.invalid-address'],
      [6, 'row.invalid-name'],
      ['5" rør', 'ror@x.no'],
    ]);
  });

  it.each([
    ['nothing', '', 'file.empty'],
    ['no addresses', 'a;b\nc;d\n', 'file.no-addresses'],
    [
      'a quotation mark that is not closed',
      'Kari;kari@x.no\nOla;"ola@x.no\nPer;per@x.no\n',
      'file.unclosed-quote',
    ],
    [
      'one that is not closed in a large file',
      `Kari;"kari@x.no\n${'Ola;ola@x.no\n'.repeat(20_000)}`,
      'file.',
    ],
  ])('with %s is refused', async (_what, file, code) => {
    const error = await read(file, 1_000).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnreadableFile);
    expect((error as UnreadableFile).reason.code).toContain(code);
  });
});
