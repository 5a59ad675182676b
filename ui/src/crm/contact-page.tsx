import { ActionIcon, Button, Menu, Skeleton } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ContactCard } from '@linkflow/contracts';
import { useState } from 'react';
import { useContact, useContactActions } from '../api/crm';
import { keys } from '../api/keys';
import { useLiveEvents } from '../api/live';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { confirmDanger } from '../shared/confirm';
import { ListLink } from '../shared/list-link';
import { LoadFailure } from '../shared/load-failure';
import { PageHeader } from '../shared/page-header';
import { toast, toastError } from '../shared/toast';
import { useThrottledCallback } from '../shared/use-throttled-callback';
import classes from './card-page.module.css';
import { ContactDialog } from './contact-dialog';
import { ContactFacts, ExtraFields } from './contact-facts';
import { crmTexts } from './crm.texts';
import { FollowUpList } from './follow-up-list';
import { History } from './history';
import { Memberships } from './memberships';
import { RequestList } from './request-list';
import { Section } from './section';

const route = getRouteApi('/shell/contacts/$contactId');

/** The card of one contact: what is known, and what happened, kept up to date while clicks come in. */
export function ContactPage() {
  const t = useTexts(crmTexts);
  const { contactId } = route.useParams();
  const client = useQueryClient();
  const query = useContact(contactId);
  const refresh = useThrottledCallback(
    () => void client.invalidateQueries({ queryKey: keys.contacts.card(contactId) }),
    500,
  );
  useLiveEvents([`contact:${contactId}`], refresh, refresh);
  const crumbs = <ListLink to="/contacts">{t('contacts')}</ListLink>;
  if (query.error && !query.data) {
    return (
      <div className={classes.page}>
        <PageHeader crumbs={crumbs} title={t('contacts')} />
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (!query.data) return <CardSkeleton />;
  const card = query.data;
  return (
    <div className={classes.page} data-scroll-restoration-id="card">
      <ContactHeader key={card.id} card={card} />
      <div className={classes.columns}>
        <aside className={classes.facts}>
          <CardColumn card={card} />
        </aside>
        <div className={classes.main}>
          <div className={classes.pair}>
            <Section title={t('followUps.title')}>
              <FollowUpList followUps={card.followUps} />
            </Section>
            <Section title={t('requests.title')}>
              <RequestList requests={card.requests} />
            </Section>
          </div>
          <Section title={t('history.title')}>
            <History card={card} />
          </Section>
        </div>
      </div>
    </div>
  );
}

function CardColumn({ card }: { card: ContactCard }) {
  const [editing, setEditing] = useState(false);
  return (
    <>
      <ContactFacts card={card} onEdit={() => setEditing(true)} />
      <ExtraFields card={card} />
      <Memberships card={card} kind="interest" memberships={card.interests} />
      <Memberships card={card} kind="selection" memberships={card.selections} />
      <Memberships card={card} kind="project" memberships={card.projects} />
      <ContactDialog opened={editing} onClose={() => setEditing(false)} card={card} />
    </>
  );
}

function ContactHeader({ card }: { card: ContactCard }) {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const { remove } = useContactActions();
  const [editing, setEditing] = useState(false);
  const askRemove = () =>
    confirmDanger({
      title: t('contact.removeTitle', { name: card.name }),
      text: t('contact.removeText'),
      confirm: t('contact.remove'),
      onConfirm: () =>
        remove.mutate(card.id, {
          onError: toastError,
          onSuccess: () => {
            toast(t('contact.removed', { name: card.name }));
            void navigate({ to: '/contacts' });
          },
        }),
    });
  return (
    <PageHeader
      crumbs={<ListLink to="/contacts">{t('contacts')}</ListLink>}
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
          <Menu position="bottom-end" shadow="md" width={180}>
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label={c('rowMenu', { name: card.name })}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={askRemove}>
                {t('contact.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <ContactDialog opened={editing} onClose={() => setEditing(false)} card={card} />
        </>
      }
    />
  );
}

/** The shape of a card while it is on its way; for companies too. */
export function CardSkeleton() {
  return (
    <div className={classes.page} aria-busy>
      <div className={classes.skeletonHead}>
        <Skeleton height={10} width={70} />
        <Skeleton height={20} width={260} mt={10} />
      </div>
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
