import { ROUTES, type CategoryView } from '@linkflow/contracts';
import { Group, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useWholeList } from '../../api/use-route';
import { useLanguage, useTexts } from '../../i18n';
import { lazyDialog } from '../../shared/lazy-parts';
import { MenuAction, RetireAction, RowMenu } from '../../shared/menu';
import { RefName } from '../../shared/refs';
import { NewButton } from '../../shared/list/list-page';
import { SectionTable } from '../../shared/short-table';
import { treeLines } from '../../shared/tree';
import { settingsTexts } from './settings.texts';

const CategoryDialog = lazyDialog(async () => (await import('./category-dialog')).CategoryDialog);

export function CategoriesPage() {
  const t = useTexts(settingsTexts);
  const language = useLanguage();
  const { data, error, refetch } = useWholeList(ROUTES.categories.list);
  const [edited, setEdited] = useState<CategoryView | 'new' | null>(null);
  const mayEdit = useCan()(ROUTES.categories.update);
  return (
    <>
      <SectionTable
        title={t('categories.title')}
        lead={t('categories.lead')}
        query={{ data: data && treeLines(data, language), error, refetch }}
        empty={t('categories.empty')}
        action={mayEdit && <NewButton label={t('categories.new')} onClick={() => setEdited('new')} />}
        idOf={({ item }) => item.id}
        mutedOf={({ item }) => item.deleted}
        depthOf={({ depth }) => depth}
        rowMenu={
          mayEdit
            ? ({ item }) => (
                <RowMenu name={item.name}>
                  <MenuAction icon={IconPencil} onClick={() => setEdited(item)}>
                    {t('edit')}
                  </MenuAction>
                  <RetireAction resource="categories" entry={item} />
                </RowMenu>
              )
            : undefined
        }
        columns={[
          { title: t('name'), render: ({ item }) => item.name },
          {
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
            title: t('categories.members'),
            render: ({ item }) => <Members category={item} />,
          },
        ]}
      />
      <CategoryDialog
        opened={edited !== null}
        category={edited === 'new' ? null : edited}
        categories={data ?? []}
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
