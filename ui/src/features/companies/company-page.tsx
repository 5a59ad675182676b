import { ROUTES, type CompanyCard } from '@linkflow/contracts';
import { EmptyState, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { RefName } from '../../shared/refs';
import { TimeAgo } from '../../shared/time-ago';
import { CardPage, CardSection, Fact } from '../contacts/card/card';
import classes from '../contacts/card/card.module.css';
import { crmTexts } from '../contacts/crm.texts';
import { CompanyDialog, useRemoveCompany } from './company-actions';

const route = getRouteApi('/shell/companies/$id');

export function CompanyPage() {
  const t = useTexts(crmTexts);
  const format = useFormat();
  const { id } = route.useParams();
  const query = useRoute(ROUTES.companies.get, { params: { id } });
  return (
    <CardPage
      query={query}
      list="/companies"
      listName={t('companies')}
      routes={ROUTES.companies}
      removeLabel={t('companyPage.remove')}
      remove={useRemoveCompany()}
      dialog={(card, opened, close) => <CompanyDialog opened={opened} onClose={close} company={card} />}
      facts={(card) => (
        <CardSection title={t('contact.facts')}>
          <dl className={classes.factList}>
            <Fact label={t('country')}>{card.country && format.country(card.country)}</Fact>
            <Fact label={t('ourContact')}>{card.ourContact && <RefName person of={card.ourContact} />}</Fact>
          </dl>
        </CardSection>
      )}
    >
      {(card) => (
        <CardSection title={t('contacts')}>
          <People card={card} />
        </CardSection>
      )}
    </CardPage>
  );
}

function People({ card }: { card: CompanyCard }) {
  const t = useTexts(crmTexts);
  if (card.people.length === 0) {
    return (
      <EmptyState
        size="sm"
        py="lg"
        icon={<IconUsers aria-hidden />}
        withIndicatorBackground
        title={t('companyPage.noPeople')}
        description={t('companyPage.noPeopleText')}
      />
    );
  }
  return (
    <>
      <ul className={classes.list}>
        {card.people.map((person) => (
          <li key={person.id} className={classes.item}>
            <div className={classes.words}>
              <TextLink to="/contacts/$id" params={{ id: person.id }} truncate="end" display="block">
                {person.name}
              </TextLink>
              <Text size="xs" c="dimmed" component="div" truncate="end">
                {person.email ?? '–'}
              </Text>
            </div>
            <Text size="xs" c="dimmed" component="div" flex="none">
              <TimeAgo at={person.updatedAt} />
            </Text>
          </li>
        ))}
      </ul>
      {card.people.length < card.contacts && (
        <TextLink to="/contacts" search={{ companyId: card.id }} mt="md" display="inline-block">
          {t('companyPage.allPeople')}
        </TextLink>
      )}
    </>
  );
}
