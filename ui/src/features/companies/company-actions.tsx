import { ROUTES, type CompanyView, type SaveCompany } from '@linkflow/contracts';
import { TextInput } from '@mantine/core';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { deletion } from '../../shared/confirm';
import { CountrySelect } from '../../shared/country-select';
import { FormDialog, changedOnly } from '../../shared/form-dialog';
import { UserSelect } from '../../shared/refs';
import { crmTexts } from '../contacts/crm.texts';

interface CompanyDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The company to edit, or null to create one. */
  company: CompanyView | null;
  onCreated?: (id: string) => unknown;
}

type Values = { [K in keyof SaveCompany]: SaveCompany[K] };

export function CompanyDialog({ opened, onClose, company, onCreated }: CompanyDialogProps) {
  const t = useTexts(crmTexts);
  const create = useCommand(ROUTES.companies.create);
  const update = useCommand(ROUTES.companies.update);
  const initial: Values = {
    name: company?.name ?? '',
    country: company?.country ?? null,
    ourContactId: company?.ourContact?.id ?? null,
  };
  return (
    <FormDialog<Values, CompanyView>
      needs={ROUTES.companies.update}
      opened={opened}
      onClose={onClose}
      title={company ? t('companyPage.edit') : t('companyPage.new')}
      submit={company ? t('save') : t('companyPage.create')}
      initial={initial}
      validate={({ name }) => (name.trim() === '' ? { name: t('nameMissing') } : {})}
      onSubmit={(values) => {
        const body = { ...values, name: values.name.trim() };
        return company
          ? update.mutateAsync({ params: { id: company.id }, body: changedOnly(body, initial) })
          : create.mutateAsync({ body });
      }}
      onDone={({ id }) => (company ? undefined : onCreated?.(id))}
    >
      {(form) => (
        <>
          <TextInput label={t('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <CountrySelect label={t('country')} {...form.getInputProps('country')} />
          <UserSelect
            label={t('ourContact')}
            clearable
            record={company?.ourContact}
            {...form.getInputProps('ourContactId')}
          />
        </>
      )}
    </FormDialog>
  );
}

export function useRemoveCompany() {
  const t = useTexts(crmTexts);
  const remove = useCommand(ROUTES.companies.remove);
  return deletion({
    text: t('companyPage.removeText'),
    confirm: t('companyPage.remove'),
    request: (id) => remove.mutateAsync({ params: { id } }),
  });
}
