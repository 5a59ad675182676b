import { useMemo } from 'react';
import {
  formatClock,
  formatCountry,
  formatDate,
  formatDateTime,
  formatExact,
  formatMinutes,
  formatNumber,
  formatPeriod,
  formatRelative,
} from './format';
import { useLanguage } from './use-text';

/** Formatters in the language of the page. For a time on the page use `<TimeAgo>`, which also says the exact time. */
export function useFormat() {
  const language = useLanguage();
  return useMemo(
    () => ({
      number: (value: number) => formatNumber(language, value),
      date: (value: string | Date) => formatDate(language, value),
      dateTime: (value: string | Date) => formatDateTime(language, value),
      period: (from: string | Date, to: string | Date) => formatPeriod(language, from, to),
      exact: (value: string | Date) => formatExact(language, value),
      relative: (value: string | Date, now = Date.now()) => formatRelative(language, value, now),
      minutes: (value: number) => formatMinutes(language, value),
      clock: formatClock,
      country: (code: string) => formatCountry(language, code),
    }),
    [language],
  );
}
