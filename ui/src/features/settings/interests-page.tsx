import type { InterestView } from '@linkflow/contracts';
import { Badge, Menu, Switch, TextInput } from '@mantine/core';
import { IconPencil, IconTag } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useNamedActions, useNamedList } from '../../api/named';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import {
  EmptyList,
  Listing,
  NewButton,
  pageQuery,
  RowMenu,
  SearchBox,
  useListState,
  type ListColumn,
} from '../../shared/listing';
import { RetireItem } from '../../shared/retire-item';
import { TextLink } from '../../shared/text-link';
import { PartList } from '../../shared/parts';
import { settingsTexts } from './settings.texts';

const route = getRouteApi('/shell/settings/interests');
const DEFAULT_SORT = 'name';

export function InterestsPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const query = useNamedList('interests', {
    ...pageQuery(search, DEFAULT_SORT),
    deleted: search.retired ? 'true' : undefined,
  });
  const columns = useColumns();
  const [edited, setEdited] = useState<InterestView | null>(null);
  const newButton = <NewButton list={list} label={t('interests.new')} />;
  return (
    <PartList
      title={t('interests.title')}
      lead={t('interests.lead')}
      action={newButton}
      bar={
        <>
          <SearchBox list={list} label={t('interests.search')} />
          <Switch
            size="xs"
            label={t('interests.showRetired')}
            checked={search.retired === true}
            onChange={(event) => list.set({ retired: event.currentTarget.checked ? true : undefined })}
          />
        </>
      }
    >
      <Listing
        label={t('interests.title')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(interest) => interest.id}
        nameOf={(interest) => interest.name}
        rowMenu={(interest) => (
          <RowMenu name={interest.name}>
            {!interest.deleted && (
              <Menu.Item
                leftSection={<IconPencil size={15} aria-hidden />}
                onClick={() => setEdited(interest)}
              >
                {c('rename')}
              </Menu.Item>
            )}
            <RetireItem resource="interests" entry={interest} />
          </RowMenu>
        )}
        empty={
          <EmptyList icon={IconTag} title={t('interests.emptyTitle')} text={t('interests.emptyText')}>
            {newButton}
          </EmptyList>
        }
      />
      <InterestDialog
        interest={edited}
        opened={search.new === true || edited !== null}
        onClose={() => (edited ? setEdited(null) : list.set({ new: undefined }))}
      />
    </PartList>
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
    <FormDialog
      opened={opened}
      onClose={onClose}
      size="sm"
      title={interest ? c('rename') : t('interests.new')}
      submit={interest ? c('save') : t('interests.create')}
      initial={{ name: interest?.name ?? '' }}
      validate={({ name }) => (name.trim() === '' ? { name: t('nameMissing') } : {})}
      onSubmit={(values) => {
        const name = values.name.trim();
        return interest
          ? update.mutateAsync({ id: interest.id, body: { name } })
          : create.mutateAsync({ name });
      }}
    >
      {(form) => (
        <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
      )}
    </FormDialog>
  );
}
