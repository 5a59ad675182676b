import { Button, Menu } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { ListLink } from '../../shared/list-link';
import { PageFailure } from '../../shared/page-failure';
import { PageHeader } from '../../shared/page-header';
import { PageMenu } from '../../shared/page-menu';
import classes from './card-page.module.css';
import { CardSkeleton } from './card-skeleton';

interface CardPageProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  /** The list that the card belongs to, and what it is called. */
  list: '/contacts' | '/companies';
  listName: string;
  removeLabel: string;
  /** Asks first, and calls `after` when the card is gone. */
  remove: (card: T, after: () => void) => void;
  dialog: (card: T, opened: boolean, close: () => void) => ReactNode;
  /** The narrow column at the left. */
  facts: (card: T) => ReactNode;
  /** What is beside it. */
  children: (card: T) => ReactNode;
}

/** The card of a contact or a company: what is known at the left, what belongs to it beside that. */
export function CardPage<T extends { id: string; name: string }>(props: CardPageProps<T>) {
  const { query, list, listName, facts, children } = props;
  const crumbs = <ListLink to={list}>{listName}</ListLink>;
  const card = query.data;
  if (!card) {
    return query.error ? <PageFailure crumbs={crumbs} title={listName} query={query} /> : <CardSkeleton />;
  }
  return (
    <div className={classes.page} data-scroll-restoration-id="card">
      <CardHeader key={card.id} {...props} card={card} crumbs={crumbs} />
      <div className={classes.columns}>
        <aside className={classes.facts}>{facts(card)}</aside>
        <div className={classes.main}>{children(card)}</div>
      </div>
    </div>
  );
}

type CardHeaderProps<T> = Pick<CardPageProps<T>, 'list' | 'removeLabel' | 'remove' | 'dialog'> & {
  card: T;
  crumbs: ReactNode;
};

function CardHeader<T extends { id: string; name: string }>(props: CardHeaderProps<T>) {
  const { card, crumbs, list, removeLabel, remove, dialog } = props;
  const c = useTexts(common);
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  return (
    <PageHeader
      crumbs={crumbs}
      title={card.name}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconPencil size={15} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            {c('edit')}
          </Button>
          <PageMenu name={card.name}>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => remove(card, () => void navigate({ to: list }))}
            >
              {removeLabel}
            </Menu.Item>
          </PageMenu>
          {dialog(card, editing, () => setEditing(false))}
        </>
      }
    />
  );
}
