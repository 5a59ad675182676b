import type { CategoryView } from '@linkflow/contracts';
import { Button, Group, Menu, Text } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useNamedList } from '../../api/named';
import { useLanguage, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowMenu } from '../../shared/listing';
import { RefName } from '../../shared/ref-name';
import { RetireItem } from '../../shared/retire-item';
import { CategoryDialog } from './category-dialog';
import { categoryLines } from './category-tree';
import { Part, PartTable } from '../../shared/parts';
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
          <PartTable
            records={categoryLines(categories, language)}
            idOf={({ category }) => category.id}
            mutedOf={({ category }) => category.deleted}
            depthOf={({ depth }) => depth}
            rowMenu={({ category }) => (
              <RowMenu name={category.name}>
                <Menu.Item
                  leftSection={<IconPencil size={15} aria-hidden />}
                  onClick={() => setEdited(category)}
                >
                  {c('edit')}
                </Menu.Item>
                <RetireItem resource="categories" entry={category} />
              </RowMenu>
            )}
            columns={[
              { key: 'name', title: c('name'), render: ({ category }) => category.name },
              {
                key: 'rule',
                title: t('categories.rule'),
                render: ({ category }) => (
                  <>
                    {t(`categories.rules.${category.rule}`)}
                    {category.ourContactFirst && (
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
                render: ({ category }) => <Members category={category} />,
              },
            ]}
          />
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
