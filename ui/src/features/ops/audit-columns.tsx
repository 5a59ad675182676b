import { BulkVerb, type AuditEntry } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTexts } from '../../i18n';
import { bulkTexts } from '../runs/bulk/bulk.texts';
import { useTypeName } from '../runs/type-name';
import { RowLink, type ListColumn } from '../../shared/listing';
import { TimeAgo } from '../../shared/time-ago';
import { AUDIT_ACTIONS, detailOf, isAuditAction } from './audit-words';
import { opsTexts } from './ops.texts';

export function useAuditColumns(): ListColumn<AuditEntry>[] {
  const t = useTexts(opsTexts);
  return useMemo(
    () => [
      {
        key: 'did',
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
        key: 'to',
        title: t('audit.to'),
        from: 'small',
        wraps: true,
        render: (entry) => <Target of={entry} />,
      },
      { key: 'who', title: t('audit.who'), width: 152, from: 'small', render: (entry) => entry.by.name },
      {
        key: 'when',
        title: t('audit.when'),
        width: 160,
        from: 'small',
        render: (entry) => <TimeAgo at={entry.at} />,
      },
    ],
    [t],
  );
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
      {isAuditAction(entry.action) ? t(AUDIT_ACTIONS[entry.action]) : entry.action}
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

/** What it was done to; leads there. */
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
    case 'pause':
      return <RowLink to="/ops/pauses">{id === 'all' ? t('audit.everything') : typeName(name)}</RowLink>;
  }
}
