import { ROUTES, type ContactCard, LANGUAGES, type SaveContact } from '@linkflow/contracts';
import { Select, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { useCommand } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { deletion } from '../../shared/confirm';
import { CountrySelect } from '../../shared/country-select';
import { FormDialog, changedOnly } from '../../shared/form-dialog';
import { RefSelect, UserSelect } from '../../shared/refs';
import { crmTexts } from './crm.texts';

interface ContactDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The contact to edit. Without it, the dialog creates a contact. */
  card?: ContactCard;
  onSaved?: (card: ContactCard) => unknown;
}

/** Returns the initial form values. Texts that the contact does not have are empty strings. */
const valuesOf = (card: ContactCard | undefined) => ({
  firstName: card?.firstName ?? '',
  lastName: card?.lastName ?? '',
  email: card?.email ?? '',
  title: card?.title ?? '',
  phone: card?.phone ?? '',
  country: card?.country ?? null,
  language: card?.language ?? null,
  timeZone: card?.timeZone ?? null,
  companyId: card?.company?.id ?? null,
  ourContactId: card?.ourContact?.id ?? null,
  formerEmployee: card?.formerEmployee ?? false,
});
type Values = ReturnType<typeof valuesOf>;

const bodyOf = (values: Values): SaveContact => ({
  ...values,
  firstName: values.firstName.trim(),
  lastName: values.lastName.trim(),
  email: values.email.trim() || null,
  title: values.title.trim() || null,
  phone: values.phone.trim() || null,
});

export function ContactDialog({ opened, onClose, card, onSaved }: ContactDialogProps) {
  const t = useTexts(crmTexts);
  const format = useFormat();
  const create = useCommand(ROUTES.contacts.create);
  const update = useCommand(ROUTES.contacts.update);
  return (
    <FormDialog<Values, ContactCard>
      needs={ROUTES.contacts.update}
      opened={opened}
      onClose={onClose}
      size="lg"
      title={card ? t('contact.edit') : t('contact.new')}
      submit={card ? t('save') : t('contact.create')}
      initial={valuesOf(card)}
      validate={(values) => ({
        ...(values.lastName.trim() === '' ? { lastName: t('contact.lastNameMissing') } : {}),
        ...(values.email !== '' && !/^\S+@\S+\.\S+$/.test(values.email.trim())
          ? { email: t('contact.emailWrong') }
          : {}),
      })}
      onSubmit={(values) => {
        const body = bodyOf(values);
        return card
          ? update.mutateAsync({ params: { id: card.id }, body: changedOnly(body, bodyOf(valuesOf(card))) })
          : create.mutateAsync({ body });
      }}
      onDone={onSaved}
    >
      {(form) => (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label={t('contact.firstName')}
            maxLength={100}
            data-autofocus
            {...form.getInputProps('firstName')}
          />
          <TextInput label={t('contact.lastName')} maxLength={100} {...form.getInputProps('lastName')} />
          <TextInput label={t('email')} type="email" maxLength={200} {...form.getInputProps('email')} />
          <TextInput label={t('phone')} type="tel" maxLength={50} {...form.getInputProps('phone')} />
          <RefSelect
            kind="company"
            label={t('company')}
            clearable
            record={card?.company}
            {...form.getInputProps('companyId')}
          />
          <TextInput label={t('jobTitle')} maxLength={200} {...form.getInputProps('title')} />
          <UserSelect
            label={t('ourContact')}
            clearable
            record={card?.ourContact}
            {...form.getInputProps('ourContactId')}
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
            nothingFoundMessage={t('nothingFound')}
            {...form.getInputProps('timeZone')}
          />
          {card && (
            <Switch
              label={t('formerEmployee')}
              description={t('formerEmployeeHint')}
              {...form.getInputProps('formerEmployee', { type: 'checkbox' })}
            />
          )}
        </SimpleGrid>
      )}
    </FormDialog>
  );
}

export function useRemoveContact() {
  const t = useTexts(crmTexts);
  const remove = useCommand(ROUTES.contacts.remove);
  return deletion({
    text: t('contact.removeText'),
    confirm: t('contact.remove'),
    request: (id) => remove.mutateAsync({ params: { id } }),
  });
}
