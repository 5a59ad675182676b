import type { BulkView } from '@linkflow/contracts';
import { Progress } from '@mantine/core';
import { useFormat, useTexts } from '../../../i18n';
import { bulkPageTexts } from './bulk-page.texts';
import { tallyOf } from './bulk-tally';

/** How far it has come: good ends, bad ends, at work, and those that had moved on. */
export function BulkProgress({ bulk, size = 'sm' }: { bulk: BulkView; size?: 'sm' | 'md' }) {
  const t = useTexts(bulkPageTexts);
  const format = useFormat();
  const { good, bad, working } = tallyOf(bulk);
  const share = (count: number) => (bulk.total === 0 ? 0 : (count / bulk.total) * 100);
  const said = t('touched', {
    done: format.number(bulk.done + bulk.passed),
    total: format.number(bulk.total),
  });
  return (
    <Progress.Root size={size} role="img" aria-label={`${t('progress')}: ${said}`}>
      <Progress.Section value={share(good)} color="teal" withAria={false} />
      <Progress.Section value={share(bad)} color="red" withAria={false} />
      <Progress.Section value={share(working)} color="indigo" withAria={false} />
      <Progress.Section value={share(bulk.passed)} color="gray.5" withAria={false} />
    </Progress.Root>
  );
}
