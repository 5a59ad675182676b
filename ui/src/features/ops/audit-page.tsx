import { ROUTES, type AuditChange, type AuditEntry, BULK_VERBS, isLanguage } from '@linkflow/contracts';
import { Select, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { shellTexts } from '../../app/shell.texts';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { RefFilter } from '../../shared/list/filters';
import { timeColumn } from '../../shared/list/columns';
import { SectionList } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { TimeAgo } from '../../shared/time-ago';
import { bulkTexts } from '../runs/bulk.texts';
import { useTypeName } from '../runs/run-labels';
import { actionsOf, AUDIT_SUBJECTS, detailOf, isAuditAction, shownChange } from './audit-words';
import { auditTexts } from './audit.texts';
import { opsTexts } from './ops.texts';

const DEFAULT_SORT = '';

/** The audit log: who did what, to which record, and when. */
export function AuditPage() {
  const t = useTexts(auditTexts);
  const ops = useTexts(opsTexts);
  const list = useList('/shell/ops/audit');
  const { userId, action } = list.search;
  const query = useRoute(ROUTES.ops.audit, {
    query: { ...pageQuery(list.search, DEFAULT_SORT), userId, action },
  });
  const columns = useAuditColumns();
  return (
    <SectionList
      title={ops('audit.title')}
      lead={t('lead')}
      search={t('search')}
      filters={
        <>
          <RefFilter list={list} name="userId" kind="user" label={t('who')} any={t('anyone')} />
          <Select
            size="xs"
            clearable
            w={220}
            aria-label={t('did')}
            placeholder={t('anything')}
            data={AUDIT_SUBJECTS.map((subject) => ({
              group: t(`kinds.${subject}`),
              items: [
                { value: `${subject}.`, label: t('allOf', { subject: t(`kinds.${subject}`) }) },
                ...actionsOf(subject).map((value) => ({ value, label: t(`actions.${value}`) })),
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
      empty={{ icon: IconListDetails, title: t('empty'), text: t('emptyText') }}
    />
  );
}

function useAuditColumns(): ListColumn<AuditEntry>[] {
  const t = useTexts(auditTexts);
  const whoOf = ({ by: { name, key } }: AuditEntry) =>
    key === undefined ? name || t('nobody') : t('withKey', { name, key });
  return [
    {
      title: t('did'),
      wraps: true,
      narrow: (entry) => (
        <>
          <Text size="xs" truncate>
            <Target of={entry} />
          </Text>
          <Text size="xs" c="dimmed" truncate>
            <TimeAgo at={entry.at} /> · {whoOf(entry)}
          </Text>
        </>
      ),
      render: (entry) => <Did entry={entry} />,
    },
    {
      title: t('to'),
      from: 'small',
      wraps: true,
      render: (entry) => <Target of={entry} />,
    },
    { title: t('who'), width: 152, from: 'small', render: whoOf },
    timeColumn(t('when'), (entry) => entry.at, { from: 'small' }),
  ];
}

function Did({ entry }: { entry: AuditEntry }) {
  const t = useTexts(auditTexts);
  const more = useDetail(entry);
  return (
    <>
      {isAuditAction(entry.action) ? t(`actions.${entry.action}`) : entry.action}
      {more !== '' && (
        <Text span inherit c="dimmed">
          {' · '}
          {more}
        </Text>
      )}
      {entry.pending && (
        <Text span inherit c="orange">
          {' · '}
          {t('pending')}
        </Text>
      )}
      {entry.changes?.map((change) => (
        <Change key={change.property} change={change} />
      ))}
    </>
  );
}

/** The text of the detail that is shown beside the action; empty if there is none. */
function useDetail(entry: AuditEntry): string {
  const t = useTexts(auditTexts);
  const detail = detailOf(entry);
  if (!detail) return '';
  switch (detail.kind) {
    case 'note':
      return detail.note;
    case 'name':
      return detail.name;
    case 'outcome':
      return t(`outcomes.${detail.outcome}`);
    case 'version':
      return t('version', { version: detail.version });
    default:
      return t(detail.kind, { count: detail.count });
  }
}

/** One changed property: its name, and its value before and after. */
function Change({ change }: { change: AuditChange }) {
  const t = useTexts(auditTexts);
  const c = useTexts(common);
  const shell = useTexts(shellTexts);
  const format = useFormat();
  const shown = shownChange(change, {
    property: (name) => (isKeyOf(auditTexts.properties, name) ? t(`properties.${name}`) : name),
    code: (value) => {
      if (change.property === 'country') return format.country(value);
      if (change.property === 'language' && isLanguage(value)) return format.language(value);
      if (change.property === 'roles' && isKeyOf(shellTexts.roles, value)) return shell(`roles.${value}`);
      const isCode = ['status', 'rule'].includes(change.property) && isKeyOf(auditTexts.values, value);
      return isCode ? t(`values.${value}`) : null;
    },
    yes: c('yes'),
    no: c('no'),
    nothing: t('nothing'),
  });
  const text = t('change', shown);
  return (
    <Text size="xs" c="dimmed" lineClamp={2} title={text} data-testid="audit-change">
      {text}
    </Text>
  );
}

const isKeyOf = <T extends object>(texts: T, key: string): key is keyof T & string =>
  Object.hasOwn(texts, key);

/** Shows the name of the record that the action changed, linked to the record's page if it has one. */
function Target({ of: { target } }: { of: AuditEntry }) {
  const t = useTexts(auditTexts);
  const verbs = useTexts(bulkTexts);
  const typeName = useTypeName();
  const { kind, id, name } = target;
  const verb = BULK_VERBS.find((one) => one === name);
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
    case 'people-bulk':
      return (
        <RowLink to="/people-bulks/$peopleBulkId" params={{ peopleBulkId: id }}>
          {name}
        </RowLink>
      );
    case 'link':
      return (
        <RowLink to="/links/$linkId" params={{ linkId: id }}>
          {name}
        </RowLink>
      );
    case 'form':
      return (
        <RowLink to="/forms/$formId" params={{ formId: id }}>
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
      // The event is about a contact that was erased.
      if (id === '') return null;
      return (
        <RowLink to="/contacts/$id" params={{ id }}>
          {name || id}
        </RowLink>
      );
    case 'company':
      return (
        <RowLink to="/companies/$id" params={{ id }}>
          {name}
        </RowLink>
      );
    case 'selection':
      return (
        <RowLink to="/selections/$id" params={{ id }}>
          {name}
        </RowLink>
      );
    case 'project':
      return (
        <RowLink to="/projects/$id" params={{ id }}>
          {name}
        </RowLink>
      );
    case 'user':
      return id === '' ? <>{name || t('nobody')}</> : <RowLink to="/settings/users">{name || id}</RowLink>;
    case 'pause':
      return <RowLink to="/ops/pauses">{id === 'all' ? t('everything') : typeName(name)}</RowLink>;
    default:
      return <>{name || id}</>;
  }
}
