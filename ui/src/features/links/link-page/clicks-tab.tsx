import type { Clicker } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { IconClick } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useClickers } from '../../../api/links';
import { useFormat, useTexts } from '../../../i18n';
import { pageQuery, RowLink, type ListColumn } from '../../../shared/listing';
import { RefName } from '../../../shared/ref-name';
import { TextLink } from '../../../shared/text-link';
import { TimeAgo } from '../../../shared/time-ago';
import { linkPageTexts } from './link-page.texts';
import { TabList, useTabList } from './tab-list';

const DEFAULT_SORT = '-lastAt';

/** Who clicked, in which mailing, how often, and when first and last. */
export function ClicksTab({ linkId }: { linkId: string }) {
  const t = useTexts(linkPageTexts);
  const list = useTabList();
  const query = useClickers(linkId, pageQuery(list.search, DEFAULT_SORT));
  const columns = useColumns();
  return (
    <TabList
      label={t('clicks.label')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(clicker) => clicker.recipientId}
      nameOf={(clicker) => clicker.contact?.name ?? clicker.email}
      empty={{ icon: IconClick, title: t('clicks.empty'), text: t('clicks.emptyText') }}
    />
  );
}

function useColumns(): ListColumn<Clicker>[] {
  const t = useTexts(linkPageTexts);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'contact',
        title: t('clicks.contact'),
        narrow: (clicker) => (
          <Text size="xs" c="dimmed" truncate>
            {clicker.mailing.name} · <TimeAgo at={clicker.lastAt} />
          </Text>
        ),
        render: (clicker) =>
          clicker.contact && !clicker.contact.missing ? (
            <RowLink
              to="/contacts/$contactId"
              params={{ contactId: clicker.contact.id }}
              title={clicker.contact.name}
            >
              {clicker.contact.name}
            </RowLink>
          ) : (
            <>
              {clicker.contact ? <RefName of={clicker.contact} /> : clicker.email}{' '}
              {!clicker.contact && (
                <Text span size="xs" c="dimmed">
                  {t('clicks.notContact')}
                </Text>
              )}
            </>
          ),
      },
      { key: 'email', title: t('clicks.email'), from: 'large', render: (clicker) => clicker.email },
      {
        key: 'mailing',
        title: t('clicks.mailing'),
        from: 'small',
        render: (clicker) => (
          <TextLink to="/mailings/$mailingId" params={{ mailingId: clicker.mailing.id }} c="inherit">
            <RefName of={clicker.mailing} />
          </TextLink>
        ),
      },
      {
        key: 'clicks',
        title: t('clicks.clicks'),
        width: 84,
        align: 'right',
        render: (clicker) => format.number(clicker.clicks),
      },
      {
        key: 'firstAt',
        title: t('clicks.first'),
        width: 150,
        from: 'medium',
        render: (clicker) => <TimeAgo at={clicker.firstAt} />,
      },
      {
        key: 'lastAt',
        title: t('clicks.last'),
        width: 150,
        from: 'small',
        render: (clicker) => <TimeAgo at={clicker.lastAt} />,
      },
    ],
    [t, format],
  );
}
