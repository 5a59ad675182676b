import type { CompanyView, SaveCompany } from '@linkflow/contracts';
import { Select, TextInput } from '@mantine/core';
import { useCompanyActions } from '../../api/crm';
import { useLanguage, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { countryChoices } from '../../shared/countries';
import { FormDialog } from '../../shared/form-dialog';
import { RefSelect } from '../../shared/ref-select';
import { crmTexts } from './crm.texts';

interface CompanyDialogProps {
  opened: boolean;
  onClose: () => void;
  /** Edits this one; without it, makes a new one. */
  company: CompanyView | null;
  onCreated?: (id: string) => unknown;
}

type Values = { [K in keyof SaveCompany]: SaveCompany[K] };

export function CompanyDialog({ opened, onClose, company, onCreated }: CompanyDialogProps) {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const language = useLanguage();
  const { create, update } = useCompanyActions();
  return (
    <FormDialog<Values, CompanyView>
      opened={opened}
      onClose={onClose}
      title={company ? t('companyPage.edit') : t('companyPage.new')}
      submit={company ? c('save') : t('companyPage.create')}
      initial={{
        name: company?.name ?? '',
        country: company?.country ?? null,
        ourContactId: company?.ourContact?.id ?? null,
      }}
      validate={({ name }) => (name.trim() === '' ? { name: t('companyPage.nameMissing') } : {})}
      onSubmit={(values) => {
        const body = { ...values, name: values.name.trim() };
        return company ? update.mutateAsync({ id: company.id, ...body }) : create.mutateAsync(body);
      }}
      onDone={({ id }) => (company ? undefined : onCreated?.(id))}
    >
      {(form) => (
        <>
          <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <Select
            label={t('country')}
            searchable
            clearable
            data={countryChoices(language)}
            nothingFoundMessage={c('nothingFound')}
            {...form.getInputProps('country')}
          />
          <RefSelect
            kind="user"
            label={t('ourContact')}
            clearable
            value={form.values.ourContactId}
            known={company?.ourContact}
            onChange={(id) => form.setFieldValue('ourContactId', id)}
            error={form.errors.ourContactId}
          />
        </>
      )}
    </FormDialog>
  );
}
