import { Badge } from '@mantine/core';
import { usePriorities, useTaskTypes } from '../../api/settings';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { SectionItems } from '../../shared/sections';
import { ShortTable } from '../../shared/short-table';
import { settingsTexts } from './settings.texts';

export function PrioritiesPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const query = usePriorities();
  return (
    <SectionItems
      title={t('priorities.title')}
      lead={t('priorities.lead')}
      query={query}
      empty={t('priorities.empty')}
    >
      {(priorities) => (
        <ShortTable
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
    </SectionItems>
  );
}

export function TaskTypesPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const query = useTaskTypes();
  return (
    <SectionItems
      title={t('taskTypes.title')}
      lead={t('taskTypes.lead')}
      query={query}
      empty={t('taskTypes.empty')}
    >
      {(types) => (
        <ShortTable
          records={types}
          idOf={(type) => type.id}
          columns={[
            { key: 'name', title: c('name'), render: (type) => type.name },
            {
              key: 'kind',
              title: t('taskTypes.kind'),
              render: (type) => t(`taskTypes.kinds.${type.kind}`),
            },
          ]}
        />
      )}
    </SectionItems>
  );
}
