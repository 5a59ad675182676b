import type { CompanyView } from '@linkflow/contracts';
import { useCompanyActions } from '../../api/crm';
import { useTexts } from '../../i18n';
import { attempt } from '../../shared/attempt';
import { confirmDanger } from '../../shared/confirm';
import { toast } from '../../shared/toast';
import { crmTexts } from './crm.texts';

/** Asks first: a card cannot be brought back. */
export function useRemoveCompany(): (company: Pick<CompanyView, 'id' | 'name'>, after?: () => void) => void {
  const t = useTexts(crmTexts);
  const { remove } = useCompanyActions();
  return ({ id, name }, after) =>
    confirmDanger({
      title: t('companyPage.removeTitle', { name }),
      text: t('companyPage.removeText'),
      confirm: t('companyPage.remove'),
      onConfirm: () =>
        attempt(remove.mutateAsync(id), () => {
          toast(t('companyPage.removed', { name }));
          after?.();
        }),
    });
}
