import type { ChangeSource, FollowUpView, RequestView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useRich, useTexts } from '../../../i18n';
import type { ListColumn } from '../../../shared/list/list-table';
import { TextLink } from '../../../shared/anchors';
import { TimeAgo } from '../../../shared/time-ago';
import { crmTexts } from '../crm.texts';
import classes from './card.module.css';

interface SourceProps {
  source: ChangeSource;
  at?: string;
  /** Shows only the link's name; the sentence is the tooltip. */
  short?: boolean;
}

/** The origin of a change: a click on a link in a mailing (linked to its run), a user, or the demo data. */
export function Source({ source, at, short = false }: SourceProps) {
  return (
    <span className={classes.source} data-short={short || undefined}>
      <span className={classes.origin}>
        <Origin source={source} short={short} />
      </span>
      {at !== undefined && (
        <span className={classes.time}>
          {' · '}
          <TimeAgo at={at} />
        </span>
      )}
    </span>
  );
}

function Origin({ source, short }: { source: ChangeSource; short: boolean }) {
  const t = useTexts(crmTexts);
  const rich = useRich(crmTexts);
  switch (source.kind) {
    case 'user':
      return <>{source.user.name}</>;
    case 'seed':
      return <>{t('source.seed')}</>;
    case 'run': {
      const mailing = source.mailing?.name ?? '';
      const key = source.mailing ? 'source.run' : 'source.runWithoutMailing';
      const link = (
        <Link
          to="/runs/$runId"
          params={{ runId: source.runId }}
          search={{ node: source.nodeId }}
          className={classes.run}
          title={short ? t(key, { link: source.link.name, mailing }) : t('source.toRun')}
        >
          {source.link.name}
        </Link>
      );
      return short ? link : <>{rich(key, { link, mailing })}</>;
    }
  }
}

type WorkColumns<T> = Record<'contact' | 'owner' | 'origin', ListColumn<T>>;

/** Columns that follow-ups and requests share: contact, owner and origin. */
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
