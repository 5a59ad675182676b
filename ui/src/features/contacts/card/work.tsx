import type { FollowUpView, RequestView } from '@linkflow/contracts';
import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../../../i18n';
import type { ListColumn } from '../../../shared/list/list-table';
import { RefLink } from '../../../shared/refs';
import { crmTexts } from '../crm.texts';
import classes from './card.module.css';
import { Source } from './source';

interface WorkItemProps {
  name: string;
  done?: boolean;
  onOpen: () => void;
  before?: ReactNode;
  after?: ReactNode;
  /** Content of the line below the name. */
  children: ReactNode;
}

/** A follow-up or request in the list on a contact's card. */
export function WorkItem({ name, done = false, onOpen, before, after, children }: WorkItemProps) {
  return (
    <li className={classes.item} data-done={done || undefined}>
      {before}
      <div className={classes.words}>
        <Anchor component="button" className={classes.name} onClick={onOpen}>
          {name}
        </Anchor>
        <Text size="xs" c="dimmed" component="div">
          {children}
        </Text>
      </div>
      {after}
    </li>
  );
}

type WorkColumns<T> = Record<'contact' | 'owner' | 'origin', ListColumn<T>>;

/** Returns the columns that the lists of follow-ups and requests have in common. */
export function useWorkColumns<T extends FollowUpView | RequestView>(): WorkColumns<T> {
  const t = useTexts(crmTexts);
  return {
    contact: {
      title: t('work.contact'),
      width: 168,
      from: 'medium',
      render: ({ contact }) => <RefLink kind="contact" of={contact} c="inherit" />,
    },
    owner: {
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
      title: t('work.origin'),
      sort: 'createdAt',
      startDescending: true,
      from: 'large',
      render: ({ source, createdAt }) => <Source short source={source} at={createdAt} />,
    },
  };
}
