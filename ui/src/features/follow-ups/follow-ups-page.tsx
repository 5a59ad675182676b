import { ROUTES, type FollowUpView } from '@linkflow/contracts';
import { Group, Text, VisuallyHidden } from '@mantine/core';
import { IconCalendar, IconCalendarPlus, IconChecklist } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { RowButton } from '../../shared/anchors';
import { ChoiceFilter, RefFilter } from '../../shared/list/filters';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { useOpened } from '../../shared/record-drawer';
import { useWorkColumns } from '../contacts/card/work';
import { crmTexts } from '../contacts/crm.texts';
import { FOLLOW_UP_KINDS, FOLLOW_UP_STATUSES } from '../search-params';
import { DoneBox, firstLine, FollowUpDrawer, When } from './follow-up';

const DEFAULT_SORT = '-createdAt';

export function FollowUpsPage() {
  const t = useTexts(crmTexts);
  const list = useList('/shell/follow-ups');
  const { status, kind, ownerId } = list.search;
  const query = useRoute(ROUTES.followUps.list, {
    query: { ...pageQuery(list.search, DEFAULT_SORT), status, kind, ownerId },
  });
  const { open, opened } = useOpened(query.data?.items);
  const columns = useColumns(open);
  return (
    <ListPage
      title={t('followUps.title')}
      search={t('followUps.search')}
      filters={
        <>
          <ChoiceFilter
            list={list}
            name="status"
            label={t('work.status')}
            any={t('followUps.anyStatus')}
            choices={FOLLOW_UP_STATUSES}
            labelOf={(choice) => t(`followUps.statuses.${choice}`)}
          />
          <ChoiceFilter
            list={list}
            name="kind"
            label={t('followUps.type')}
            any={t('followUps.anyKind')}
            width={184}
            choices={FOLLOW_UP_KINDS}
            labelOf={(choice) => t(`followUps.kinds.${choice}`)}
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
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(followUp) => followUp.id}
      nameOf={(followUp) => firstLine(followUp.text)}
      empty={{ icon: IconCalendarPlus, title: t('followUps.emptyTitle'), text: t('followUps.emptyText') }}
    >
      <FollowUpDrawer {...opened} />
    </ListPage>
  );
}

function useColumns(open: (id: string) => void): ListColumn<FollowUpView>[] {
  const t = useTexts(crmTexts);
  const work = useWorkColumns<FollowUpView>();
  return [
    {
      title: t('followUps.text'),
      narrow: (followUp) => (
        <Text size="xs" c="dimmed" truncate component="div">
          <When followUp={followUp} /> · {followUp.owner.name}
        </Text>
      ),
      render: ({ id, text, status }) => (
        <RowButton title={text} dimmed={status === 'done'} onClick={() => open(id)}>
          {firstLine(text)}
        </RowButton>
      ),
    },
    {
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
      title: t('followUps.when'),
      sort: 'startsAt',
      width: 208,
      from: 'small',
      render: (followUp) => <When followUp={followUp} />,
    },
    work.owner,
    work.origin,
    {
      title: t('followUps.done'),
      width: 80,
      render: (followUp) => <DoneBox followUp={followUp} />,
    },
  ];
}
