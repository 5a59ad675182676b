import type { RefKind, RunFilter } from '@linkflow/contracts';
import { useLookupNames } from '../api/catalogue';
import { useErrorGroups } from '../api/runs';
import { useTexts } from '../i18n';
import { usePeriodWords } from '../shared/listing';
import { TextLink } from '../shared/text-link';
import { useErrorWords } from './error-words';
import { runTexts } from './runs.texts';
import { statusesOf } from './search';

/** A filter of runs in words; leads to the runs that it means. */
export function FilterWords({ filter }: { filter: RunFilter }) {
  const words = useFilterWords(filter);
  return (
    <TextLink to="/runs" search={filter} inherit>
      {words}
    </TextLink>
  );
}

/** "Failed · Ja, hold meg informert · The selection is deleted". */
export function useFilterWords(filter: RunFilter): string {
  const t = useTexts(runTexts);
  const period = usePeriodWords();
  const link = useName('link', filter.linkId);
  const mailing = useName('mailing', filter.mailingId);
  const contact = useName('contact', filter.contactId);
  const groups = useErrorGroups({ enabled: filter.error !== undefined }).data;
  const errorWords = useErrorWords(groups);
  const parts = [
    statusesOf(filter)
      .map((status) => t(`statuses.${status}`))
      .join(', '),
    filter.error !== undefined && groups && errorWords(filter.error),
    link,
    mailing,
    contact,
    (filter.from !== undefined || filter.to !== undefined) && period(filter),
  ].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join(' · ') : t('allRuns');
}

function useName(kind: RefKind, id: string | undefined): string | undefined {
  const names = useLookupNames(kind, id === undefined ? [] : [id]);
  return id === undefined ? undefined : names.data?.find((item) => item.id === id)?.label;
}
