import { Badge, Table } from '@mantine/core';
import { usePriorities } from '../api/settings';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { Part } from './part';
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
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{c('name')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {[...priorities]
              .sort((a, b) => a.rank - b.rank)
              .map((priority) => (
                <Table.Tr key={priority.id}>
                  <Table.Td>
                    {priority.name}
                    {priority.isDefault && (
                      <Badge variant="default" ml={8}>
                        {t('priorities.default')}
                      </Badge>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      )}
    </Part>
  );
}
