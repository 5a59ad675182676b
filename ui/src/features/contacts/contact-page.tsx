import { ROUTES, type ContactCard } from '@linkflow/contracts';
import { Anchor } from '@mantine/core';
import { IconDownload, IconPencil } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client';
import { useCan } from '../../api/session';
import { routeKey, useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { downloadJson } from '../../shared/download';
import { lazyDialog, lazyPart } from '../../shared/lazy-parts';
import { useLiveRefresh } from '../../shared/live-refresh';
import { MenuAction } from '../../shared/menu';
import { RefLink, RefName } from '../../shared/refs';
import { FollowUpList } from '../follow-ups/follow-up';
import { RequestList } from '../requests/request';
import { CardPage, CardSection, Fact, SectionButton } from './card/card';
import classes from './card/card.module.css';
import { Source } from './card/source';
import { ContactDialog, useRemoveContact } from './contact-actions';
import { crmTexts } from './crm.texts';
import { History } from './history';
import { Memberships } from './memberships';

const ExtraFieldsDialog = lazyDialog(async () => (await import('./extra-fields-dialog')).ExtraFieldsDialog);

const MailSection = lazyPart(async () => (await import('./mail/mail-section')).MailSection);

const route = getRouteApi('/shell/contacts/$id');

/** The card of one contact; live events keep it up to date. */
export function ContactPage() {
  const t = useTexts(crmTexts);
  const { id } = route.useParams();
  const query = useRoute(ROUTES.contacts.get, { params: { id } });
  useLiveRefresh([`contact:${id}`], routeKey(ROUTES.contacts.get, { params: { id } }), 500);
  return (
    <CardPage
      query={query}
      list="/contacts"
      listName={t('contacts')}
      routes={ROUTES.contacts}
      removeLabel={t('contact.remove')}
      remove={useRemoveContact()}
      menu={(card) => (
        <MenuAction icon={IconDownload} needs={ROUTES.contacts.export} onClick={() => downloadData(card)}>
          {t('contact.export')}
        </MenuAction>
      )}
      dialog={(card, opened, close) => <ContactDialog opened={opened} onClose={close} card={card} />}
      facts={(card, edit) => (
        <>
          <ContactFacts card={card} onEdit={edit} />
          <ExtraFields card={card} />
          <Memberships card={card} kind="interest" memberships={card.interests} />
          <Memberships card={card} kind="selection" memberships={card.selections} />
          <Memberships card={card} kind="project" memberships={card.projects} />
        </>
      )}
    >
      {(card) => (
        <>
          <div className={classes.pair}>
            <CardSection
              title={t('followUps.title')}
              none={card.followUps.length === 0 && t('followUps.none')}
            >
              <FollowUpList followUps={card.followUps} />
            </CardSection>
            <CardSection title={t('requests.title')} none={card.requests.length === 0 && t('requests.none')}>
              <RequestList requests={card.requests} />
            </CardSection>
          </div>
          <MailSection card={card} />
          <CardSection title={t('history.title')} none={card.changes.length === 0 && t('history.none')}>
            <History card={card} />
          </CardSection>
        </>
      )}
    </CardPage>
  );
}

/** Downloads everything that is stored about the contact. */
const downloadData = ({ id }: ContactCard): void =>
  downloadJson(`contact-${id}`, call(ROUTES.contacts.export, { params: { id } }));

function ContactFacts({ card, onEdit }: { card: ContactCard; onEdit: () => void }) {
  const t = useTexts(crmTexts);
  const mayEdit = useCan()(ROUTES.contacts.update);
  const format = useFormat();
  return (
    <CardSection
      title={t('contact.facts')}
      action={mayEdit && <SectionButton icon={IconPencil} label={t('contact.edit')} onClick={onEdit} />}
    >
      <dl className={classes.factList}>
        <Fact label={t('email')}>
          {card.email && (
            <Anchor href={`mailto:${card.email}`} size="sm">
              {card.email}
            </Anchor>
          )}
        </Fact>
        <Fact label={t('phone')}>
          {card.phone && (
            <Anchor href={`tel:${card.phone.replaceAll(' ', '')}`} size="sm">
              {card.phone}
            </Anchor>
          )}
        </Fact>
        <Fact label={t('company')}>
          <RefLink kind="company" of={card.company} />
        </Fact>
        <Fact label={t('jobTitle')}>{card.title}</Fact>
        {card.formerEmployee && <Fact label={t('formerEmployee')}>{t('yes')}</Fact>}
        <Fact label={t('ourContact')}>{card.ourContact && <RefName person of={card.ourContact} />}</Fact>
        <Fact label={t('country')}>{card.country && format.country(card.country)}</Fact>
        <Fact label={t('language')}>{card.language && format.language(card.language)}</Fact>
        <Fact label={t('timeZone')}>{card.timeZone?.replaceAll('_', ' ')}</Fact>
      </dl>
    </CardSection>
  );
}

/** The contact's extra fields, with their values and the origins of these. */
function ExtraFields({ card }: { card: ContactCard }) {
  const t = useTexts(crmTexts);
  const format = useFormat();
  const [editing, setEditing] = useState(false);
  const none = card.fields.length === 0;
  const mayEdit = useCan()(ROUTES.contacts.update);
  const edit = () => setEditing(true);
  return (
    <CardSection
      title={t('contact.fields')}
      action={
        !none && mayEdit && <SectionButton icon={IconPencil} label={t('contact.editFields')} onClick={edit} />
      }
      none={none && t('contact.noFields')}
    >
      <dl className={classes.factList}>
        {card.fields.map(({ field, value, source, setAt }) => (
          <Fact key={field.id} label={field.name} whole={field.type === 'long-text'}>
            {format.value(value, { type: field.type }) ?? (source ? t('contact.emptied') : null)}
            {source && <Source short source={source} at={setAt ?? undefined} />}
          </Fact>
        ))}
      </dl>
      <ExtraFieldsDialog card={card} opened={editing} onClose={() => setEditing(false)} />
    </CardSection>
  );
}
