import type { RequestView } from '@linkflow/contracts';
import { Anchor, Badge, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useRequestUpdate } from '../../api/crm';
import { useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { RecordDrawer } from '../../shared/record-drawer';
import { RefName, RefSelect } from '../../shared/refs';
import { attempt } from '../../shared/toast';
import { Fact } from '../contacts/card/card';
import classes from '../contacts/card/card.module.css';
import { Source } from '../contacts/card/source';
import { crmTexts } from '../contacts/crm.texts';
import { REQUEST_STATUSES } from '../search-params';

export function RequestDrawer({ request, onClose }: { request: RequestView | null; onClose: () => void }) {
  const t = useTexts(crmTexts);
  return (
    <RecordDrawer record={request} onClose={onClose} title={() => t('requests.details')}>
      {(shown) => <Details request={shown} />}
    </RecordDrawer>
  );
}

function Details({ request }: { request: RequestView }) {
  const t = useTexts(crmTexts);
  const update = useRequestUpdate();
  return (
    <>
      <Text size="md" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {request.title}
      </Text>
      {request.body !== '' && (
        <Text size="sm" mt="xs" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {request.body}
        </Text>
      )}
      <Stack gap="sm" my="md">
        <Select
          label={t('work.status')}
          allowDeselect={false}
          data={REQUEST_STATUSES.map((value) => ({ value, label: t(`requests.statuses.${value}`) }))}
          value={request.status}
          onChange={(value) => {
            const status = REQUEST_STATUSES.find((each) => each === value);
            if (status) attempt(update.mutateAsync({ id: request.id, status }));
          }}
        />
        <RefSelect
          kind="user"
          label={t('work.owner')}
          placeholder={t('requests.unassigned')}
          clearable
          value={request.owner?.id ?? null}
          record={request.owner}
          onChange={(ownerId) => attempt(update.mutateAsync({ id: request.id, ownerId }))}
        />
      </Stack>
      <dl className={classes.factList}>
        <Fact label={t('requests.category')}>
          <RefName of={request.category} />
        </Fact>
        <Fact label={t('requests.priority')}>
          <RefName of={request.priority} />
        </Fact>
        <Fact label={t('work.contact')}>
          {request.contact && (
            <TextLink to="/contacts/$contactId" params={{ contactId: request.contact.id }}>
              {request.contact.name}
            </TextLink>
          )}
        </Fact>
        <Fact label={t('company')}>{request.company?.name}</Fact>
        <Fact label={t('work.origin')}>
          <Source source={request.source} at={request.createdAt} />
        </Fact>
      </dl>
    </>
  );
}

/** The requests of one contact, active ones first. */
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

const COLOR = { active: 'orange', postponed: 'yellow', closed: undefined } as const;

export function RequestStatus({ status }: { status: RequestView['status'] }) {
  const t = useTexts(crmTexts);
  return (
    <Badge variant={status === 'closed' ? 'default' : 'light'} color={COLOR[status]} style={{ flex: 'none' }}>
      {t(`requests.statuses.${status}`)}
    </Badge>
  );
}
