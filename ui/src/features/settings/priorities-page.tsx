import { Badge } from '@mantine/core';
import { usePriorities } from '../../api/settings';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { Part, PartTable } from '../../shared/parts';
import { settingsTexts } from './settings.texts';

export function PrioritiesPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const query = usePriorities();
  return (
    <Part
      title={t('priorities.title')}
      lead={t('priorities.lead')}
      query={query}
      empty={t('priorities.empty')}
    >
      {(priorities) => (
        <PartTable
          records={[...priorities].sort((a, b) => a.rank - b.rank)}
          idOf={(priority) => priority.id}
          columns={[
            {
              key: 'name',
              title: c('name'),
              render: (priority) => (
                <>
                  {priority.name}
                  {priority.isDefault && (
                    <Badge variant="default" ml={8}>
                      {t('priorities.default')}
                    </Badge>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
    </Part>
  );
}
