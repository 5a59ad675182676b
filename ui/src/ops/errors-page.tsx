import type { ErrorGroup } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconMoodCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/keys';
import { useLiveEvents } from '../api/live';
import { useErrorGroups } from '../api/runs';
import { useFormat, useText, useTexts } from '../i18n';
import { StartBulkDialog } from '../runs/bulk/start-bulk-dialog';
import { useTypeName } from '../runs/type-name';
import { EmptyList } from '../shared/listing';
import { Part, PartTable } from '../shared/parts';
import { TextLink } from '../shared/text-link';
import { TimeAgo } from '../shared/time-ago';
import { useLastValue } from '../shared/use-last-value';
import { useThrottledCallback } from '../shared/use-throttled-callback';
import { opsTexts } from './ops.texts';

/** Why runs stand failed, each reason once; from there to the runs, or to all of them at once. */
export function ErrorsPage() {
  const t = useTexts(opsTexts);
  const text = useText();
  const format = useFormat();
  const typeName = useTypeName();
  const client = useQueryClient();
  const query = useErrorGroups();
  const refresh = useThrottledCallback(
    () => void client.invalidateQueries({ queryKey: keys.runs.errors }),
    2_000,
  );
  useLiveEvents(['runs'], refresh, refresh);
  const [chosen, setChosen] = useState<ErrorGroup | null>(null);
  const shown = useLastValue(chosen);
  return (
    <>
      <Part
        title={t('errors.title')}
        lead={t('errors.lead')}
        query={query}
        empty={
          <EmptyList icon={IconMoodCheck} color="teal" title={t('errors.calm')} text={t('errors.calmText')} />
        }
      >
        {(groups) => (
          <PartTable
            records={groups}
            idOf={(group) => group.key}
            columns={[
              {
                key: 'what',
                title: t('errors.what'),
                render: (group) => (
                  <TextLink to="/runs" search={{ error: group.key }} c="inherit" fw={500}>
                    {text(group.reason.message)}
                  </TextLink>
                ),
              },
              { key: 'action', title: t('errors.action'), render: (group) => typeName(group.type) },
              {
                key: 'runs',
                title: t('errors.runs'),
                render: (group) => <span className="lf-numbers">{format.number(group.runs)}</span>,
              },
              { key: 'first', title: t('errors.first'), render: (group) => <TimeAgo at={group.firstSeen} /> },
              { key: 'last', title: t('errors.last'), render: (group) => <TimeAgo at={group.lastSeen} /> },
              {
                key: 'do',
                title: '',
                render: (group) => (
                  <Button size="compact-sm" variant="default" fw={400} onClick={() => setChosen(group)}>
                    {t('errors.doToAll')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Part>
      {shown && (
        <StartBulkDialog
          filter={{ error: shown.key }}
          opened={chosen !== null}
          onClose={() => setChosen(null)}
        />
      )}
    </>
  );
}
