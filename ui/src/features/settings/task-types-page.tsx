import { useTaskTypes } from '../../api/settings';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { Part, PartTable } from '../../shared/parts';
import { settingsTexts } from './settings.texts';

export function TaskTypesPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const query = useTaskTypes();
  return (
    <Part title={t('taskTypes.title')} lead={t('taskTypes.lead')} query={query} empty={t('taskTypes.empty')}>
      {(types) => (
        <PartTable
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
    </Part>
  );
}
