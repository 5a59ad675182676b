import {
  MAIL_FONTS,
  MAIL_WIDTH,
  type BlockImageSource,
  type BlockOf,
  type Device,
  type SocialNetwork,
} from '@linkflow/contracts';
import { type CSSProperties, useMemo } from 'react';
import { useSession } from '../../../../api/session';
import { useMailEditor } from '../store/use-mail-editor';

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

/** The font and the colours of the whole message, for the element around its blocks. */
export function useMessageStyle(): CSSProperties {
  const styles = useMailEditor(({ document }) => document.styles);
  return {
    fontFamily: MAIL_FONTS[styles.font],
    fontSize: styles.textSize,
    color: styles.textColour,
    background: styles.messageColour,
    ['--mail-link' as string]: styles.linkColour,
  };
}

interface PictureAddresses {
  /** Address of a picture for a display width in px. */
  of: (source: BlockImageSource, width: number) => string;
  /** Address of the picture of a social network. */
  ofNetwork: (network: SocialNetwork) => string;
}

/** Returns the addresses from which mails show pictures. */
export function usePictureAddresses(): PictureAddresses {
  const origin = useSession()?.clickUrl ?? '';
  return useMemo(
    () => ({
      of: (source, width) =>
        source.kind === 'stored' ? `${origin}/i/${source.imageId}/${Math.round(width)}` : source.url.trim(),
      ofNetwork: (network) => `${origin}/i/social/${network}.png`,
    }),
    [origin],
  );
}
