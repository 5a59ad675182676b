import type { CategoryView } from '@linkflow/contracts';
import { Button, Group, Text } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useNamedList } from '../../api/named';
import { useLanguage, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { MenuAction, RetireAction, RowMenu } from '../../shared/menu';
import { RefName } from '../../shared/refs';
import { SectionItems } from '../../shared/sections';
import { ShortTable } from '../../shared/short-table';
import { treeLines } from '../../shared/tree';
import { CategoryDialog } from './category-dialog';
import { settingsTexts } from './settings.texts';

export function CategoriesPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const language = useLanguage();
  // The tree needs all categories; 200 is the API's largest page.
  const { data, error, refetch } = useNamedList('categories', { pageSize: 200 });
  const [edited, setEdited] = useState<CategoryView | 'new' | null>(null);
  return (
    <>
      <SectionItems
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
          <ShortTable
            records={treeLines(categories, language)}
            idOf={({ item }) => item.id}
            mutedOf={({ item }) => item.deleted}
            depthOf={({ depth }) => depth}
            rowMenu={({ item }) => (
              <RowMenu name={item.name}>
                <MenuAction icon={IconPencil} onClick={() => setEdited(item)}>
                  {c('edit')}
                </MenuAction>
                <RetireAction resource="categories" entry={item} />
              </RowMenu>
            )}
            columns={[
              { key: 'name', title: c('name'), render: ({ item }) => item.name },
              {
                key: 'rule',
                title: t('categories.rule'),
                render: ({ item }) => (
                  <>
                    {t(`categories.rules.${item.rule}`)}
                    {item.ourContactFirst && (
                      <Text size="xs" c="dimmed">
                        {t('categories.ourContactFirst')}
                      </Text>
                    )}
                  </>
                ),
              },
              {
                key: 'members',
                title: t('categories.members'),
                render: ({ item }) => <Members category={item} />,
              },
            ]}
          />
        )}
      </SectionItems>
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
