import type { InterestView } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { IconPencil, IconTag } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useNamedActions, useNamedList } from '../../api/named';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { TextLink } from '../../shared/anchors';
import { NameDialog } from '../../shared/form-dialog';
import { RetiredFilter } from '../../shared/list/filters';
import { SectionList } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction, RetireAction } from '../../shared/menu';
import { settingsTexts } from './settings.texts';

const DEFAULT_SORT = 'name';

export function InterestsPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const list = useList('/shell/settings/interests');
  const query = useNamedList('interests', {
    ...pageQuery(list.search, DEFAULT_SORT),
    deleted: list.search.retired ? 'true' : undefined,
  });
  const columns = useColumns();
  const [edited, setEdited] = useState<InterestView | null>(null);
  return (
    <SectionList
      title={t('interests.title')}
      lead={t('interests.lead')}
      create={t('interests.new')}
      search={t('interests.search')}
      filters={<RetiredFilter list={list} label={t('interests.showRetired')} />}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(interest) => interest.id}
      nameOf={(interest) => interest.name}
      menu={(interest) => (
        <>
          {!interest.deleted && (
            <MenuAction icon={IconPencil} onClick={() => setEdited(interest)}>
              {c('rename')}
            </MenuAction>
          )}
          <RetireAction resource="interests" entry={interest} />
        </>
      )}
      empty={{ icon: IconTag, title: t('interests.emptyTitle'), text: t('interests.emptyText') }}
    >
      <InterestDialog
        interest={edited}
        opened={list.search.new === true || edited !== null}
        onClose={() => (edited ? setEdited(null) : list.set({ new: undefined }))}
      />
    </SectionList>
  );
}

function useColumns(): ListColumn<InterestView>[] {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'name',
        title: c('name'),
        sort: 'name',
        render: (interest) => (
          <>
            <span title={interest.name}>{interest.name}</span>
            {interest.deleted && (
              <Badge variant="default" ml={8}>
                {c('retired')}
              </Badge>
            )}
          </>
        ),
      },
      {
        key: 'contacts',
        title: t('interests.contacts'),
        width: 112,
        align: 'right',
        render: (interest) => (
          <TextLink to="/contacts" search={{ interestId: interest.id }} c="inherit">
            {format.number(interest.contacts)}
          </TextLink>
        ),
      },
    ],
    [t, c, format],
  );
}

interface InterestDialogProps {
  interest: InterestView | null;
  opened: boolean;
  onClose: () => void;
}

function InterestDialog({ interest, opened, onClose }: InterestDialogProps) {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const { create, update } = useNamedActions('interests');
  return (
    <NameDialog
      opened={opened}
      onClose={onClose}
      title={interest ? c('rename') : t('interests.new')}
      submit={interest ? c('save') : t('interests.create')}
      name={interest?.name ?? ''}
      missing={t('nameMissing')}
      onSubmit={(name) =>
        interest ? update.mutateAsync({ id: interest.id, body: { name } }) : create.mutateAsync({ name })
      }
    />
  );
}
