import type { CompanyView, SaveCompany } from '@linkflow/contracts';
import { TextInput } from '@mantine/core';
import { useCompanyActions } from '../../api/crm';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { confirmRequest } from '../../shared/confirm';
import { CountrySelect } from '../../shared/country-select';
import { FormDialog } from '../../shared/form-dialog';
import { RefSelect } from '../../shared/refs';
import { crmTexts } from '../contacts/crm.texts';

interface CompanyDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The record to edit; without it the dialog creates one. */
  company: CompanyView | null;
  onCreated?: (id: string) => unknown;
}

type Values = { [K in keyof SaveCompany]: SaveCompany[K] };

export function CompanyDialog({ opened, onClose, company, onCreated }: CompanyDialogProps) {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
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
          <CountrySelect label={t('country')} {...form.getInputProps('country')} />
          <RefSelect
            kind="user"
            label={t('ourContact')}
            clearable
            value={form.values.ourContactId}
            record={company?.ourContact}
            onChange={(id) => form.setFieldValue('ourContactId', id)}
            error={form.errors.ourContactId}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Asks before it deletes: a card cannot be restored. */
export function useRemoveCompany(): (company: Pick<CompanyView, 'id' | 'name'>, after?: () => void) => void {
  const t = useTexts(crmTexts);
  const { remove } = useCompanyActions();
  return ({ id, name }, after) =>
    confirmRequest({
      title: t('companyPage.removeTitle', { name }),
      text: t('companyPage.removeText'),
      confirm: t('companyPage.remove'),
      request: () => remove.mutateAsync(id),
      done: t('companyPage.removed', { name }),
      then: after,
    });
}
