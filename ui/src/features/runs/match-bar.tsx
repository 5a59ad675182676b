import { RUNS_COUNTED, type RunFilter } from '@linkflow/contracts';
import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useFormat, useTexts } from '../../i18n';
import { BulkFilter } from './bulk-filter';
import { StartBulkDialog } from './bulk/start-bulk-dialog';
import classes from './match-bar.module.css';
import { runTexts } from './runs.texts';

interface MatchBarProps {
  filter: RunFilter;
  /** Undefined until it is known. */
  total: number | undefined;
  isOps: boolean;
  onLeaveBulk: () => void;
}

/** How many runs a filter leaves, of which bulk they are, and what ops can do to all of them at once. */
export function MatchBar({ filter, total, isOps, onLeaveBulk }: MatchBarProps) {
  const t = useTexts(runTexts);
  const format = useFormat();
  const [opened, dialog] = useDisclosure(false);
  const words =
    total === undefined
      ? ''
      : total < RUNS_COUNTED
        ? t('match', { count: total })
        : t('moreThan', { count: format.number(total) });
  return (
    <div className={classes.bar}>
      <Group gap={8}>
        <Text size="sm" c="dimmed" role="status" className="lf-numbers" data-testid="match-count">
          {words}
        </Text>
        {filter.bulk !== undefined && <BulkFilter bulkId={filter.bulk} onRemove={onLeaveBulk} />}
      </Group>
      {isOps && (
        <>
          <Button size="xs" variant="light" disabled={!total} onClick={dialog.open} data-testid="do-to-all">
            {t('doToAll')}
          </Button>
          <StartBulkDialog filter={filter} opened={opened} onClose={dialog.close} />
        </>
      )}
    </div>
  );
}
