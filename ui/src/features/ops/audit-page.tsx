import { ROUTES, type AuditEntry, BulkVerb } from '@linkflow/contracts';
import { Select, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { RowLink } from '../../shared/anchors';
import { RefFilter } from '../../shared/list/filters';
import { timeColumn } from '../../shared/list/columns';
import { SectionList } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { TimeAgo } from '../../shared/time-ago';
import { bulkTexts } from '../runs/bulk.texts';
import { useTypeName } from '../runs/run-filters';
import { actionsOf, AUDIT_KINDS, detailOf, isAuditAction } from './audit-words';
import { opsTexts } from './ops.texts';

const DEFAULT_SORT = '';

/** The audit log: who did what, to which record, and when. */
export function AuditPage() {
  const t = useTexts(opsTexts);
  const list = useList('/shell/ops/audit');
  const { userId, action } = list.search;
  const query = useRoute(ROUTES.ops.audit, {
    query: { ...pageQuery(list.search, DEFAULT_SORT), userId, action },
  });
  const columns = useAuditColumns();
  return (
    <SectionList
      title={t('audit.title')}
      lead={t('audit.lead')}
      search={t('audit.search')}
      filters={
        <>
          <RefFilter list={list} name="userId" kind="user" label={t('audit.who')} any={t('audit.anyone')} />
          <Select
            size="xs"
            clearable
            w={220}
            aria-label={t('audit.did')}
            placeholder={t('audit.anything')}
            data={AUDIT_KINDS.map((kind) => ({
              group: t(`audit.kinds.${kind}`),
              items: [
                { value: `${kind}.`, label: t(`audit.allOf.${kind}`) },
                ...actionsOf(kind).map((value) => ({ value, label: t(`audit.actions.${value}`) })),
              ],
            }))}
            value={action ?? null}
            onChange={(value) => list.set({ action: value ?? undefined })}
          />
        </>
      }
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(entry) => entry.id}
      nameOf={(entry) => entry.target.name}
      empty={{ icon: IconListDetails, title: t('audit.empty'), text: t('audit.emptyText') }}
    />
  );
}

function useAuditColumns(): ListColumn<AuditEntry>[] {
  const t = useTexts(opsTexts);
  return [
    {
      title: t('audit.did'),
      wraps: true,
      narrow: (entry) => (
        <>
          <Text size="xs" truncate>
            <Target of={entry} />
          </Text>
          <Text size="xs" c="dimmed" truncate>
            <TimeAgo at={entry.at} /> · {entry.by.name}
          </Text>
        </>
      ),
      render: (entry) => <Did entry={entry} />,
    },
    {
      title: t('audit.to'),
      from: 'small',
      wraps: true,
      render: (entry) => <Target of={entry} />,
    },
    { title: t('audit.who'), width: 152, from: 'small', render: (entry) => entry.by.name },
    timeColumn(t('audit.when'), (entry) => entry.at, { width: 160, from: 'small' }),
  ];
}

function Did({ entry }: { entry: AuditEntry }) {
  const t = useTexts(opsTexts);
  const detail = detailOf(entry);
  const more =
    detail === null
      ? ''
      : detail.kind === 'note'
        ? detail.note
        : detail.kind === 'outcome'
          ? t(`audit.outcomes.${detail.outcome}`)
          : detail.kind === 'runs'
            ? t('audit.runs', { count: detail.runs })
            : t('audit.version', { version: detail.version });
  return (
    <>
      {isAuditAction(entry.action) ? t(`audit.actions.${entry.action}`) : entry.action}
      {more !== '' && (
        <Text span inherit c="dimmed">
          {' · '}
          {more}
        </Text>
      )}
      {entry.pending && (
        <Text span inherit c="orange">
          {' · '}
          {t('audit.pending')}
        </Text>
      )}
    </>
  );
}

/** Shows the name of the record that the action changed, linked to the record's page. */
function Target({ of: { target } }: { of: AuditEntry }) {
  const t = useTexts(opsTexts);
  const verbs = useTexts(bulkTexts);
  const typeName = useTypeName();
  const { kind, id, name } = target;
  const verb = BulkVerb.safeParse(name).data;
  switch (kind) {
    case 'run':
      return (
        <RowLink to="/runs/$runId" params={{ runId: id }}>
          {name}
        </RowLink>
      );
    case 'bulk':
      return (
        <RowLink to="/ops/bulks/$bulkId" params={{ bulkId: id }}>
          {verb ? verbs(`verbs.${verb}`) : name}
        </RowLink>
      );
    case 'link':
      return (
        <RowLink to="/links/$linkId" params={{ linkId: id }}>
          {name}
        </RowLink>
      );
    case 'mailing':
      return (
        <RowLink to="/mailings/$mailingId" params={{ mailingId: id }}>
          {name}
        </RowLink>
      );
    case 'contact':
      return (
        <RowLink to="/contacts/$id" params={{ id }}>
          {name || id}
        </RowLink>
      );
    case 'user':
      return <RowLink to="/settings/users">{name || id}</RowLink>;
    case 'pause':
      return <RowLink to="/ops/pauses">{id === 'all' ? t('audit.everything') : typeName(name)}</RowLink>;
  }
}
