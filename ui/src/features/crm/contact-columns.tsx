import type { ContactSummary } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink, type ListColumn } from '../../shared/listing';
import { TimeAgo } from '../../shared/time-ago';
import { crmTexts } from './crm.texts';

/** The name of a contact, leading to the card, with the address below where there is no column for it. */
export function useContactNameColumn(): ListColumn<ContactSummary> {
  const c = useTexts(common);
  return useMemo(
    () => ({
      key: 'name',
      title: c('name'),
      sort: 'name',
      narrow: (contact) => (
        <Text size="xs" c="dimmed" truncate>
          {contact.email ?? '–'}
        </Text>
      ),
      render: (contact) => (
        <RowLink to="/contacts/$contactId" params={{ contactId: contact.id }} title={contact.name}>
          {contact.name === '' ? c('unnamed') : contact.name}
        </RowLink>
      ),
    }),
    [c],
  );
}

export function useContactColumns(): ListColumn<ContactSummary>[] {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const format = useFormat();
  const name = useContactNameColumn();
  return useMemo(
    () => [
      name,
      {
        key: 'email',
        title: t('email'),
        sort: 'email',
        from: 'small',
        render: (contact) => <span title={contact.email ?? undefined}>{contact.email ?? '–'}</span>,
      },
      {
        key: 'company',
        title: t('company'),
        from: 'medium',
        render: (contact) => <span title={contact.company?.name}>{contact.company?.name ?? '–'}</span>,
      },
      {
        key: 'country',
        title: t('country'),
        sort: 'country',
        width: 120,
        from: 'large',
        render: (contact) => (contact.country ? format.country(contact.country) : '–'),
      },
      {
        key: 'ourContact',
        title: t('ourContact'),
        width: 140,
        from: 'large',
        render: (contact) => contact.ourContact?.name ?? '–',
      },
      {
        key: 'updatedAt',
        title: c('updated'),
        sort: 'updatedAt',
        startDescending: true,
        width: 148,
        from: 'medium',
        render: (contact) => <TimeAgo at={contact.updatedAt} />,
      },
    ],
    [t, c, format, name],
  );
}
