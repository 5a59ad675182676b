import { countryOptions } from '@linkflow/crm-port';
import { defineFacts, fromCrm } from './define-facts';

/** Facts about the company of the contact. */
export const companyFacts = defineFacts('company', {
  name: { type: 'text', label: { en: 'Company name', nb: 'Firmanavn' }, load: fromCrm },
  country: {
    type: 'text',
    label: { en: 'Company country', nb: 'Firmaets land' },
    options: () => [...countryOptions()],
    load: fromCrm,
  },
});
