import type { FollowUpView } from '@linkflow/contracts';
import { Checkbox, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconCalendar, IconCalendarPlus, IconChecklist } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useFollowUps } from '../../api/crm';
import { useTexts } from '../../i18n';
import { firstLine } from '../../shared/first-line';
import {
  ChoiceFilter,
  EmptyList,
  Listing,
  ListPage,
  pageQuery,
  RefFilter,
  RowButton,
  SearchBox,
  useListState,
  type ListColumn,
} from '../../shared/listing';
import { crmTexts } from './crm.texts';
import { FollowUpDrawer } from './follow-up-drawer';
import { FOLLOW_UP_KINDS, FOLLOW_UP_STATUSES } from './search';
import { useToggleFollowUp } from './use-toggle-follow-up';
import { When } from './when';
import { useWorkColumns } from './work-columns';

const route = getRouteApi('/shell/follow-ups');
const DEFAULT_SORT = '-createdAt';

export function FollowUpsPage() {
  const t = useTexts(crmTexts);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const query = useFollowUps({
    ...pageQuery(search, DEFAULT_SORT),
    status: search.status,
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
          <ChoiceFilter
            list={list}
            name="status"
            label={t('work.status')}
            any={t('followUps.anyStatus')}
            choices={FOLLOW_UP_STATUSES}
            labelOf={(status) => t(`followUps.statuses.${status}`)}
          />
          <ChoiceFilter
            list={list}
            name="kind"
            label={t('followUps.type')}
            any={t('followUps.anyKind')}
            width={184}
            choices={FOLLOW_UP_KINDS}
            labelOf={(kind) => t(`followUps.kinds.${kind}`)}
          />
          <RefFilter
            list={list}
            name="ownerId"
            kind="user"
            label={t('work.owner')}
            any={t('work.anyOwner')}
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
          <EmptyList
            icon={IconCalendarPlus}
            title={t('followUps.emptyTitle')}
            text={t('followUps.emptyText')}
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
  const work = useWorkColumns<FollowUpView>();
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
      work.contact,
      {
        key: 'when',
        title: t('followUps.when'),
        sort: 'startsAt',
        width: 208,
        from: 'small',
        render: (followUp) => <When followUp={followUp} />,
      },
      work.owner,
      work.origin,
      {
        key: 'done',
        title: t('followUps.done'),
        width: 80,
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
    [t, work, open, toggle],
  );
}
