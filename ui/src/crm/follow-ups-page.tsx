import type { FollowUpView } from '@linkflow/contracts';
import { Checkbox, EmptyState, Group, Select, Text, VisuallyHidden } from '@mantine/core';
import { IconCalendar, IconCalendarPlus, IconChecklist } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useFollowUps } from '../api/crm';
import { useTexts } from '../i18n';
import { firstLine } from '../shared/first-line';
import {
  Listing,
  ListPage,
  pageQuery,
  RowButton,
  SearchBox,
  useListState,
  type ListColumn,
} from '../shared/listing';
import { RefSelect } from '../shared/ref-select';
import { TextLink } from '../shared/text-link';
import { crmTexts } from './crm.texts';
import { FollowUpDrawer } from './follow-up-drawer';
import { FOLLOW_UP_KINDS } from './search';
import { Source } from './source';
import { useToggleFollowUp } from './use-toggle-follow-up';
import { When } from './when';

const route = getRouteApi('/shell/follow-ups');
const DEFAULT_SORT = '-createdAt';

export function FollowUpsPage() {
  const t = useTexts(crmTexts);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const query = useFollowUps({
    ...pageQuery(search, DEFAULT_SORT),
    kind: search.kind,
    ownerId: search.ownerId,
  });
  const [openedId, setOpenedId] = useState<string | null>(null);
  const columns = useColumns(setOpenedId);
  return (
    <ListPage
      title={t('followUps.title')}
      filters={
        <>
          <SearchBox list={list} label={t('followUps.search')} />
          <Select
            size="xs"
            w={184}
            clearable
            aria-label={t('followUps.type')}
            placeholder={t('followUps.anyKind')}
            data={FOLLOW_UP_KINDS.map((value) => ({ value, label: t(`followUps.kinds.${value}`) }))}
            value={search.kind ?? null}
            onChange={(value) => list.set({ kind: FOLLOW_UP_KINDS.find((kind) => kind === value) })}
          />
          <RefSelect
            size="xs"
            w={168}
            clearable
            kind="user"
            aria-label={t('followUps.owner')}
            placeholder={t('followUps.anyOwner')}
            value={search.ownerId ?? null}
            onChange={(id) => list.set({ ownerId: id ?? undefined })}
          />
        </>
      }
    >
      <Listing
        label={t('followUps.title')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(followUp) => followUp.id}
        nameOf={(followUp) => firstLine(followUp.text)}
        empty={
          <EmptyState
            p="xl"
            maw={440}
            variant="light"
            icon={<IconCalendarPlus aria-hidden />}
            title={t('followUps.emptyTitle')}
            description={t('followUps.emptyText')}
          />
        }
      />
      <FollowUpDrawer
        followUp={query.data?.items.find((each) => each.id === openedId) ?? null}
        onClose={() => setOpenedId(null)}
      />
    </ListPage>
  );
}

function useColumns(open: (id: string) => void): ListColumn<FollowUpView>[] {
  const t = useTexts(crmTexts);
  const toggle = useToggleFollowUp();
  return useMemo(
    () => [
      {
        key: 'text',
        title: t('followUps.text'),
        narrow: (followUp) => (
          <Text size="xs" c="dimmed" truncate component="div">
            <When followUp={followUp} /> · {followUp.owner.name}
          </Text>
        ),
        render: (followUp) => (
          <RowButton
            title={followUp.text}
            dimmed={followUp.status === 'done'}
            onClick={() => open(followUp.id)}
          >
            {firstLine(followUp.text)}
          </RowButton>
        ),
      },
      {
        key: 'type',
        title: t('followUps.type'),
        width: 168,
        from: 'large',
        render: ({ kind, type }) => {
          const KindIcon = kind === 'meeting' ? IconCalendar : IconChecklist;
          return (
            <Group gap={6} wrap="nowrap" title={`${t(`followUps.kinds.${kind}`)}: ${type.name}`}>
              <KindIcon size={15} stroke={1.7} color="var(--lf-quiet)" style={{ flex: 'none' }} aria-hidden />
              <VisuallyHidden>{t(`followUps.kinds.${kind}`)}</VisuallyHidden>
              <Text span inherit truncate>
                {type.name}
              </Text>
            </Group>
          );
        },
      },
      {
        key: 'contact',
        title: t('followUps.contact'),
        width: 160,
        from: 'medium',
        render: ({ contact }) =>
          contact ? (
            <TextLink to="/contacts/$contactId" params={{ contactId: contact.id }} c="inherit">
              {contact.name}
            </TextLink>
          ) : (
            '–'
          ),
      },
      {
        key: 'when',
        title: t('followUps.when'),
        sort: 'startsAt',
        width: 224,
        from: 'small',
        render: (followUp) => <When followUp={followUp} />,
      },
      {
        key: 'owner',
        title: t('followUps.owner'),
        width: 136,
        from: 'small',
        render: ({ owner }) => owner.name,
      },
      {
        key: 'origin',
        title: t('followUps.origin'),
        sort: 'createdAt',
        startDescending: true,
        from: 'large',
        render: ({ source, createdAt }) => <Source short source={source} at={createdAt} />,
      },
      {
        key: 'done',
        title: t('followUps.done'),
        width: 64,
        render: (followUp) => (
          <Checkbox
            size="xs"
            checked={followUp.status === 'done'}
            aria-label={t(followUp.status === 'done' ? 'followUps.markOpen' : 'followUps.markDone', {
              text: firstLine(followUp.text),
            })}
            onChange={() => toggle(followUp)}
          />
        ),
      },
    ],
    [t, open, toggle],
  );
}
