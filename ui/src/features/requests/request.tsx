import { ROUTES, type RequestView } from '@linkflow/contracts';
import { Badge, Select, Stack, Text } from '@mantine/core';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { type OpenedRecord, RecordDrawer, useOpened } from '../../shared/record-drawer';
import { RefLink, RefName, UserSelect } from '../../shared/refs';
import { attempt } from '../../shared/toast';
import { Fact } from '../contacts/card/card';
import classes from '../contacts/card/card.module.css';
import { Source } from '../contacts/card/source';
import { WorkItem } from '../contacts/card/work';
import { crmTexts } from '../contacts/crm.texts';
import { REQUEST_STATUSES } from '../search-params';

export function RequestDrawer(props: OpenedRecord<RequestView>) {
  const t = useTexts(crmTexts);
  return (
    <RecordDrawer {...props} title={() => t('requests.details')}>
      {(shown) => <Details request={shown} />}
    </RecordDrawer>
  );
}

function Details({ request }: { request: RequestView }) {
  const t = useTexts(crmTexts);
  const update = useCommand(ROUTES.requests.update);
  const mayChange = useCan()(ROUTES.requests.update);
  const params = { id: request.id };
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
      {mayChange && (
        <Stack gap="sm" my="md">
          <Select
            label={t('work.status')}
            allowDeselect={false}
            data={REQUEST_STATUSES.map((value) => ({ value, label: t(`requests.statuses.${value}`) }))}
            value={request.status}
            onChange={(value) => {
              const status = REQUEST_STATUSES.find((each) => each === value);
              if (status) attempt(update.mutateAsync({ params, body: { status } }));
            }}
          />
          <UserSelect
            label={t('work.owner')}
            placeholder={t('requests.unassigned')}
            clearable
            value={request.owner?.id ?? null}
            record={request.owner}
            onChange={(ownerId) => attempt(update.mutateAsync({ params, body: { ownerId } }))}
          />
        </Stack>
      )}
      <dl className={classes.factList}>
        {!mayChange && (
          <>
            <Fact label={t('work.status')}>{t(`requests.statuses.${request.status}`)}</Fact>
            <Fact label={t('work.owner')}>
              {request.owner ? <RefName person of={request.owner} /> : t('requests.unassigned')}
            </Fact>
          </>
        )}
        <Fact label={t('requests.category')}>
          <RefName of={request.category} />
        </Fact>
        <Fact label={t('requests.priority')}>
          <RefName of={request.priority} />
        </Fact>
        <Fact label={t('work.contact')}>
          <RefLink kind="contact" of={request.contact} />
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
  const { open, opened } = useOpened(requests);
  const sorted = [...requests].sort(
    (a, b) =>
      Number(a.status !== 'active') - Number(b.status !== 'active') || b.createdAt.localeCompare(a.createdAt),
  );
  return (
    <>
      <ul className={classes.list}>
        {sorted.map((request) => (
          <WorkItem
            key={request.id}
            name={request.title}
            onOpen={() => open(request.id)}
            after={<RequestStatus status={request.status} />}
          >
            {request.category.name} · {request.priority.name} ·{' '}
            {request.owner?.name ?? t('requests.unassigned')}
          </WorkItem>
        ))}
      </ul>
      <RequestDrawer {...opened} />
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
