import type { BulkAbout, Ref, RefKind, RunFilter } from '@linkflow/contracts';
import { useLookupNames } from '../../api/catalogue';
import { useErrorGroups } from '../../api/runs';
import { useText, useTexts } from '../../i18n';
import { usePeriodWords } from '../../shared/listing';
import { TextLink } from '../../shared/text-link';
import { useErrorWords } from './error-words';
import { runTexts } from './runs.texts';
import { statusesOf } from './search';

interface FilterWordsProps {
  filter: RunFilter;
  /** What it meant in words at some time before, where that was kept: names change, and a mended error has none. */
  about?: BulkAbout;
}

/** A filter of runs in words; leads to the runs that it means. */
export function FilterWords({ filter, about }: FilterWordsProps) {
  const words = useFilterWords(filter, about);
  return (
    <TextLink to="/runs" search={filter} inherit>
      {words}
    </TextLink>
  );
}

/** "Failed · Ja, hold meg informert · The selection is deleted". */
export function useFilterWords(filter: RunFilter, about: BulkAbout = {}): string {
  const t = useTexts(runTexts);
  const text = useText();
  const period = usePeriodWords();
  const link = useName('link', filter.linkId, about.link);
  const mailing = useName('mailing', filter.mailingId, about.mailing);
  const contact = useName('contact', filter.contactId, about.contact);
  const unknown = filter.error !== undefined && !about.error;
  const groups = useErrorGroups({ enabled: unknown }).data;
  const errorWords = useErrorWords(groups);
  const parts = [
    statusesOf(filter)
      .map((status) => t(`statuses.${status}`))
      .join(', '),
    about.error ? text(about.error.reason.message) : unknown && groups && errorWords(filter.error ?? ''),
    filter.bulk !== undefined && t('ofBulk'),
    link,
    mailing,
    contact,
    (filter.from !== undefined || filter.to !== undefined) && period(filter),
  ].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join(' · ') : t('allRuns');
}

function useName(kind: RefKind, id: string | undefined, known: Ref | undefined): string | undefined {
  const names = useLookupNames(kind, id === undefined || known ? [] : [id]);
  if (known && known.name !== '') return known.name;
  return id === undefined ? undefined : names.data?.find((item) => item.id === id)?.label;
}
