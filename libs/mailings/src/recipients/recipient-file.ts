import { Transform, type Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { EmailAddress, Line, defineReasons, type CodedReason } from '@linkflow/contracts';

/** How a file of recipients is read. Found while it is uploaded, so that an import that continues reads it in the same way. */
export interface FileFormat {
  encoding: 'utf-8' | 'utf-16le' | 'windows-1252';
  separator: string;
  /** Positions of the columns with addresses and with names, or with first and last names. */
  email: number;
  names: readonly number[];
  /** Number of rows before the first recipient: `sep=;` and the heading. */
  headRows: number;
}

export const fileReason = defineReasons({
  'file.empty': { en: 'The file has no rows', nb: 'Filen har ingen rader' },
  'file.no-addresses': {
    en: 'No column of the file has e-mail addresses',
    nb: 'Ingen kolonne i filen har e-postadresser',
  },
  'file.unclosed-quote': {
    en: 'A quotation mark is opened in line {line} and not closed, so the rows after it can’t be read',
    nb: 'Et anførselstegn åpnes på linje {line} og lukkes ikke, så radene etter den kan ikke leses',
  },
  'file.row-too-long': {
    en: 'The row that begins in line {line} is too long. A quotation mark may be missing',
    nb: 'Raden som begynner på linje {line}, er for lang. Kanskje mangler det et anførselstegn',
  },
  'file.gone': { en: 'The file is no longer stored', nb: 'Filen er ikke lagret lenger' },
  'source.errors': {
    en: 'Reading it has failed several times. Add it again later',
    nb: 'Lesingen har mislyktes flere ganger. Legg til på nytt senere',
  },
  'row.no-address': { en: 'Has no e-mail address', nb: 'Mangler e-postadresse' },
  'row.invalid-address': { en: 'The e-mail address is not valid', nb: 'E-postadressen er ikke gyldig' },
  'row.invalid-name': { en: 'The name is too long', nb: 'Navnet er for langt' },
});

/** The file cannot be read to its end. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  constructor(readonly reason: CodedReason) {
    super(reason.code);
  }
}

export type FileRow = { line: number; email: string; name: string } | { line: number; problem: CodedReason };

/** Bytes that are examined to find the separator and the columns. */
const HEAD_BYTES = 65_536;
const HEAD_ROWS = 50;
/** Longest row, characters. An unclosed quotation mark would otherwise make the rest of the file one row in memory. */
const MAX_ROW = 100_000;
const MAX_NAME = 200;
const SEPARATORS = [';', ',', '\t'];
const SEP_ROW = /^sep=(.)\r?\n/i;

/** Passes a file on, and finds how it is encoded and how its rows are written. `format` is known at the end. */
export class FormatFinder extends Transform {
  private head: Buffer[] = [];
  private headBytes = 0;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private isUtf8 = true;

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, data: Buffer) => void,
  ): void {
    if (this.headBytes < HEAD_BYTES) {
      this.head.push(chunk.subarray(0, HEAD_BYTES - this.headBytes));
      this.headBytes += chunk.length;
    }
    if (this.isUtf8) this.isUtf8 = this.decodes(chunk);
    done(null, chunk);
  }

  /** Call it when the file has passed. @throws UnreadableFile */
  async format(): Promise<FileFormat> {
    const bytes = Buffer.concat(this.head);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    const isWholeUtf8 = this.isUtf8 && this.decodes();
    const encoding = isUtf16 ? 'utf-16le' : isWholeUtf8 ? 'utf-8' : 'windows-1252';
    const text = new TextDecoder(encoding).decode(bytes, { stream: true });
    return formatOf(text, encoding);
  }

  private decodes(chunk?: Buffer): boolean {
    try {
      this.decoder.decode(chunk, { stream: chunk !== undefined });
      return true;
    } catch {
      return false;
    }
  }
}

async function formatOf(text: string, encoding: FileFormat['encoding']): Promise<FileFormat> {
  const declared = SEP_ROW.exec(text)?.[1];
  const rest = declared === undefined ? text : text.slice(text.indexOf('\n') + 1);
  const separator = declared ?? (await separatorOf(rest));
  const rows = await headRows(rest, separator);
  const [first] = rows;
  if (!first) throw new UnreadableFile(fileReason('file.empty'));
  const sepRows = declared === undefined ? 0 : 1;
  const hasHeading = !first.some(isAddress);
  const body = hasHeading ? rows.slice(1) : rows;
  const headings = hasHeading ? first.map((cell) => cell.toLowerCase().replace(/[^\p{L}]/gu, '')) : [];
  const email = columnOfAddresses(body, headings);
  if (email < 0) throw new UnreadableFile(fileReason('file.no-addresses'));
  const names = nameColumns(headings) ?? namesBeside(email, body);
  return { encoding, separator, email, names, headRows: sepRows + rows.length - body.length };
}

/** The separator that divides most rows into the same number of columns, more than one. A file of one column has any. */
async function separatorOf(text: string): Promise<string> {
  let best = { separator: ';', rows: 0 };
  for (const separator of SEPARATORS) {
    const rows = await headRows(text, separator);
    const widths = rows.map((row) => row.length).filter((width) => width > 1);
    const counts = Map.groupBy(widths, (width) => width);
    const most = Math.max(0, ...[...counts.values()].map((of) => of.length));
    if (most > best.rows) best = { separator, rows: most };
  }
  return best.separator;
}

