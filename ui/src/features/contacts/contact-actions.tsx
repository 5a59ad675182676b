import { type ContactCard, type ContactSummary, LANGUAGES, type SaveContact } from '@linkflow/contracts';
import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useContactActions } from '../../api/crm';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { confirmRequest } from '../../shared/confirm';
import { CountrySelect } from '../../shared/country-select';
import { FormDialog } from '../../shared/form-dialog';
import { RefSelect } from '../../shared/refs';
import { crmTexts } from './crm.texts';

interface ContactDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The record to edit; without it the dialog creates one. */
  card?: ContactCard;
  onSaved?: (card: ContactCard) => unknown;
}

type Values = { [K in keyof SaveContact]: SaveContact[K] };

function valuesOf(card: ContactCard | undefined): Values {
  return {
    firstName: card?.firstName ?? '',
    lastName: card?.lastName ?? '',
    email: card?.email ?? null,
    title: card?.title ?? null,
    phone: card?.phone ?? null,
    country: card?.country ?? null,
    language: card?.language ?? null,
    timeZone: card?.timeZone ?? null,
    companyId: card?.company?.id ?? null,
    ourContactId: card?.ourContact?.id ?? null,
  };
}

export function ContactDialog({ opened, onClose, card, onSaved }: ContactDialogProps) {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const format = useFormat();
  const { create, update } = useContactActions();
  return (
    <FormDialog<Values, ContactCard>
      opened={opened}
      onClose={onClose}
      size="lg"
      title={card ? t('contact.edit') : t('contact.new')}
      submit={card ? c('save') : t('contact.create')}
      initial={valuesOf(card)}
      validate={(values) => ({
        ...(values.lastName.trim() === '' ? { lastName: t('contact.lastNameMissing') } : {}),
        ...(values.email !== null && !/^\S+@\S+\.\S+$/.test(values.email.trim())
          ? { email: t('contact.emailWrong') }
          : {}),
      })}
      onSubmit={(values) => {
        const body = trimmed(values);
        return card
          ? update.mutateAsync({ id: card.id, ...changedOnly(body, valuesOf(card)) })
          : create.mutateAsync(body);
      }}
      onDone={onSaved}
    >
      {(form) => {
        const words = (name: 'email' | 'title' | 'phone') => ({
          value: form.values[name] ?? '',
          error: form.errors[name],
          onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
            form.setFieldValue(name, event.currentTarget.value === '' ? null : event.currentTarget.value),
        });
        return (
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput
              label={t('contact.firstName')}
              maxLength={100}
              data-autofocus
              {...form.getInputProps('firstName')}
            />
            <TextInput label={t('contact.lastName')} maxLength={100} {...form.getInputProps('lastName')} />
            <TextInput label={t('email')} type="email" maxLength={200} {...words('email')} />
            <TextInput label={t('phone')} type="tel" maxLength={50} {...words('phone')} />
            <RefSelect
              kind="company"
              label={t('company')}
              clearable
              value={form.values.companyId}
              record={card?.company}
              onChange={(id) => form.setFieldValue('companyId', id)}
              error={form.errors.companyId}
            />
            <TextInput label={t('jobTitle')} maxLength={200} {...words('title')} />
            <RefSelect
              kind="user"
              label={t('ourContact')}
              clearable
              value={form.values.ourContactId}
              record={card?.ourContact}
              onChange={(id) => form.setFieldValue('ourContactId', id)}
              error={form.errors.ourContactId}
            />
            <CountrySelect label={t('country')} {...form.getInputProps('country')} />
            <Select
              label={t('language')}
              clearable
              data={LANGUAGES.map((value) => ({ value, label: format.language(value) }))}
              {...form.getInputProps('language')}
            />
            <Select
              label={t('timeZone')}
              searchable
              clearable
              limit={60}
              data={Intl.supportedValuesOf('timeZone').map((zone) => ({
                value: zone,
                label: zone.replaceAll('_', ' '),
              }))}
              nothingFoundMessage={c('nothingFound')}
              {...form.getInputProps('timeZone')}
            />
          </SimpleGrid>
        );
      }}
    </FormDialog>
  );
}

function trimmed(values: Values): SaveContact {
  const word = (value: string | null) => (value === null || value.trim() === '' ? null : value.trim());
  return {
    ...values,
    firstName: values.firstName.trim(),
    lastName: values.lastName.trim(),
    email: word(values.email),
    title: word(values.title),
    phone: word(values.phone),
  };
}

/** Only changed fields are sent, because a click may change the card while the dialog is open. */
function changedOnly(now: SaveContact, before: SaveContact): Partial<SaveContact> {
  const was = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => value !== was.get(key)));
}

/** Asks before it deletes: a card cannot be restored. */
export function useRemoveContact(): (
  contact: Pick<ContactSummary, 'id' | 'name'>,
  after?: () => void,
) => void {
  const t = useTexts(crmTexts);
  const { remove } = useContactActions();
  return ({ id, name }, after) =>
    confirmRequest({
      title: t('contact.removeTitle', { name }),
      text: t('contact.removeText'),
      confirm: t('contact.remove'),
      request: () => remove.mutateAsync(id),
      done: t('contact.removed', { name }),
      then: after,
    });
}
