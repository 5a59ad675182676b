import type { ContactCard } from '@linkflow/contracts';
import { ActionIcon, Anchor, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { formatFieldValue } from '../../shared/field-value/field-value';
import { RefName } from '../../shared/ref-name';
import { TextLink } from '../../shared/text-link';
import classes from './facts.module.css';
import { crmTexts } from './crm.texts';
import { ExtraFieldsDialog } from './extra-fields-dialog';
import { Section } from './section';
import { Source } from './source';

/** Nothing to show: no value, or several parts that are all nothing. */
function isEmpty(children: ReactNode): boolean {
  const parts = Array.isArray(children) ? children : [children];
  return parts.every((part) => part === null || part === undefined || part === '' || part === false);
}

/** One line of a card: what it is, and the value or a dash. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{isEmpty(children) ? '–' : children}</dd>
    </div>
  );
}

export function ContactFacts({ card, onEdit }: { card: ContactCard; onEdit: () => void }) {
  const t = useTexts(crmTexts);
  const format = useFormat();
  return (
    <Section title={t('contact.facts')} action={<EditButton label={t('contact.edit')} onClick={onEdit} />}>
      <dl className={classes.facts}>
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
          {card.company && (
            <TextLink to="/companies/$companyId" params={{ companyId: card.company.id }}>
              {card.company.name}
            </TextLink>
          )}
        </Fact>
        <Fact label={t('jobTitle')}>{card.title}</Fact>
        <Fact label={t('ourContact')}>{card.ourContact && <RefName person of={card.ourContact} />}</Fact>
        <Fact label={t('country')}>{card.country && format.country(card.country)}</Fact>
        <Fact label={t('language')}>{card.language && t(`languages.${card.language}`)}</Fact>
        <Fact label={t('timeZone')}>{card.timeZone?.replaceAll('_', ' ')}</Fact>
      </dl>
    </Section>
  );
}

/** The extra fields with the value each has, and what set it. */
export function ExtraFields({ card }: { card: ContactCard }) {
  const t = useTexts(crmTexts);
  const language = useLanguage();
  const [editing, setEditing] = useState(false);
  return (
    <Section
      title={t('contact.fields')}
      action={
        card.fields.length > 0 && (
          <EditButton label={t('contact.editFields')} onClick={() => setEditing(true)} />
        )
      }
    >
      {card.fields.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('contact.noFields')}
        </Text>
      ) : (
        <dl className={classes.facts}>
          {card.fields.map(({ field, value, source, setAt }) => (
            <Fact key={field.id} label={field.name}>
              {formatFieldValue(language, field, value) ?? (source ? t('contact.emptied') : null)}
              {source && <Source short source={source} at={setAt ?? undefined} />}
            </Fact>
          ))}
        </dl>
      )}
      <ExtraFieldsDialog card={card} opened={editing} onClose={() => setEditing(false)} />
    </Section>
  );
}

function EditButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} title={label} onClick={onClick}>
      <IconPencil size={15} aria-hidden />
    </ActionIcon>
  );
}