/** The first rows. The text may end inside a row. */
function headRows(text: string, delimiter: string): Promise<string[][]> {
  return new Promise((resolve) => {
    const rows: string[][] = [];
    const parser = parse({ ...OPTIONS, delimiter, to: HEAD_ROWS });
    parser.on('data', (row: string[]) => rows.push(row));
    // The end of the text can be inside of quotes; the rows before it are enough.
    parser.once('error', () => resolve(rows));
    parser.once('end', () => resolve(rows));
    parser.end(text);
  });
}

const OPTIONS = {
  bom: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: MAX_ROW,
} as const;

const isAddress = (cell: string): boolean => EmailAddress.safeParse(cell.trim()).success;

/**
 * The column with a heading of e-mail addresses and, among several, with the most of them; else the column with the most; -1 if there is none.
 * A heading decides alone only if the first rows have no addresses anywhere. "Address" is no such heading: it may be that of the street.
 */
function columnOfAddresses(rows: readonly string[][], headings: readonly string[]): number {
  const width = Math.max(headings.length, ...rows.map((row) => row.length));
  const counts = Array.from({ length: width }, (_, column) =>
    rows.reduce((count, row) => count + Number(isAddress(row[column] ?? '')), 0),
  );
  const isHeaded = (column: number): boolean => EMAIL_HEADINGS.has(headings[column] ?? '');
  const headed = counts.map((count, column) => (isHeaded(column) ? count : 0));
  for (const candidates of [headed, counts]) {
    const most = Math.max(0, ...candidates);
    if (most > 0) return candidates.indexOf(most);
  }
  return headings.findIndex((_, column) => isHeaded(column));
}

const EMAIL_HEADINGS = new Set(['email', 'emailaddress', 'mail', 'mailaddress', 'epost', 'epostadresse']);
const NAME_HEADINGS = new Set([
  'name',
  'fullname',
  'navn',
  'fulltnavn',
  'contact',
  'person',
  'recipient',
  'mottaker',
]);
const FIRST_HEADINGS = new Set(['firstname', 'givenname', 'fornavn']);
const LAST_HEADINGS = new Set(['lastname', 'surname', 'familyname', 'etternavn']);

/** The columns of names by their headings; null if the file has no headings that are known. */
function nameColumns(headings: readonly string[]): number[] | null {
  const find = (names: ReadonlySet<string>) => headings.findIndex((heading) => names.has(heading));
  const name = find(NAME_HEADINGS);
  const names =
    name >= 0 ? [name] : [find(FIRST_HEADINGS), find(LAST_HEADINGS)].filter((column) => column >= 0);
  if (names.length > 0) return names;
  return headings.some((heading) => EMAIL_HEADINGS.has(heading)) ? [] : null;
}

/** The column before the addresses, or after them: the product that Linkflow replaces reads name, then address. */
function namesBeside(email: number, rows: readonly string[][]): number[] {
  const name = email > 0 ? email - 1 : 1;
  return rows.some((row) => (row[name] ?? '') !== '') ? [name] : [];
}

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

/**
 * Reads the rows of a file as a stream, after the heading.
 * @throws UnreadableFile
 */
export async function* rowsOf(file: Readable, format: FileFormat): AsyncGenerator<FileRow> {
  for await (const { record, info } of recordsOf(file, format)) yield rowOf(record, info.lines, format);
}

/**
 * Number of rows after the heading.
 * @throws UnreadableFile
 */
export async function countRows(file: Readable, format: FileFormat): Promise<number> {
  let count = 0;
  for await (const _record of recordsOf(file, format)) count += 1;
  return count;
}

async function* recordsOf(file: Readable, format: FileFormat): AsyncGenerator<CsvRecord> {
  const decoder = new TextDecoder(format.encoding);
  const text = new Transform({
    decodeStrings: true,
    transform: (chunk: Buffer, _encoding, done) => done(null, decoder.decode(chunk, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
  const parser = parse({ ...OPTIONS, delimiter: format.separator, info: true });
  file.once('error', (error) => parser.destroy(error));
  file.pipe(text).pipe(parser);
  let skipped = 0;
  let lastLine = 0;
  try {
    for await (const record of parser as AsyncIterable<CsvRecord>) {
      lastLine = record.info.lines;
      if (skipped < format.headRows) skipped += 1;
      else yield record;
    }
  } catch (error) {
    throw readableError(error, lastLine);
  } finally {
    file.destroy();
    text.destroy();
    parser.destroy();
  }
}

function readableError(error: unknown, lastLine: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const line = lastLine + 1;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return new UnreadableFile(fileReason('file.unclosed-quote', { line }));
  if (code === 'CSV_MAX_RECORD_SIZE') return new UnreadableFile(fileReason('file.row-too-long', { line }));
  return error;
}

const NameCell = Line.max(MAX_NAME);

function rowOf(record: readonly string[], line: number, { email, names }: FileFormat): FileRow {
  const cell = (record[email] ?? '').trim();
  if (cell === '') return { line, problem: fileReason('row.no-address') };
  const address = EmailAddress.safeParse(cell);
  if (!address.success) return { line, problem: fileReason('row.invalid-address') };
  const name = NameCell.safeParse(
    names
      .map((column) => (record[column] ?? '').trim())
      .join(' ')
      .trim(),
  );
  if (!name.success) return { line, problem: fileReason('row.invalid-name') };
  return { line, email: address.data, name: name.data };
}
