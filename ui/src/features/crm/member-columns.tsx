import type { MemberView } from '@linkflow/contracts';
import { useMemo } from 'react';
import { useTexts } from '../../i18n';
import type { ListColumn } from '../../shared/listing';
import { TimeAgo } from '../../shared/time-ago';
import { useContactNameColumn } from './contact-columns';
import { crmTexts } from './crm.texts';
import { groupTexts } from './groups.texts';
import { Source } from './source';

export function useMemberColumns(): ListColumn<MemberView>[] {
  const t = useTexts(crmTexts);
  const g = useTexts(groupTexts);
  const name = useContactNameColumn();
  return useMemo(
    () => [
      {
        key: 'name',
        title: name.title,
        render: ({ contact }) => name.render(contact),
        narrow: ({ source, since }) => <Source short source={source} at={since} />,
      },
      {
        key: 'email',
        title: t('email'),
        from: 'medium',
        render: ({ contact }) => <span title={contact.email ?? undefined}>{contact.email ?? '–'}</span>,
      },
      {
        key: 'company',
        title: t('company'),
        from: 'large',
        render: ({ contact }) => <span title={contact.company?.name}>{contact.company?.name ?? '–'}</span>,
      },
      {
        key: 'source',
        title: g('addedBy'),
        from: 'small',
        render: ({ source }) => <Source short source={source} />,
      },
      {
        key: 'since',
        title: g('since'),
        sort: 'since',
        startDescending: true,
        width: 148,
        from: 'small',
        render: ({ since }) => <TimeAgo at={since} />,
      },
    ],
    [t, g, name],
  );
}
