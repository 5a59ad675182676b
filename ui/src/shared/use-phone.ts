import { useMediaQuery } from '@mantine/hooks';

const PHONE = '(max-width: 40em)';

/** Returns true while the window is as narrow as on a phone. */
export const usePhone = (): boolean =>
  useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
