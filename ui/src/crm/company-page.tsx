import type { CompanyCard } from '@linkflow/contracts';
import { ActionIcon, Button, EmptyState, Menu, Text } from '@mantine/core';
import { IconDots, IconPencil, IconTrash, IconUsers } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCompany } from '../api/crm';
import { useFormat, useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { ListLink } from '../shared/list-link';
import { LoadFailure } from '../shared/load-failure';
import { PageHeader } from '../shared/page-header';
import { RefName } from '../shared/ref-name';
import { TextLink } from '../shared/text-link';
import { TimeAgo } from '../shared/time-ago';
import classes from './card-page.module.css';
import { CardSkeleton } from './card-skeleton';
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
  if (query.error && !query.data) {
    return (
      <div className={classes.page}>
        <PageHeader crumbs={<ListLink to="/companies">{t('companies')}</ListLink>} title={t('companies')} />
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (!query.data) return <CardSkeleton />;
  const card = query.data;
  return (
    <div className={classes.page} data-scroll-restoration-id="card">
      <CompanyHeader key={card.id} card={card} />
      <div className={classes.columns}>
        <aside className={classes.facts}>
          <Section title={t('contact.facts')}>
            <dl className={facts.facts}>
              <Fact label={t('country')}>{card.country && format.country(card.country)}</Fact>
              <Fact label={t('ourContact')}>
                {card.ourContact && <RefName person of={card.ourContact} />}
              </Fact>
            </dl>
          </Section>
        </aside>
        <div className={classes.main}>
          <Section title={t('companyPage.people')}>
            <People card={card} />
          </Section>
        </div>
      </div>
    </div>
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

function CompanyHeader({ card }: { card: CompanyCard }) {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const remove = useRemoveCompany();
  const [editing, setEditing] = useState(false);
  return (
    <PageHeader
      crumbs={<ListLink to="/companies">{t('companies')}</ListLink>}
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
                onClick={() => remove(card, () => void navigate({ to: '/companies' }))}
              >
                {t('companyPage.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <CompanyDialog opened={editing} onClose={() => setEditing(false)} company={card} />
        </>
      }
    />
  );
}
