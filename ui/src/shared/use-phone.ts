import { useMediaQuery } from '@mantine/hooks';

const PHONE = '(max-width: 40em)';

/** Whether the window is as narrow as a phone. */
export const usePhone = (): boolean =>
  useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
