import type { AuditEntry } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTexts } from '../i18n';
import { RowLink, type ListColumn } from '../shared/listing';
import { TimeAgo } from '../shared/time-ago';
import { AUDIT_ACTIONS, isAuditAction } from './audit-words';
import { opsTexts } from './ops.texts';

export function useAuditColumns(): ListColumn<AuditEntry>[] {
  const t = useTexts(opsTexts);
  return useMemo(() => {
    const did = ({ action }: AuditEntry) => (isAuditAction(action) ? t(AUDIT_ACTIONS[action]) : action);
    return [
      {
        key: 'did',
        title: t('audit.did'),
        wraps: true,
        narrow: (entry) => (
          <Text size="xs" c="dimmed" truncate>
            <TimeAgo at={entry.at} /> · {entry.by.name} · {entry.target.name}
          </Text>
        ),
        render: did,
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
    ];
  }, [t]);
}

/** What it was done to; leads there. */
function Target({ of: { target } }: { of: AuditEntry }) {
  const t = useTexts(opsTexts);
  const { kind, id, name } = target;
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
          {name}
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
      return <RowLink to="/ops/pauses">{id === 'all' ? t('audit.everything') : name}</RowLink>;
  }
}
