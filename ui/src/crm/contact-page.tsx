import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ContactCard } from '@linkflow/contracts';
import { useState } from 'react';
import { useContact } from '../api/crm';
import { keys } from '../api/keys';
import { useLiveEvents } from '../api/live';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { ListLink } from '../shared/list-link';
import { LoadFailure } from '../shared/load-failure';
import { PageHeader } from '../shared/page-header';
import { useThrottledCallback } from '../shared/use-throttled-callback';
import classes from './card-page.module.css';
import { CardSkeleton } from './card-skeleton';
import { ContactDialog } from './contact-dialog';
import { ContactFacts, ExtraFields } from './contact-facts';
import { crmTexts } from './crm.texts';
import { FollowUpList } from './follow-up-list';
import { History } from './history';
import { Memberships } from './memberships';
import { RequestList } from './request-list';
import { Section } from './section';
import { useRemoveContact } from './use-remove-contact';

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
  const remove = useRemoveContact();
  const [editing, setEditing] = useState(false);
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
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={15} aria-hidden />}
                onClick={() => remove(card, () => void navigate({ to: '/contacts' }))}
              >
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
