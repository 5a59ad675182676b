import type { FollowUpView, RequestView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTexts } from '../../i18n';
import type { ListColumn } from '../../shared/listing';
import { TextLink } from '../../shared/text-link';
import { crmTexts } from './crm.texts';
import { Source } from './source';

type WorkColumns<T> = Record<'contact' | 'owner' | 'origin', ListColumn<T>>;

/** What follow-ups and requests have in common: whom they are about, whose they are, and where they come from. */
export function useWorkColumns<T extends FollowUpView | RequestView>(): WorkColumns<T> {
  const t = useTexts(crmTexts);
  return useMemo(
    () => ({
      contact: {
        key: 'contact',
        title: t('work.contact'),
        width: 168,
        from: 'medium',
        render: ({ contact }) =>
          contact ? (
            <TextLink to="/contacts/$contactId" params={{ contactId: contact.id }} c="inherit">
              {contact.name}
            </TextLink>
          ) : (
            '–'
          ),
      },
      owner: {
        key: 'owner',
        title: t('work.owner'),
        width: 136,
        from: 'small',
        render: ({ owner }) =>
          owner?.name ?? (
            <Text span inherit c="dimmed">
              {t('requests.unassigned')}
            </Text>
          ),
      },
      origin: {
        key: 'origin',
        title: t('work.origin'),
        sort: 'createdAt',
        startDescending: true,
        from: 'large',
        render: ({ source, createdAt }) => <Source short source={source} at={createdAt} />,
      },
    }),
    [t],
  );
}
