import { createHash } from 'node:crypto';
import sharp, { type Metadata } from 'sharp';
import { MAX_PICTURE_BYTES, phrase, type Text } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import { COPY_WIDTHS } from './picture-store';

/** Most pixels of an upload: a picture of a few kilobytes can claim to have billions. */
const MAX_PIXELS = 50_000_000;

/** Formats that mail programs show. Others (WebP, AVIF, TIFF) are converted. */
const SHOWN_EVERYWHERE = { jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif' } as const;
type ShownFormat = keyof typeof SHOWN_EVERYWHERE;
const READABLE = ['jpeg', 'png', 'gif', 'webp', 'avif', 'heif', 'tiff'] as const;

/** A picture, or a resized copy of one. */
export interface PictureFile {
  /** Width in px; 0 for the picture in its own size. */
  copyWidth: number;
  bytes: Buffer;
  mediaType: string;
}

/** A picture that was uploaded, ready to be stored. */
export interface PreparedPicture {
  /** SHA-256 of the upload, hexadecimal. The same picture has the same id. */
  id: string;
  width: number;
  height: number;
  /** The picture in its own size, then its copies. */
  files: PictureFile[];
}

/**
 * Checks an upload, and makes the files from which mails are served: without its metadata (which can contain the place where a photo was
 * taken), upright, and in a format that all mail programs show. A moving GIF stays as it is.
 * @throws AppError validation.failed if it is not a picture, or is too large
 */
export async function preparePicture(upload: Buffer): Promise<PreparedPicture> {
  if (upload.length > MAX_PICTURE_BYTES) throw refused(TOO_LARGE);
  const metadata = await readMetadata(upload);
  const id = createHash('sha256').update(upload).digest('hex');
  // Photos of phones are stored lying down, with a note that they have to be turned.
  const isTurned = (metadata.orientation ?? 1) >= 5;
  const [width, height] = isTurned ? [metadata.height, metadata.width] : [metadata.width, metadata.height];
  if (metadata.format === 'gif' && (metadata.pages ?? 1) > 1) {
    const file = { copyWidth: 0, bytes: upload, mediaType: SHOWN_EVERYWHERE.gif };
    return { id, width, height: metadata.pageHeight ?? height, files: [file] };
  }
  const format = shownFormatOf(metadata);
  const widths = [0, ...COPY_WIDTHS.filter((copyWidth) => copyWidth < width)];
  const files = await Promise.all(widths.map((copyWidth) => fileOf(upload, { copyWidth, format })));
  return { id, width, height, files };
}

async function readMetadata(upload: Buffer): Promise<Metadata & { format: string }> {
  let metadata: Metadata;
  try {
    metadata = await sharp(upload, { limitInputPixels: MAX_PIXELS }).metadata();
  } catch (error) {
    throw refused(NOT_A_PICTURE, error);
  }
  const { width, height, format } = metadata;
  // SVG is not among them: it can contain scripts, and mail programs do not show it.
  if (!READABLE.some((readable) => readable === format)) throw refused(NOT_A_PICTURE);
  if (width * height > MAX_PIXELS) throw refused(TOO_LARGE);
  return { ...metadata, format };
}

function shownFormatOf({ format, hasAlpha }: Metadata): ShownFormat {
  if (format === 'jpeg' || format === 'png' || format === 'gif') return format;
  return hasAlpha ? 'png' : 'jpeg';
}

async function fileOf(
  upload: Buffer,
  { copyWidth, format }: { copyWidth: number; format: ShownFormat },
): Promise<PictureFile> {
  let picture = sharp(upload, { limitInputPixels: MAX_PIXELS }).rotate();
  if (copyWidth > 0) picture = picture.resize({ width: copyWidth, withoutEnlargement: true });
  if (format === 'jpeg') picture = picture.jpeg({ quality: 82, mozjpeg: true });
  else if (format === 'png') picture = picture.png({ compressionLevel: 9 });
  else picture = picture.gif();
  try {
    return { copyWidth, bytes: await picture.toBuffer(), mediaType: SHOWN_EVERYWHERE[format] };
  } catch (error) {
    // The head of the file was readable, and the rest is not.
    throw refused(NOT_A_PICTURE, error);
  }
}

const NOT_A_PICTURE: Text = {
  en: 'This is not a picture that can be shown in mail. Use JPEG, PNG, GIF or WebP.',
  nb: 'Dette er ikke et bilde som kan vises i e-post. Bruk JPEG, PNG, GIF eller WebP.',
};
const TOO_LARGE: Text = phrase(
  { en: 'The picture is too large: at most {mb} MB', nb: 'Bildet er for stort: høyst {mb} MB' },
  { mb: MAX_PICTURE_BYTES / 1_000_000 },
);

const refused = (message: Text, cause?: unknown): AppError =>
  new AppError('validation.failed', message.en, { issues: [{ code: 'picture.refused', message }], cause });
