import type { CompanyCard } from '@linkflow/contracts';
import { EmptyState, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCompany } from '../../api/crm';
import { useFormat, useTexts } from '../../i18n';
import { RefName } from '../../shared/ref-name';
import { TextLink } from '../../shared/text-link';
import { TimeAgo } from '../../shared/time-ago';
import { CardPage } from './card-page';
import { CompanyDialog } from './company-dialog';
import { Fact } from './contact-facts';
import { crmTexts } from './crm.texts';
import facts from './facts.module.css';
import { Section } from './section';
import small from './small-list.module.css';
import { useRemoveCompany } from './use-remove-company';

const route = getRouteApi('/shell/companies/$companyId');

export function CompanyPage() {
  const t = useTexts(crmTexts);
  const format = useFormat();
  const { companyId } = route.useParams();
  const query = useCompany(companyId);
  return (
    <CardPage
      query={query}
      list="/companies"
      listName={t('companies')}
      removeLabel={t('companyPage.remove')}
      remove={useRemoveCompany()}
      dialog={(card, opened, close) => <CompanyDialog opened={opened} onClose={close} company={card} />}
      facts={(card) => (
        <Section title={t('contact.facts')}>
          <dl className={facts.facts}>
            <Fact label={t('country')}>{card.country && format.country(card.country)}</Fact>
            <Fact label={t('ourContact')}>{card.ourContact && <RefName person of={card.ourContact} />}</Fact>
          </dl>
        </Section>
      )}
    >
      {(card) => (
        <Section title={t('companyPage.people')}>
          <People card={card} />
        </Section>
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
      <ul className={small.list}>
        {card.people.map((person) => (
          <li key={person.id} className={small.item}>
            <div className={small.words}>
              <TextLink to="/contacts/$contactId" params={{ contactId: person.id }}>
                {person.name}
              </TextLink>
              <Text size="xs" c="dimmed" component="div">
                {person.email ?? '–'}
              </Text>
            </div>
            <Text size="xs" c="dimmed" component="div">
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
