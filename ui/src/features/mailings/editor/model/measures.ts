import { MAIL_WIDTH, type BlockOf, type Device } from '@linkflow/contracts';

/** Width of the message in the view of a phone, px: that of the most common phones. */
const PHONE_WIDTH = 375;

/** Space between columns, px; as in libs/mailings/src/blocks/to-mjml.ts. */
export const COLUMN_GAP = 16;

export const widthOn = (device: Device): number => (device === 'phone' ? PHONE_WIDTH : MAIL_WIDTH);

/** Widths of the content of columns, px. Half of the gap is taken from each of two columns beside each other, as in the mail itself. */
export function columnWidths(
  { columns, paddingX }: BlockOf<'columns'>,
  room: number,
  device: Device,
): number[] {
  const available = room - 2 * paddingX;
  if (device === 'phone') return columns.map(() => available);
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  return columns.map(({ share }, index) => {
    const gaps = index === 0 || index === columns.length - 1 ? 1 : 2;
    return Math.floor((available * share) / total) - (gaps * COLUMN_GAP) / 2;
  });
}
