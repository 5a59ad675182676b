import { localeOf } from '@linkflow/contracts';
import { useMemo } from 'react';
import { useLanguage } from '../../../i18n';

/** Formats a part of a whole: `11,1 %`; with two decimals below one per cent. `–` of nothing. */
export function usePercent(): (part: number, whole: number) => string {
  const language = useLanguage();
  return useMemo(() => {
    const format = (digits: number) =>
      new Intl.NumberFormat(localeOf(language), { style: 'percent', maximumFractionDigits: digits });
    const [coarse, fine] = [format(1), format(2)];
    return (part, whole) => {
      if (whole === 0) return '–';
      const share = part / whole;
      return (share < 0.01 ? fine : coarse).format(share);
    };
  }, [language]);
}
