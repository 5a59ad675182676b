import { Table } from '@mantine/core';
import { useTaskTypes } from '../api/settings';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { Part } from './part';
import { settingsTexts } from './settings.texts';

export function TaskTypesPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const query = useTaskTypes();
  return (
    <Part title={t('taskTypes.title')} lead={t('taskTypes.lead')} query={query} empty={t('taskTypes.empty')}>
      {(types) => (
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{c('name')}</Table.Th>
              <Table.Th>{t('taskTypes.kind')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {types.map((type) => (
              <Table.Tr key={type.id}>
                <Table.Td>{type.name}</Table.Td>
                <Table.Td>{t(`taskTypes.kinds.${type.kind}`)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Part>
  );
}
