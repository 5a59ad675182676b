import type { RequestView } from '@linkflow/contracts';
import { Drawer, Select, Stack, Text } from '@mantine/core';
import { useRequestUpdate } from '../../api/crm';
import { useTexts } from '../../i18n';
import { attempt } from '../../shared/attempt';
import { RefName } from '../../shared/ref-name';
import { TextLink } from '../../shared/text-link';
import { RefSelect } from '../../shared/ref-select';
import { useLastValue } from '../../shared/use-last-value';
import { Fact } from './contact-facts';
import { crmTexts } from './crm.texts';
import classes from './facts.module.css';
import { Source } from './source';

export const REQUEST_STATUSES = ['active', 'postponed', 'closed'] as const;

/** Everything about one request; status and owner are changed on the spot. */
export function RequestDrawer({ request, onClose }: { request: RequestView | null; onClose: () => void }) {
  const t = useTexts(crmTexts);
  const shown = useLastValue(request);
  return (
    <Drawer
      opened={request !== null}
      onClose={onClose}
      position="right"
      size={440}
      title={t('requests.details')}
    >
      {shown && <Details request={shown} />}
    </Drawer>
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
          known={request.owner}
          onChange={(ownerId) => attempt(update.mutateAsync({ id: request.id, ownerId }))}
        />
      </Stack>
      <dl className={classes.facts}>
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
