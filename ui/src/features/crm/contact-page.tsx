import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ContactCard } from '@linkflow/contracts';
import { useState } from 'react';
import { useContact } from '../../api/crm';
import { keys } from '../../api/keys';
import { useLiveEvents } from '../../api/live';
import { useTexts } from '../../i18n';
import { useThrottledCallback } from '../../shared/use-throttled-callback';
import { CardPage } from './card-page';
import classes from './card-page.module.css';
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
  return (
    <CardPage
      query={query}
      list="/contacts"
      listName={t('contacts')}
      removeLabel={t('contact.remove')}
      remove={useRemoveContact()}
      dialog={(card, opened, close) => <ContactDialog opened={opened} onClose={close} card={card} />}
      facts={(card) => <CardColumn card={card} />}
    >
      {(card) => (
        <>
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
        </>
      )}
    </CardPage>
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
