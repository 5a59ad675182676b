import type { RequestView } from '@linkflow/contracts';
import { Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n';
import { crmTexts } from './crm.texts';
import { RequestDrawer } from './request-drawer';
import { RequestStatus } from './request-status';
import classes from './small-list.module.css';

/** The requests of one contact, short; the active ones first. */
export function RequestList({ requests }: { requests: readonly RequestView[] }) {
  const t = useTexts(crmTexts);
  const [openedId, setOpenedId] = useState<string | null>(null);
  if (requests.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('requests.none')}
      </Text>
    );
  }
  const sorted = [...requests].sort(
    (a, b) =>
      Number(a.status !== 'active') - Number(b.status !== 'active') || b.createdAt.localeCompare(a.createdAt),
  );
  return (
    <>
      <ul className={classes.list}>
        {sorted.map((request) => (
          <li key={request.id} className={classes.item}>
            <div className={classes.words}>
              <Anchor component="button" className={classes.name} onClick={() => setOpenedId(request.id)}>
                {request.title}
              </Anchor>
              <Text size="xs" c="dimmed" component="div">
                {request.category.name} · {request.priority.name} ·{' '}
                {request.owner?.name ?? t('requests.unassigned')}
              </Text>
            </div>
            <RequestStatus status={request.status} />
          </li>
        ))}
      </ul>
      <RequestDrawer
        request={requests.find((each) => each.id === openedId) ?? null}
        onClose={() => setOpenedId(null)}
      />
    </>
  );
}
