import type { BlockImageSource, SocialNetwork } from '@linkflow/contracts';
import { useMemo } from 'react';
import { useSession } from '../../../../api/session';

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
