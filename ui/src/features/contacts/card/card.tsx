import type { ApiRoute } from '@linkflow/contracts';
import { ActionIcon, type ActionIconProps, Button, Skeleton, Text, Title } from '@mantine/core';
import { type Icon, IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, type Ref, useState } from 'react';
import { useCan } from '../../../api/session';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { MenuAction, PageMenu } from '../../../shared/menu';
import { HeaderSkeleton, ListLink, PageFailure, PageHeader } from '../../../shared/page-header';
import classes from './card.module.css';

interface CardPageProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  /** Path of the list to which the card belongs; `listName` is the title of that list. */
  list: '/contacts' | '/companies';
  listName: string;
  /** Routes that change and delete the record. Users who may not use them get no buttons for that. */
  routes: { update: ApiRoute; remove: ApiRoute };
  removeLabel: string;
  /** Deletes the card after a confirmation, then calls `after`. */
  remove: (card: T, after: () => void) => void;
  /** Further items of the page's menu. */
  menu?: (card: T) => ReactNode;
  dialog: (card: T, opened: boolean, close: () => void) => ReactNode;
  /** Content of the left column. `edit` opens the dialog. */
  facts: (card: T, edit: () => void) => ReactNode;
  /** Content of the main column. */
  children: (card: T) => ReactNode;
}

/** The page of a contact or company: its details at the left, related records at the right. */
export function CardPage<T extends { id: string; name: string }>(props: CardPageProps<T>) {
  const { query, list, listName } = props;
  const crumbs = <ListLink to={list}>{listName}</ListLink>;
  if (query.data) return <LoadedCard key={query.data.id} {...props} card={query.data} crumbs={crumbs} />;
  return query.error ? <PageFailure crumbs={crumbs} title={listName} query={query} /> : <CardSkeleton />;
}

interface LoadedCardProps<T> extends CardPageProps<T> {
  card: T;
  crumbs: ReactNode;
}

function LoadedCard<T extends { id: string; name: string }>(props: LoadedCardProps<T>) {
  const { card, crumbs, list, routes, removeLabel, remove, menu, dialog, facts, children } = props;
  const can = useCan();
  const c = useTexts(common);
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const edit = () => setEditing(true);
  return (
    <div className={`lf-fill ${classes.page}`} data-scroll-restoration-id="card">
      <PageHeader
        crumbs={crumbs}
        title={card.name}
        actions={
          <>
            {can(routes.update) && (
              <Button variant="default" leftSection={<IconPencil size={15} aria-hidden />} onClick={edit}>
                {c('edit')}
              </Button>
            )}
            {can(routes.remove) && (
              <PageMenu name={card.name}>
                {menu?.(card)}
                <MenuAction
                  danger
                  icon={IconTrash}
                  onClick={() => remove(card, () => void navigate({ to: list }))}
                >
                  {removeLabel}
                </MenuAction>
              </PageMenu>
            )}
          </>
        }
      />
      <div className={classes.columns}>
        <aside className={classes.facts}>{facts(card, edit)}</aside>
        <div className={classes.main}>{children(card)}</div>
      </div>
      {dialog(card, editing, () => setEditing(false))}
    </div>
  );
}

/** Placeholder while a card is loaded. */
function CardSkeleton() {
  return (
    <div className={`lf-fill ${classes.page}`} aria-busy>
      <HeaderSkeleton />
      <div className={classes.columns}>
        <div className={classes.facts}>
          {[70, 50, 62, 44, 58, 66, 40].map((width) => (
            <Skeleton key={width} height={10} width={`${width}%`} mb={14} />
          ))}
        </div>
        <div className={classes.main}>
          {[52, 64, 40, 58, 47].map((width) => (
            <Skeleton key={width} height={10} width={`${width}%`} mb={24} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface CardSectionProps {
  title: string;
  action?: ReactNode;
  /** Text shown instead of `children` if there are no records; false if there are some. */
  none?: string | false;
  children: ReactNode;
}

/** A part of a card with a heading. */
export function CardSection({ title, action, none = false, children }: CardSectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.head}>
        <Title order={2} className={classes.title}>
          {title}
        </Title>
        {action}
      </div>
      {none === false ? (
        children
      ) : (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
    </section>
  );
}

interface SectionButtonProps extends ActionIconProps {
  icon: Icon;
  label: string;
  onClick: () => void;
  ref?: Ref<HTMLButtonElement>;
}

/** The icon button beside the heading of a section. */
export function SectionButton({ icon: ButtonIcon, label, ...rest }: SectionButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} title={label} {...rest}>
      <ButtonIcon size={15} aria-hidden />
    </ActionIcon>
  );
}

/** Returns true if `children` renders nothing. */
function isEmpty(children: ReactNode): boolean {
  const parts = Array.isArray(children) ? children : [children];
  return parts.every((part) => part === null || part === undefined || part === '' || part === false);
}

interface FactProps {
  label: string;
  /** True for a text that is read here. Other values are names, and are cut off after three lines. */
  whole?: boolean;
  children: ReactNode;
}

/** One line of a card: a label and its value, or a dash if there is no value. */
export function Fact({ label, whole, children }: FactProps) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd data-whole={whole || undefined}>{isEmpty(children) ? '–' : children}</dd>
    </div>
  );
}
