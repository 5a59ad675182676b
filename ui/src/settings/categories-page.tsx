import type { CategoryView } from '@linkflow/contracts';
import { Button, Group, Menu, Table, Text } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useNamedList } from '../api/named';
import { useLanguage, useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { RowMenu } from '../shared/listing';
import { RefName } from '../shared/ref-name';
import { RetireItem } from '../shared/retire-item';
import { CategoryDialog } from './category-dialog';
import { categoryLines } from './category-tree';
import { Part } from './part';
import classes from './settings.module.css';
import { settingsTexts } from './settings.texts';

export function CategoriesPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const language = useLanguage();
  // A tree is read whole; the API gives at most 200 at a time.
  const { data, error, refetch } = useNamedList('categories', { pageSize: 200 });
  const [edited, setEdited] = useState<CategoryView | 'new' | null>(null);
  return (
    <>
      <Part
        title={t('categories.title')}
        lead={t('categories.lead')}
        query={{ data: data?.items, error, refetch }}
        empty={t('categories.empty')}
        action={
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
            {t('categories.new')}
          </Button>
        }
      >
        {(categories) => (
          <Table verticalSpacing={8} miw={560}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{c('name')}</Table.Th>
                <Table.Th>{t('categories.rule')}</Table.Th>
                <Table.Th>{t('categories.members')}</Table.Th>
                <Table.Th w={44} aria-label={c('more')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {categoryLines(categories, language).map(({ category, depth }) => (
                <Table.Tr key={category.id} className={category.deleted ? classes.muted : undefined}>
                  <Table.Td style={{ paddingLeft: 10 + depth * 20 }}>{category.name}</Table.Td>
                  <Table.Td>
                    {t(`categories.rules.${category.rule}`)}
                    {category.ourContactFirst && (
                      <Text size="xs" c="dimmed">
                        {t('categories.ourContactFirst')}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Members category={category} />
                  </Table.Td>
                  <Table.Td>
                    <RowMenu name={category.name}>
                      <Menu.Item
                        leftSection={<IconPencil size={15} aria-hidden />}
                        onClick={() => setEdited(category)}
                      >
                        {c('edit')}
                      </Menu.Item>
                      <RetireItem resource="categories" entry={category} />
                    </RowMenu>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Part>
      <CategoryDialog
        opened={edited !== null}
        category={edited === 'new' ? null : edited}
        categories={data?.items ?? []}
        onClose={() => setEdited(null)}
      />
    </>
  );
}

function Members({ category }: { category: CategoryView }) {
  const t = useTexts(settingsTexts);
  if (category.members.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('categories.noMembers')}
      </Text>
    );
  }
  return (
    <Group gap="4px 10px">
      {category.members.map(({ user, weight }) => (
        <Text key={user.id} size="sm">
          <RefName person of={user} />
          {category.rule === 'weighted' && (
            <Text span size="xs" c="dimmed">
              {' '}
              ×{weight}
            </Text>
          )}
        </Text>
      ))}
    </Group>
  );
}
