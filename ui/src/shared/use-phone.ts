import { useMediaQuery } from '@mantine/hooks';

const PHONE = '(max-width: 40em)';

/** True when the window is as narrow as a phone's. */
export const usePhone = (): boolean =>
  useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
