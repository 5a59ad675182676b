import type { FollowUpView } from '@linkflow/contracts';
import { Checkbox, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconCalendar, IconCalendarPlus, IconChecklist } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useFollowUps } from '../../api/crm';
import { useTexts } from '../../i18n';
import { RowButton } from '../../shared/anchors';
import { ChoiceFilter, RefFilter } from '../../shared/list/filters';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { useWorkColumns } from '../contacts/card/source';
import { crmTexts } from '../contacts/crm.texts';
import { FOLLOW_UP_KINDS, FOLLOW_UP_STATUSES } from '../search-params';
import { firstLine, FollowUpDrawer, useToggleFollowUp, When } from './follow-up';

const DEFAULT_SORT = '-createdAt';

export function FollowUpsPage() {
  const t = useTexts(crmTexts);
  const list = useList('/shell/follow-ups');
  const { status, kind, ownerId } = list.search;
  const query = useFollowUps({ ...pageQuery(list.search, DEFAULT_SORT), status, kind, ownerId });
  const [openedId, setOpenedId] = useState<string | null>(null);
  const columns = useColumns(setOpenedId);
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
