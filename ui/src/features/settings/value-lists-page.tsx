import { ROUTES } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { SectionTable } from '../../shared/short-table';
import { settingsTexts } from './settings.texts';

export function PrioritiesPage() {
  const t = useTexts(settingsTexts);
  const { data, error, refetch } = useRoute(ROUTES.settings.priorities);
  const sorted = data && [...data].sort((a, b) => a.rank - b.rank);
  return (
    <SectionTable
      title={t('priorities.title')}
      lead={t('priorities.lead')}
      query={{ data: sorted, error, refetch }}
      empty={t('priorities.empty')}
      idOf={(priority) => priority.id}
      columns={[
        {
          title: t('name'),
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
  );
}

export function TaskTypesPage() {
  const t = useTexts(settingsTexts);
  const query = useRoute(ROUTES.settings.taskTypes);
  return (
    <SectionTable
      title={t('taskTypes.title')}
      lead={t('taskTypes.lead')}
      query={query}
      empty={t('taskTypes.empty')}
      idOf={(type) => type.id}
      columns={[
        { title: t('name'), render: (type) => type.name },
        {
          title: t('taskTypes.kind'),
          render: (type) => t(`taskTypes.kinds.${type.kind}`),
        },
      ]}
    />
  );
}
