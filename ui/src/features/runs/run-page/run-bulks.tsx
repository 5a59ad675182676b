import type { RunDetail } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useIsOps } from '../../../api/session';
import { useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/text-link';
import { TimeAgo } from '../../../shared/time-ago';
import { bulkTexts } from '../bulk/bulk.texts';
import { runPageTexts } from './run-page.texts';

/** Which bulks came to the run, and who began them. */
export function RunBulks({ run: { bulks = [] } }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  const verbs = useTexts(bulkTexts);
  const isOps = useIsOps();
  return bulks.map(({ id, verb, at, by }) => (
    <Text key={id} size="sm" c="dimmed" mb={8} data-testid="run-bulk">
      {isOps ? (
        <TextLink to="/ops/bulks/$bulkId" params={{ bulkId: id }}>
          {t('inBulk', { verb: verbs(`verbs.${verb}`) })}
        </TextLink>
      ) : (
        t('inBulk', { verb: verbs(`verbs.${verb}`) })
      )}{' '}
      · {by.name}, <TimeAgo at={at} />
    </Text>
  ));
}
